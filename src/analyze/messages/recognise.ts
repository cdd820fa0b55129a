/** Whether a stream's first bytes are those of a chat, or of a file over its connection. */
import type { Beginning } from "../formats/types.ts";
import type { Recognition } from "../formats/recognition.ts";
import { plausibleLength } from "./file-name.ts";
import { isText } from "./utf8.ts";
import { answerOf, FILE_REFUSED, GET_FILE, QUIT, requestOf, SEND_FILE } from "./words.ts";

/**
 * `yes` takes words of the protocol: the client's request with a name behind it, the server's answer to one, or what it
 * says of `{quit}`. Text alone can be anything; from both sides it is hardly a picture.
 */
export function recogniseMessages({ sides, client, fromStart }: Beginning): Recognition {
  const said = Buffer.from(sides[client]);
  const server = client === 0 ? 1 : 0;
  const heard = Buffer.from(sides[server]);
  if (fromStart[client] && isRequest(said)) return "yes";
  if (fromStart[server] && isAnswer(heard)) return "yes";
  if (!isText(said) || !isText(heard)) return "no";
  if (fromStart[server] && heard.includes(QUIT) && !heard.includes("\n")) return "yes";
  return said.length > 0 && heard.length > 0 ? "likely" : "maybe";
}

/** What says that a conversation is one, once it is decoded. */
export function isRequest(bytes: Buffer): boolean {
  const word = requestOf(bytes);
  if (word === null || word === undefined) return false;
  return plausibleLength(bytes.subarray(word === GET_FILE ? GET_FILE.length : SEND_FILE.length)) > 0;
}

function isAnswer(bytes: Buffer): boolean {
  const word = answerOf(bytes);
  return word !== null && word !== undefined && word !== FILE_REFUSED;
}
