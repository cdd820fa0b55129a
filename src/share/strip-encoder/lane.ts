import { constants, createDeflateRaw } from "node:zlib";

/** Deflates one strip after the other, each on its own, on one of libuv's threads. */
export class Lane {
  readonly #deflate;
  #output: Buffer[] = [];
  #reject: ((error: Error) => void) | null = null;

  /**
   * @param level of compression, 0 to 9
   * @param stripBytes of a whole strip, as a hint
   */
  constructor(level: number, stripBytes: number) {
    // A full flush after each strip ends its last block at a byte boundary and forgets what came before, so the next
    // strip's bytes refer to nothing outside it. (A sync flush would keep the history: strips would be tied together.)
    this.#deflate = createDeflateRaw({
      level,
      flush: constants.Z_FULL_FLUSH,
      chunkSize: Math.min(Math.max(stripBytes, 1024), 64 * 1024),
    });
    this.#deflate.on("data", (piece: Buffer) => this.#output.push(piece));
    this.#deflate.on("error", (error) => this.#reject?.(error));
  }

  /**
   * One at a time. `strip` must stay as it is until then.
   *
   * @returns whole deflate blocks, the last of them not marked final
   */
  deflate(strip: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#deflate.write(strip, (error) => {
        if (error) {
          reject(error);
          return;
        }
        const blocks = Buffer.concat(this.#output); // a copy: the pieces are parts of larger buffers
        this.#output = [];
        resolve(blocks);
      });
    });
  }

  close(): void {
    this.#deflate.destroy();
  }
}
