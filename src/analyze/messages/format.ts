/** Chat, and files over its connection. */
import type { StreamFormat } from "../formats/types.ts";
import { MessagesDecoder } from "./decoder.ts";
import { recogniseMessages } from "./recognise.ts";
import { MESSAGES_PORT } from "./words.ts";

export const chat: StreamFormat = {
  name: "chat",
  usualPorts: [MESSAGES_PORT],
  recognise: recogniseMessages,
  createDecoder: (context) => new MessagesDecoder(chat, context),
};
