import type { Messages } from "../catalogue.ts";
import { explain } from "./explain.ts";
import { handshake } from "./handshake.ts";
import { losses } from "./losses.ts";
import { messages } from "./messages.ts";
import { page } from "./page.ts";
import { plots } from "./plots.ts";
import { questions } from "./questions.ts";
import { summary } from "./summary.ts";

/** The Turkish messages: the same ids and places as the English ones. */
export const tr: Messages = {
  ...page,
  ...summary,
  ...handshake,
  ...plots,
  ...losses,
  ...questions,
  ...explain,
  ...messages,
};
