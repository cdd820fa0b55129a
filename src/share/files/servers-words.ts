import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { MAX_UPLOAD_ANSWER, parseUploadAnswer, type UploadAnswer } from "../wire/file-transfer/answer.ts";

/** What a server says while a file is sent to it, and how it ends its side. */
export class ServersWords {
  #said = Buffer.alloc(0);
  #inOrder = false;
  readonly #over: Promise<void>;

  constructor(socket: Socket) {
    this.#over = new Promise((resolve) => {
      socket.on("data", (piece: Buffer) => {
        // What is more than that is no answer, and dropped.
        if (this.#said.length < MAX_UPLOAD_ANSWER) this.#said = Buffer.concat([this.#said, piece]);
      });
      socket.once("end", () => {
        this.#inOrder = true;
        resolve();
      });
      socket.once("close", () => {
        resolve();
      });
    });
    socket.resume();
  }

  /** Waits for the server to end its side, or to break the connection; no longer than `patience`, ms. */
  async overWithin(patience: number): Promise<void> {
    const waited = new AbortController();
    const { signal } = waited;
    await Promise.race([this.#over, sleep(patience, undefined, { signal }).catch(() => undefined)]);
    waited.abort();
  }

  get said(): Buffer {
    return this.#said;
  }

  /** Whether the server has ended its side, and not by a reset. */
  get endedInOrder(): boolean {
    return this.#inOrder;
  }

  get answer(): UploadAnswer | null {
    return parseUploadAnswer(this.#said);
  }
}
