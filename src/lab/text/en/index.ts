import { explain } from "./explain.ts";
import { handshake } from "./handshake.ts";
import { losses } from "./losses.ts";
import { messages } from "./messages.ts";
import { page } from "./page.ts";
import { plots } from "./plots.ts";
import { questions } from "./questions.ts";
import { summary } from "./summary.ts";

/** The English messages, which are the catalogue: other languages have the same ids and places. */
export const en = {
  ...page,
  ...summary,
  ...handshake,
  ...plots,
  ...losses,
  ...questions,
  ...explain,
  ...messages,
} as const;
