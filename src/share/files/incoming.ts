/** A file's bytes out of a connection, up to its end. */
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import type { Transferred } from "./outgoing.ts";

/** How it ended: in order (FIN), which says nothing of how much was meant to come; or by a break, a limit, a standstill. */
export type IncomingEnd = "fin" | "reset" | "too-large" | "idle";

export interface Incoming extends Transferred {
  readonly end: IncomingEnd;
}

export interface IncomingOptions {
  /** What came before, with the request or the answer. */
  readonly first: Uint8Array;
  /** Of the file, bytes. */
  readonly maxBytes: number;
  /** Takes the bytes; the next ones wait for it. When it throws, so does `receiveFile`. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

/** Held at most while others are written, bytes and pieces: a peer that sends single bytes makes a piece of each. */
const MAX_WAITING = 512 * 1024;
const MAX_PIECES = 1024;

/** Reads to the end of the connection, or until there is something wrong; then the socket is left to the caller. */
export async function receiveFile(socket: Socket, options: IncomingOptions): Promise<Incoming> {
  const { first, maxBytes } = options;
  const hash = createHash("sha256");
  const waiting: Uint8Array[] = [first];
  let held = first.length;
  let total = first.length;
  let end: IncomingEnd | null = total > maxBytes ? "too-large" : null;
  let wake = (): void => undefined;
  const onData = (piece: Buffer): void => {
    total += piece.length;
    if (total > maxBytes) {
      stop("too-large");
      return;
    }
    waiting.push(piece);
    held += piece.length;
    if (held > MAX_WAITING || waiting.length > MAX_PIECES) socket.pause();
    wake();
  };
  const stop = (why: IncomingEnd): void => {
    end ??= why;
    socket.pause();
    wake();
  };
  const listeners = {
    data: onData,
    end: () => {
      stop("fin");
    },
    close: () => {
      stop("reset");
    },
    timeout: () => {
      stop("idle");
    },
  };
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  let bytes = 0;
  try {
    // A paused socket still tells its end, when nothing is left to be read, to whoever listened then.
    if (socket.readableEnded) stop("fin");
    else if (socket.destroyed) stop("reset");
    for (;;) {
      if (held > 0) {
        const piece = Buffer.concat(waiting.splice(0), held);
        held = 0;
        if (end === null) socket.resume();
        hash.update(piece);
        await options.write(piece);
        bytes += piece.length;
      } else if (end !== null) {
        return { bytes, sha256: hash.digest("hex"), end };
      } else {
        const arrival = new Promise<void>((resolve) => {
          wake = resolve;
        });
        socket.resume();
        await arrival;
      }
    }
  } finally {
    for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
  }
}
