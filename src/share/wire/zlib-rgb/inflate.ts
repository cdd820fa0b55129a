/** One body's pixels, and how many bytes an unexpected one has. */
import { createInflate, inflateSync } from "node:zlib";

/** Room behind the picture, so that zlib sees its end without asking for another chunk of output. */
const SLACK = 64;
/** The smallest chunk of output that node:zlib takes (Z_MIN_CHUNK). */
const SMALLEST_CHUNK = 64;
const COUNTING_CHUNK = 64 * 1024;

export type Inflated =
  | { readonly kind: "pixels"; readonly pixels: Buffer; readonly usedBytes: number }
  | { readonly kind: "over-limit" }
  | { readonly kind: "damaged"; readonly reason: string; readonly cause: unknown };

/**
 * Inflates one zlib stream of at most `limit` bytes. Takes memory for the picture and no more, whatever the stream holds.
 *
 * @returns what came out, with how many bytes of the body the zlib stream has used
 */
export function inflateBody(body: Uint8Array, limit: number): Inflated {
  try {
    // `info` is missing from the types: it adds the engine, which knows how many bytes were used.
    const options = { chunkSize: Math.max(limit + SLACK, SMALLEST_CHUNK), maxOutputLength: limit, info: true };
    const { buffer, engine } = inflateSync(body, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { kind: "pixels", pixels: buffer, usedBytes: engine.bytesWritten };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "ERR_BUFFER_TOO_LARGE") return { kind: "over-limit" };
    const reason = code === "Z_BUF_ERROR" ? "it doesn't end within the length in the header" : message;
    return { kind: "damaged", reason, cause: error };
  }
}

/**
 * Counts what a body inflates to without keeping it.
 *
 * @param limit where counting stops, bytes
 * @returns null when it is over the limit or damaged
 */
export function countInflated(body: Uint8Array, limit: number): Promise<number | null> {
  return new Promise((resolve) => {
    const inflate = createInflate({ chunkSize: COUNTING_CHUNK });
    let count = 0;
    const done = (result: number | null): void => {
      inflate.destroy();
      resolve(result);
    };
    inflate.on("data", (piece: Buffer) => {
      count += piece.length;
      if (count > limit) done(null);
    });
    inflate.on("error", () => {
      done(null);
    });
    inflate.on("end", () => {
      done(count);
    });
    inflate.end(body);
  });
}
