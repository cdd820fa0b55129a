/** A fingerprint as bytes: a line of JSON, then the columns of its sketches as they are in memory. */
import { endianness } from "node:os";
import type { Sketch } from "./sketch.ts";
import { EMPTY_SKETCH, MAX_DIGESTS } from "./sketch.ts";
import type { CapturePrint, Fingerprint } from "./types.ts";

/** Changes whenever digests are made in another way: those of another version can't be compared with. */
export const PRINT_VERSION = `sharelab/print/v2-${endianness()}`;

interface SketchHead {
  readonly shift: number;
  readonly total: number;
  readonly count: number;
}

interface Head {
  readonly version: string;
  readonly id: string;
  readonly group: string | null;
  readonly questions: readonly string[];
  readonly capture: Omit<CapturePrint, "headers" | "contents" | "pictures"> | null;
  readonly sketches: readonly SketchHead[];
}

/** Bytes a digest takes in all columns: high, low, packet, time. */
const ROW_BYTES = 20;

export function encodePrint(print: Fingerprint): Buffer {
  const { id, group, capture, questions, words, answers } = print;
  const sketches = [capture?.headers, capture?.contents, capture?.pictures, words, answers].map(
    (one) => one ?? EMPTY_SKETCH,
  );
  const plain = capture === null ? null : withoutSketches(capture);
  const head: Head = {
    version: PRINT_VERSION,
    ...{ id, group, questions, capture: plain },
    sketches: sketches.map(({ shift, total, high }) => ({ shift, total, count: high.length })),
  };
  const columns = sketches.flatMap(({ high, low, packet, time }) => [high, low, packet, time].map(bytesOf));
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...columns]);
}

/** @returns null for what is none, or of another version */
export function decodePrint(bytes: Buffer): Fingerprint | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  let head: Head;
  try {
    head = JSON.parse(bytes.toString("utf8", 0, end)) as Head;
  } catch {
    return null;
  }
  if (head.version !== PRINT_VERSION || head.sketches.length !== 5) return null;
  let at = end + 1;
  const sketches: Sketch[] = [];
  for (const { shift, total, count } of head.sketches) {
    if (!Number.isSafeInteger(count) || count < 0 || count > MAX_DIGESTS || at + count * ROW_BYTES > bytes.length)
      return null;
    const column = (width: number): ArrayBuffer => {
      const copy = new Uint8Array(count * width);
      copy.set(bytes.subarray(at, at + count * width));
      at += count * width;
      return copy.buffer;
    };
    const [high, low, packet] = [new Uint32Array(column(4)), new Uint32Array(column(4)), new Uint32Array(column(4))];
    sketches.push({ shift, total, high, low, packet, time: new Float64Array(column(8)) });
  }
  const [headers, contents, pictures, words, answers] = sketches as [Sketch, Sketch, Sketch, Sketch, Sketch];
  const { id, group, questions, capture } = head;
  return {
    id,
    group,
    questions,
    words,
    answers,
    capture: capture === null ? null : { ...capture, headers, contents, pictures },
  };
}

function withoutSketches(capture: CapturePrint): NonNullable<Head["capture"]> {
  const { sha256, file, packets, origin, firstTime, lastTime, application, sessions } = capture;
  const { oddities, confirmed, beacons } = capture;
  const front = { sha256, file, packets, origin, firstTime, lastTime, application, sessions };
  return { ...front, oddities, confirmed, beacons };
}

function bytesOf(column: Uint32Array | Float64Array): Buffer {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength);
}
