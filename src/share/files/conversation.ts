import type { Socket } from "node:net";
import { finished } from "node:stream/promises";
import { FILE_REFUSED } from "../wire/file-transfer/words.ts";
import type { FileEventBody, FileVerb } from "./events.ts";
import type { Timing } from "./timing.ts";

/** A client whose request is known. */
export interface Conversation {
  /** Paused. */
  readonly socket: Socket;
  readonly timing: Timing;
  readonly tell: (event: FileEventBody) => void;
  readonly moved: (verb: FileVerb, bytes: number) => void;
}

/**
 * Sends the last words and ends this side, then waits for the client's end for a while. What still comes is dropped unread:
 * closing on it would be a reset, which takes from the client what it has not read yet.
 *
 * @throws Error of the socket when the connection breaks before it is closed
 */
export async function closeInOrder({ socket, timing }: Conversation, words = ""): Promise<void> {
  if (words === "") socket.end();
  else socket.end(words);
  await finished(socket, { readable: false });
  // The system goes on sending what it holds.
  await closedWithin(socket, timing.closing, () => socket.destroy());
}

/** Says why no more is wanted, and ends the connection: in a way that a client notices that only sends. */
export async function refuse({ socket, timing }: Conversation, why: string): Promise<void> {
  socket.end(`${FILE_REFUSED}: ${why.replace(/\.$/, "")}`);
  // The client is told all there is to tell; how it takes it is its own affair.
  await closedWithin(socket, timing.refusing, () => {
    socket.resetAndDestroy();
  }).catch(() => undefined);
}

async function closedWithin(socket: Socket, patience: number, giveUp: () => void): Promise<void> {
  const timer = setTimeout(giveUp, patience);
  try {
    socket.resume();
    await closed(socket);
  } finally {
    clearTimeout(timer);
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.errored) reject(socket.errored);
    else if (socket.closed) resolve();
    socket.once("error", reject).once("close", () => {
      resolve();
    });
  });
}
