import { readFileSync } from "node:fs";
import { wiresharkCsv, wiresharkText } from "../../src/analyze/capture-file/packet-list/index.ts";
import type {
  CaptureFormat,
  CaptureSink,
  CaptureWarning,
  InterfaceInfo,
  ListConventions,
} from "../../src/analyze/capture-file/types.ts";
import { DETECT_BYTES } from "../../src/analyze/capture-file/types.ts";
import type { Segment } from "../../src/analyze/packet/segment.ts";

/** One segment, copied out of the lent object. */
export interface SegmentCall {
  kind: "segment";
  packet: number;
  seconds: number;
  nanoseconds: number;
  /** "192.168.1.82:9000" */
  from: string;
  to: string;
  seq: number;
  ack: number;
  flags: number;
  window: number;
  length: number;
  urgentPointer: number;
  mss: number;
  windowShift: number;
  sackPermitted: boolean;
  tsVal: number;
  tsEcr: number;
  sack: number[];
  ipId: number;
  ttl: number;
  checksum: number;
  captured: number;
}

export type Call =
  | SegmentCall
  | { kind: "interface"; info: InterfaceInfo }
  | { kind: "conventions"; conventions: ListConventions }
  | { kind: "undecoded"; number: number; name: string; seconds: number; nanoseconds: number }
  | { kind: "warning"; warning: CaptureWarning };

function host(version: number, words: Int32Array, port: number): string {
  const bytes = [...words].flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
  return version === 4 ? `${bytes.slice(0, 4).join(".")}:${port}` : `[${Buffer.from(bytes).toString("hex")}]:${port}`;
}

export class ListRecording implements CaptureSink {
  readonly calls: Call[] = [];

  interface(info: InterfaceInfo): void {
    this.calls.push({ kind: "interface", info });
  }
  segment(segment: Segment, seconds: number, nanoseconds: number): void {
    const { packet, seq, ack, flags, window, length, urgentPointer, mss, windowShift, sackPermitted } = segment;
    const { tsVal, tsEcr, ipId, ttl, checksum, captured } = segment;
    this.calls.push({
      kind: "segment",
      ...{ packet, seconds, nanoseconds, seq, ack, flags, window, length, urgentPointer, mss, windowShift },
      ...{ sackPermitted, tsVal, tsEcr, ipId, ttl, checksum, captured },
      from: host(segment.ipVersion, segment.source, segment.sourcePort),
      to: host(segment.ipVersion, segment.destination, segment.destinationPort),
      sack: [...segment.sack.subarray(0, 2 * segment.sackCount)],
    });
  }
  undecoded(number: number, name: string, seconds: number, nanoseconds: number): void {
    this.calls.push({ kind: "undecoded", number, name, seconds, nanoseconds });
  }
  listConventions(conventions: ListConventions): void {
    this.calls.push({ kind: "conventions", conventions });
  }
  warning(warning: CaptureWarning): void {
    this.calls.push({ kind: "warning", warning });
  }
  packet(): void {
    throw new Error("a list holds no packets' bytes");
  }
  comment(): void {
    throw new Error("a list has no comments");
  }
  dropped(): void {
    throw new Error("a list counts no drops");
  }
}

/** What came of a list. */
export interface ListRead {
  calls: Call[];
  segments: SegmentCall[];
  undecoded: { number: number; name: string }[];
  warnings: CaptureWarning[];
  codes: string[];
  conventions: ListConventions;
  packets: number;
  truncated: boolean;
}

const FORMATS: readonly CaptureFormat[] = [wiresharkText, wiresharkCsv];

/** The formats that take the file for theirs. */
export function detect(bytes: Uint8Array): string[] {
  const head = Buffer.from(bytes.subarray(0, DETECT_BYTES));
  return FORMATS.filter((format) => format.detect(head, bytes.length <= DETECT_BYTES)).map((format) => format.name);
}

/** Reads a list given in pieces, each handed over in a buffer that is overwritten afterwards. */
export function readPieces(format: CaptureFormat, pieces: Iterable<Uint8Array>): ListRead {
  const sink = new ListRecording();
  const parser = format.open(sink);
  let offset = 0;
  let left = Buffer.alloc(0);
  for (const piece of pieces) {
    const block = Buffer.concat([left, piece]);
    const taken = parser.parse(block, 0, block.length, offset);
    offset += taken;
    left = Buffer.from(block.subarray(taken));
    block.fill(0x23);
  }
  parser.finish(left, 0, left.length, offset);
  const { calls } = sink;
  const all = <Kind extends Call["kind"]>(kind: Kind): Extract<Call, { kind: Kind }>[] =>
    calls.filter((call): call is Extract<Call, { kind: Kind }> => call.kind === kind);
  const [conventions, ...more] = all("conventions");
  if (conventions === undefined || more.length > 0) throw new Error("conventions are to be told once");
  return {
    calls,
    segments: all("segment"),
    undecoded: all("undecoded").map(({ number, name }) => ({ number, name })),
    warnings: all("warning").map(({ warning }) => warning),
    codes: all("warning").map(({ warning }) => warning.code),
    conventions: conventions.conventions,
    packets: parser.packets,
    truncated: parser.truncated,
  };
}

/** Reads a whole list with the format that takes it, plain text where none does. */
export function readList(content: string | Uint8Array): ListRead {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const name = detect(bytes)[0];
  return readPieces(FORMATS.find((format) => format.name === name) ?? wiresharkText, [bytes]);
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/packet-lists/${name}`, import.meta.url));
}

/** Lines of a list in plain text. */
export function lines(...rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join("");
}
