/** Where the bytes come from: a file, standard input, a stream, memory. */
import type { Stats } from "node:fs";
import { fstatSync, read } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { CapturePermissionError, CaptureReadError } from "../errors.ts";

/**
 * Bytes read at a time. An 849 MB pcap in the page cache took, on two cores: with 64 KiB 610 ms, 256 KiB
 * 245 ms, 1 MiB 215 ms, 2 MiB 185 ms, 4 MiB 170 ms.
 */
const BLOCK_BYTES = 2 * 1024 * 1024;
/** Stands for "where the last read ended", which is all that a pipe can do. */
const CURRENT_POSITION = null;

const readInto = promisify(read);

export interface ByteSource {
  /** Size as stored, bytes; null where only the end will tell. */
  readonly totalBytes: number | null;
  /** `blocks` may be called again, and begins at the first byte again. */
  readonly rereadable: boolean;
  /** The bytes in order. A block is only lent: it may be overwritten once the next one has been asked for. */
  blocks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * @param input a path, "-" for standard input, a stream, or the bytes themselves
 * @param signal destroys a stream that may never give another byte; files are read to the end of a block
 * @throws CaptureReadError when there is no such file, it is a folder, or it may not be read
 */
export async function openSource(
  input: string | Readable | Uint8Array,
  signal: AbortSignal | undefined,
): Promise<ByteSource> {
  if (input === "-") return standardInput(signal);
  if (typeof input === "string") return openPath(input);
  return input instanceof Uint8Array ? memorySource(input) : streamSource(input, "The stream", signal);
}

function memorySource(bytes: Uint8Array): ByteSource {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const slices = function* (): Generator<Buffer, void> {
    for (let at = 0; at < all.length; at += BLOCK_BYTES) yield all.subarray(at, at + BLOCK_BYTES);
  };
  return {
    totalBytes: all.length,
    rereadable: true,
    blocks: () => Readable.from(slices()),
    close: () => Promise.resolve(),
  };
}

function streamSource(stream: Readable, name: string, signal: AbortSignal | undefined): ByteSource {
  const onAbort = (): void => {
    stream.destroy();
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    totalBytes: null,
    rereadable: false,
    async *blocks() {
      try {
        for await (const chunk of stream as AsyncIterable<unknown>) {
          if (!(chunk instanceof Uint8Array)) {
            throw new CaptureReadError(
              `${name} gives ${typeof chunk === "string" ? "text" : "objects"} instead of bytes.`,
              "Leave the stream's encoding unset.",
            );
          }
          yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        }
      } catch (error) {
        throw error instanceof CaptureReadError ? error : readFailure(name, error);
      }
    },
    close: () => {
      signal?.removeEventListener("abort", onAbort);
      return Promise.resolve();
    },
  };
}

/** A file redirected into standard input is read like any file, in big blocks; a pipe or a terminal as it comes. */
function standardInput(signal: AbortSignal | undefined): ByteSource {
  let stats: Stats;
  try {
    stats = fstatSync(0);
  } catch (error) {
    throw readFailure("Standard input", error);
  }
  if (!stats.isFile()) return streamSource(process.stdin, "Standard input", signal);
  return {
    totalBytes: null,
    rereadable: false,
    blocks: () => descriptorBlocks(0, "Standard input", BLOCK_BYTES, CURRENT_POSITION),
    close: () => Promise.resolve(),
  };
}

async function openPath(path: string): Promise<ByteSource> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      throw new CaptureReadError(`${path} is a folder, not a capture.`, "Name one capture file in it.");
    }
    const handle = await open(path, "r");
    const regular = stats.isFile();
    // Files that the kernel makes up (/proc) say they are of size 0.
    const size = regular && stats.size > 0 ? stats.size : null;
    // One more than the size: the first read then holds a small file whole.
    const blockBytes = size === null ? BLOCK_BYTES : Math.min(BLOCK_BYTES, size + 1);
    return {
      totalBytes: regular ? stats.size : null,
      rereadable: size !== null,
      blocks: () => descriptorBlocks(handle.fd, path, blockBytes, regular ? 0 : CURRENT_POSITION),
      close: async () => {
        // A read from a pipe that nobody writes to any more may never come back; closing waits for it.
        const closing = handle.close();
        if (regular) await closing;
        else closing.catch(() => undefined);
      },
    };
  } catch (error) {
    throw error instanceof CaptureReadError ? error : readFailure(path, error);
  }
}

/**
 * Reads into two buffers in turn: while the caller is busy with one, the other is being filled on another thread.
 */
async function* descriptorBlocks(
  fd: number,
  name: string,
  blockBytes: number,
  from: number | null,
): AsyncGenerator<Buffer, void> {
  const buffers = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)] as const;
  let position = from;
  let turn: 0 | 1 = 0;
  const fill = (): Promise<number> => {
    const filling = readInto(fd, buffers[turn], 0, blockBytes, position).then((done) => done.bytesRead);
    // Reported when the block is asked for; until then nobody listens, which must not end the process.
    filling.catch(() => undefined);
    return filling;
  };
  let filling = fill();
  try {
    for (;;) {
      const bytes = await filling.catch((error: unknown) => {
        throw readFailure(name, error);
      });
      if (bytes === 0) return;
      const block = buffers[turn].subarray(0, bytes);
      if (position !== null) position += bytes;
      turn = turn === 0 ? 1 : 0;
      filling = fill();
      yield block;
    }
  } finally {
    // Files only: their reads always come back, and must not write into buffers or a descriptor given up.
    if (from !== null) await filling.catch(() => undefined);
  }
}

const REMEDIES: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ["there is no such file", "Check the path; a relative one is looked up from the current folder."],
  ENOTDIR: ["a part of the path is not a folder", "Check the path."],
  EACCES: [
    "you have no permission to read it",
    "Ask its owner, or copy it with sudo: captures are often written by root.",
  ],
  EPERM: [
    "you have no permission to read it",
    "Ask its owner, or copy it with sudo: captures are often written by root.",
  ],
  EISDIR: ["it is a folder", "Name one capture file in it."],
  EMFILE: ["too many files are open", "Read fewer captures at once, or raise the limit (ulimit -n)."],
  EIO: ["the disk or the network drive failed", "Copy the file to a local disk and try again."],
};

/** @param error of the operating system. @returns what to tell of a file that can't be read */
export function readFailure(name: string, error: unknown): CaptureReadError | CapturePermissionError {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const message = error instanceof Error ? error.message : String(error);
  const [what, remedy] = REMEDIES[code] ?? [message, "Copy the file to a local disk and try again."];
  const Failure = code === "EACCES" || code === "EPERM" ? CapturePermissionError : CaptureReadError;
  return new Failure(`${name} can't be read: ${what}.`, remedy, {}, { cause: error });
}
