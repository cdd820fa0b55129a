/** gzip (RFC 1952) around a capture: one member or several, whole, cut or damaged. */
import type { Gunzip as GunzipStream } from "node:zlib";
import { createGunzip } from "node:zlib";
import { DecompressionError } from "../errors.ts";

/** Compressed bytes given to zlib at a time: what damage can cost where the input can't be read again. */
const PIECE_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;
/** A file of zeros is compressed a thousandfold: beyond this the output is dealt with at once, and not when convenient. */
const MAX_QUEUED_BYTES = 2 * 1024 * 1024;
/** RFC 1952 section 2.3.1: two bytes of identification and the only compression method there is. */
const GZIP_START = [0x1f, 0x8b, 0x08];

/** Whether these first bytes are gzip's. */
export function beginsWithGzip(head: Uint8Array): boolean {
  return GZIP_START.every((byte, index) => head[index] === byte);
}

/**
 * Node's inflater, with the output of one piece dealt with while the next one is being inflated on another thread. Members
 * appended to one another are read as one (RFC 1952 section 2.2).
 */
export class Gunzip {
  /** Compressed bytes that were inflated without complaint. */
  bytesIn = 0;
  /** Decompressed bytes given away. */
  bytesOut = 0;
  readonly #take: (block: Buffer) => void;
  readonly #stream: GunzipStream;
  readonly #queue: Buffer[] = [];
  #queued = 0;
  /** What `take` threw: not the inflater's fault, and not its error. */
  #takerError: { readonly error: unknown } | null = null;
  /** The last member has ended; only padding can follow. */
  #ended = false;
  /** Waits for the piece being inflated, or for the end. */
  #settle: ((error: NodeJS.ErrnoException | null) => void) | null = null;

  constructor(take: (block: Buffer) => void) {
    this.#take = take;
    this.#stream = createGunzip({ chunkSize: OUTPUT_BYTES });
    // Flowing: what a piece holds is all here by the time the piece's write is called back, also before an error.
    this.#stream.on("data", (block: Buffer) => {
      this.#queue.push(block);
      this.#queued += block.length;
      if (this.#queued > MAX_QUEUED_BYTES) this.#deliver();
    });
    this.#stream.on("end", () => {
      this.#ended = true;
      this.#settle?.(null);
    });
    // A write that fails, or that comes too late, is never called back.
    this.#stream.on("error", (error) => this.#settle?.(error));
  }

  /**
   * Inflates a block. What comes out of its end may be given away with the next call.
   *
   * @throws DecompressionError when the data is damaged; all that was inflated before has been given away
   */
  async write(block: Buffer, pieceBytes = PIECE_BYTES): Promise<void> {
    for (let at = 0; at < block.length; at += pieceBytes) {
      const piece = block.subarray(at, at + pieceBytes);
      const inflating = this.#inflate(piece);
      this.#deliver();
      const error = await inflating;
      if (error !== null) {
        this.#deliver();
        this.#rethrow();
        throw damaged(error);
      }
      this.bytesIn += piece.length;
      this.#rethrow();
    }
  }

  /**
   * The input ended.
   *
   * @returns "cut" when the last member isn't whole
   * @throws DecompressionError as `write` does
   */
  async end(): Promise<"whole" | "cut"> {
    const error = this.#ended ? null : await this.#settled(() => this.#stream.end());
    this.#deliver();
    this.#rethrow();
    if (error === null) return "whole";
    if (error.code === "Z_BUF_ERROR") return "cut";
    throw damaged(error);
  }

  close(): void {
    this.#stream.destroy();
  }

  #inflate(piece: Buffer): Promise<NodeJS.ErrnoException | null> {
    if (this.#ended) return Promise.resolve(null);
    return this.#settled((done) => this.#stream.write(piece, done));
  }

  #settled(start: (done: () => void) => void): Promise<NodeJS.ErrnoException | null> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      start(() => {
        resolve(null);
      });
    });
  }

  /** Runs inside the stream's events too, where an exception would be nobody's. */
  #deliver(): void {
    for (const block of this.#queue.splice(0)) {
      this.bytesOut += block.length;
      if (this.#takerError !== null) continue;
      try {
        this.#take(block);
      } catch (error) {
        this.#takerError = { error };
      }
    }
    this.#queued = 0;
  }

  #rethrow(): void {
    if (this.#takerError !== null) throw this.#takerError.error;
  }
}

/**
 * zlib gives nothing of a call that ends in an error, though all but its last bytes may be good. This goes through the
 * input once more and takes the piece that failed byte by byte, to give away what was inflated before the damage.
 *
 * @param blocks the input from its first byte
 * @param failed the inflater that met the damage
 */
export async function recoverDamagedPiece(
  blocks: AsyncIterable<Buffer>,
  failed: Gunzip,
  take: (block: Buffer) => void,
): Promise<void> {
  let known = failed.bytesOut;
  const again = new Gunzip((block) => {
    const skip = Math.min(known, block.length);
    known -= skip;
    if (skip < block.length) take(block.subarray(skip));
  });
  try {
    for await (const block of blocks) {
      const good = Math.min(block.length, failed.bytesIn - again.bytesIn);
      await again.write(block.subarray(0, good));
      await again.write(block.subarray(good), 1);
    }
    await again.end();
  } catch (error) {
    if (!(error instanceof DecompressionError)) throw error;
  } finally {
    again.close();
  }
}

function damaged(cause: Error): DecompressionError {
  return new DecompressionError(
    `The gzip data is damaged (${cause.message}). What could be unpacked before the damage has been read.`,
    "Copy the file again in binary mode, or unpack what is left with `gzip -dc FILE > capture` and read that.",
    {},
    { cause },
  );
}
