import type { Socket } from "node:net";
import { RequestReader, type FileRequest } from "../wire/file-transfer/request.ts";
import { GET_FILE } from "../wire/file-transfer/words.ts";
import type { Timing } from "./timing.ts";

/** silent: nothing that could be a request came in time; gone: the client has closed before. */
export type NothingAsked = "silent" | "gone";

/**
 * Reads a connection up to the end of its request; then it is paused.
 *
 * @param first what was read of it before, as one read
 */
export function awaitRequest(socket: Socket, first: Uint8Array, timing: Timing): Promise<FileRequest | NothingAsked> {
  return new Promise((resolve) => {
    const reader = new RequestReader();
    let quiet: NodeJS.Timeout | undefined;
    let beyond: NodeJS.Immediate | undefined;
    const settle = (result: FileRequest | NothingAsked): void => {
      clearTimeout(quiet);
      clearTimeout(patience);
      clearImmediate(beyond);
      socket.pause().off("data", onData).off("end", onEnd).off("close", onClose);
      resolve(result);
    };
    const decide = (request: FileRequest | null): void => {
      if (request !== null) settle(request);
    };
    const onData = (piece: Uint8Array): void => {
      const request = reader.read(piece);
      clearTimeout(quiet);
      clearImmediate(beyond);
      if (request !== null) {
        decide(request);
        return;
      }
      const wait = reader.verb === GET_FILE ? timing.quietGet : timing.quietPut;
      quiet = setTimeout(() => {
        // Where this program was held up, bytes may wait to be read: setImmediate comes behind the reading.
        beyond = setImmediate(() => {
          decide(reader.quiet());
        });
      }, wait);
    };
    const onEnd = (): void => {
      const request = reader.end();
      settle(reader.isEmpty ? "gone" : request);
    };
    const onClose = (): void => {
      settle("gone");
    };
    const patience = setTimeout(() => {
      settle("silent");
    }, timing.request);
    socket.on("data", onData).on("end", onEnd).on("close", onClose);
    if (!socket.destroyed) socket.resume();
    if (first.length > 0) onData(first);
    if (socket.destroyed) onClose();
    else if (socket.readableEnded) onEnd();
  });
}
