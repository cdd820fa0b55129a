import { Readable } from "node:stream";
import type { ReadOptions, ReadResult } from "../../src/analyze/capture-file/feed.ts";
import { CaptureFeed, readCapture } from "../../src/analyze/capture-file/feed.ts";
import type {
  CaptureComment,
  CaptureSink,
  CaptureWarning,
  InterfaceInfo,
} from "../../src/analyze/capture-file/types.ts";

/** One call of the sink. */
export type Call =
  | { kind: "interface"; info: InterfaceInfo }
  | {
      kind: "packet";
      number: number;
      hex: string;
      original: number;
      seconds: number;
      nanoseconds: number;
      interface: number;
    }
  | { kind: "undecoded"; number: number; name: string }
  | { kind: "warning"; warning: CaptureWarning }
  | { kind: "comment"; comment: CaptureComment }
  | { kind: "dropped"; interface: number; count: number };

type Of<Kind extends Call["kind"]> = Extract<Call, { kind: Kind }>;

/** Writes down every call, with the packet's bytes copied. */
export class Recording implements CaptureSink {
  readonly calls: Call[] = [];

  interface(info: InterfaceInfo): void {
    this.calls.push({ kind: "interface", info });
  }
  packet(
    number: number,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    interfaceIndex: number,
  ): void {
    if (offset + capturedLength > data.length) throw new Error("the packet's bytes lie outside the lent block");
    const hex = Buffer.from(data.subarray(offset, offset + capturedLength)).toString("hex");
    this.calls.push({ kind: "packet", number, hex, original, seconds, nanoseconds, interface: interfaceIndex });
  }
  segment(): void {
    throw new Error("a binary capture has no printed segments");
  }
  listConventions(): void {
    throw new Error("a binary capture has no list conventions");
  }
  undecoded(number: number, name: string): void {
    this.calls.push({ kind: "undecoded", number, name });
  }
  warning(warning: CaptureWarning): void {
    this.calls.push({ kind: "warning", warning });
  }
  comment(comment: CaptureComment): void {
    this.calls.push({ kind: "comment", comment });
  }
  dropped(interfaceIndex: number, count: number): void {
    this.calls.push({ kind: "dropped", interface: interfaceIndex, count });
  }

  all<Kind extends Call["kind"]>(kind: Kind): Of<Kind>[] {
    return this.calls.filter((call): call is Of<Kind> => call.kind === kind);
  }
  get packets(): Of<"packet">[] {
    return this.all("packet");
  }
  get warningCodes(): string[] {
    return this.all("warning").map((call) => call.warning.code);
  }
}

export interface Read {
  result: ReadResult;
  sink: Recording;
}

/** What the reader makes of a whole file in memory, gzipped or not. */
export async function read(input: string | Readable | Uint8Array, options: ReadOptions = {}): Promise<Read> {
  const sink = new Recording();
  return { result: await readCapture(input, sink, options), sink };
}

/** What the reader makes of bytes that arrive in these chunks. */
export function pushAll(chunks: Iterable<Uint8Array>): Read {
  const sink = new Recording();
  const feed = new CaptureFeed(sink);
  for (const chunk of chunks) {
    // A lent chunk: whoever keeps a reference to it would see it change.
    const lent = Uint8Array.from(chunk);
    feed.push(lent);
    lent.fill(0xee);
  }
  return { result: feed.end(), sink };
}

export function* cutInto(bytes: Uint8Array, size: number): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function streamOf(chunks: Iterable<Uint8Array>): Readable {
  return Readable.from(chunks, { objectMode: true });
}
