/** A chat as a text to read: a line a message. */
import type { Clock } from "../../../analyze/facts/clock.ts";
import type { MessageRecord } from "../../../analyze/messages/types.ts";
import { harmless } from "../escape.ts";

/** "1763693870.123456  packet     12  Bob: hello"; lines behind the first are moved to the right. */
export function transcriptLine(message: MessageRecord, text: string, clock: Clock): string {
  const time = clock.string(message.startTime) ?? "-";
  const head = `${time}  packet ${String(message.firstPacket).padStart(6)}  `;
  const lines = text.split(/\r\n|[\r\n]/).map(harmless);
  const cut = message.missingBytes > 0 ? ` [${message.missingBytes} bytes are not in the capture]` : "";
  return `${head}${speaker(message)}${lines.join(`\n${" ".repeat(head.length)}`)}${cut}\n`;
}

function speaker({ kind, who, fromClient, bytes }: MessageRecord): string {
  const name = who === null ? (fromClient ? "(client)" : "(server)") : harmless(who);
  const sent = fromClient ? "> " : "< ";
  switch (kind) {
    case "message":
      return `${sent}${name}: `;
    case "binary":
      return `${sent}${bytes} bytes that are no text`;
    case "name":
    case "request":
    case "quit":
      return `${sent}[${kind}] `;
    default:
      return `${sent}* `;
  }
}

export const TRANSCRIPT_HEAD =
  "Made by sharelab from a capture. > sent by the client, < sent by the server, * the server's own words.\n" +
  "Nothing frames the messages: where one ends is told from segments, names and words, and can be wrong.\n\n";
