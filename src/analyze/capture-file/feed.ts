import type { Readable } from "node:stream";
import { AnalyzeError, CaptureReadError, DecompressionError } from "../errors.ts";
import type { ReadResult } from "./capture-feed.ts";
import { CaptureFeed } from "./capture-feed.ts";
import { beginsWithGzip, Gunzip, recoverDamagedPiece } from "./gzip.ts";
import type { ByteSource } from "./source.ts";
import { openSource } from "./source.ts";
import type { CaptureSink } from "./types.ts";

export { CaptureFeed } from "./capture-feed.ts";
export type { ReadResult } from "./capture-feed.ts";

export interface ReadOptions {
  /** Called after each block. Bytes are those of the file as stored; the total is null for a pipe. */
  readonly onProgress?: (bytesRead: number, totalBytes: number | null) => void;
  /** Ends the reading; `readCapture` then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each block: reading goes on when what it returns is settled. */
  readonly pause?: () => Promise<void> | undefined;
}

const CUT_GZIP = "The gzip file ends before its compressed data does, so the capture in it is cut.";

/**
 * Reads a capture of any kind, gzipped or not, and gives its packets to `sink` as they come.
 *
 * @param input a path, "-" for standard input, a stream of bytes, or the bytes themselves
 * @returns how the reading ended. Damage in the middle is not thrown but in `error`: what was read before it stands.
 * @throws CaptureReadError when the operating system won't give the bytes
 * @throws EmptyCaptureError when the file holds nothing or ends inside its own header
 * @throws UnknownFormatError when it is of no kind that can be read
 * @throws DecompressionError when it is gzip, damaged before anything could be read
 */
export async function readCapture(
  input: string | Readable | Uint8Array,
  sink: CaptureSink,
  options: ReadOptions = {},
): Promise<ReadResult> {
  options.signal?.throwIfAborted();
  const source = await openSource(input, options.signal);
  try {
    return await readSource(source, sink, options);
  } finally {
    await source.close();
  }
}

async function readSource(source: ByteSource, sink: CaptureSink, options: ReadOptions): Promise<ReadResult> {
  const feed = new CaptureFeed(sink);
  const progress = { bytes: 0 };
  let compressed = false;
  let cut: string | undefined;
  let failure: AnalyzeError | null = null;
  try {
    const start = await firstBytes(source.blocks());
    compressed = beginsWithGzip(start.first);
    const blocks = paced(start, source.totalBytes, progress, options);
    if (!compressed) await readPlain(blocks, feed);
    else if ((await readGzip(blocks, source, feed)) === "cut") cut = CUT_GZIP;
  } catch (error) {
    // A stream destroyed by the abort complains as one that broke does.
    options.signal?.throwIfAborted();
    if (!(error instanceof CaptureReadError || error instanceof DecompressionError)) throw error;
    failure = error;
  }
  try {
    const result = feed.end(cut);
    return { ...result, bytes: source.totalBytes ?? progress.bytes, compressed, error: result.error ?? failure };
  } catch (error) {
    // Too little was read to tell the kind of capture by: the reason for that is what the user must know.
    throw error instanceof AnalyzeError && failure !== null ? failure : error;
  }
}

async function readPlain(blocks: AsyncIterable<Buffer>, feed: CaptureFeed): Promise<void> {
  for await (const block of blocks) {
    feed.push(block);
    if (feed.failed) return;
  }
}

async function readGzip(
  blocks: AsyncIterable<Buffer>,
  source: ByteSource,
  feed: CaptureFeed,
): Promise<"whole" | "cut"> {
  const gunzip = new Gunzip((block) => {
    feed.push(block);
  });
  try {
    for await (const block of blocks) {
      await gunzip.write(block);
      if (feed.failed) return "whole";
    }
    return await gunzip.end();
  } catch (error) {
    if (error instanceof DecompressionError && source.rereadable) {
      await recoverDamagedPiece(source.blocks(), gunzip, (block) => {
        feed.push(block);
      });
    }
    throw error;
  } finally {
    gunzip.close();
  }
}

interface Start {
  /** Enough bytes to tell gzip by, or all there are. */
  readonly first: Buffer;
  readonly rest: AsyncIterator<Buffer>;
}

/** A pipe may give its first bytes one by one. */
async function firstBytes(blocks: AsyncIterable<Buffer>): Promise<Start> {
  const rest = blocks[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 3) {
    const next = await rest.next();
    if (next.done === true) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return { first, rest };
}

/** The blocks, with what the caller wants done after each. Asking for the next block means the last was dealt with. */
async function* paced(
  start: Start,
  totalBytes: number | null,
  progress: { bytes: number },
  options: ReadOptions,
): AsyncGenerator<Buffer, void> {
  try {
    let block = start.first;
    while (block.length > 0) {
      yield block;
      progress.bytes += block.length;
      options.onProgress?.(progress.bytes, totalBytes);
      const pause = options.pause?.();
      if (pause !== undefined) await pause;
      options.signal?.throwIfAborted();
      const next = await start.rest.next();
      if (next.done === true) return;
      block = next.value;
    }
  } finally {
    await start.rest.return?.();
  }
}
