/** Mutations as data: a case can be written down, made again and made smaller. */
import { gzipSync } from "node:zlib";
import type { AnalyzeOptions } from "../../src/analyze/options.ts";
import { Random } from "../support/corpus-prng.ts";
import { BASES } from "./bases.ts";
import { fieldsOf, type Field } from "./fields.ts";

/** Places are taken modulo the length that the input has by then. Bytes are hexadecimal. */
export type Edit =
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "set"; readonly at: number; readonly bytes: string }
  | { readonly kind: "keep"; readonly count: number }
  | { readonly kind: "delete"; readonly at: number; readonly count: number }
  | { readonly kind: "insert"; readonly at: number; readonly bytes: string }
  | { readonly kind: "copy"; readonly from: number; readonly count: number; readonly to: number }
  | {
      readonly kind: "splice";
      readonly base: string;
      readonly from: number;
      readonly count: number;
      readonly to: number;
    }
  | { readonly kind: "append"; readonly base: string }
  | { readonly kind: "gzip" };

export type CaseOptions = Pick<AnalyzeOptions, "inflate" | "ports" | "detect" | "stream" | "size" | "maxFrameBytes">;

export interface Case {
  readonly base: string;
  readonly edits: readonly Edit[];
  readonly options: CaseOptions;
}

const NAMES = [...BASES.keys()];
const FIELDS = new Map<string, Field[]>();
const LONGEST = 64 * 1024;

/** The case of a number: the same for ever. */
export function caseOf(seed: number, index: number): Case {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const base = random.pick(NAMES);
  const edits = [
    ...repeat(random, [0, 1, 1, 1, 2, 2, 3, 6], () => changeInPlace(random, base)),
    ...repeat(random, [0, 0, 0, 1, 1, 2], () => changeOfPlaces(random, base)),
  ];
  if (random.chance(0.06)) {
    edits.push({ kind: "gzip" });
    if (random.chance(0.6)) edits.push(...repeat(random, [1, 1, 2], () => changeInPlace(random, "empty", LONGEST)));
    if (random.chance(0.3)) edits.push({ kind: "keep", count: random.below(8_000) });
  }
  return { base, edits, options: options(random) };
}

function repeat(random: Random, counts: readonly number[], make: () => Edit): Edit[] {
  return Array.from({ length: random.pick(counts) }, make);
}

function options(random: Random): CaseOptions {
  const ports = random.pick([
    undefined,
    undefined,
    undefined,
    [40_000],
    [9000, 50_101],
    [1, 80],
    [9000, 40_000],
    [33_000, 5000, 9000],
  ]);
  return {
    ...(random.chance(0.5) && { inflate: false }),
    ...(ports !== undefined && { ports: ports.map((port) => ({ port })) }),
    ...(random.chance(0.2) && { detect: true }),
    ...(random.chance(0.1) && { stream: random.pick([0, 0, 1, 2, 100]) }),
    ...(random.chance(0.1) && { size: { width: 160, height: 120 } }),
    ...(random.chance(0.1) && { maxFrameBytes: random.pick([0, 1, 1000, 2 ** 31, 2 ** 40]) }),
  };
}

function changeInPlace(random: Random, base: string, length = BASES.get(base)!.length): Edit {
  const at = random.below(Math.max(1, length));
  const chance = random.next();
  if (chance < 0.15) return { kind: "flip", at, bit: random.below(8) };
  if (chance < 0.3) {
    const run = randomBytes(random, random.pick([1, 1, 2, 4, 16]));
    return { kind: "set", at, bytes: run.toString("hex") };
  }
  const fields = known(base);
  if (fields.length === 0 || chance < 0.4) {
    const value = random.pick([
      "00",
      "ff",
      "7f",
      "80",
      "01",
      "08",
      "00000000",
      "ffffffff",
      "78",
      "789c",
      "0a",
      "2c",
      "22",
    ]);
    return { kind: "set", at, bytes: value };
  }
  const field = random.pick(fields);
  return { kind: "set", at: field.at, bytes: extreme(random, BASES.get(base)!, field).toString("hex") };
}

function randomBytes(random: Random, count: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: count }, () => random.below(256)));
}

function known(base: string): Field[] {
  let fields = FIELDS.get(base);
  if (fields === undefined) FIELDS.set(base, (fields = fieldsOf(BASES.get(base)!)));
  return fields;
}

const EXTREMES: Readonly<Record<1 | 2 | 4, readonly number[]>> = {
  1: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 41, 43, 44, 0x45, 0x4f, 0x50, 0x60, 0x6f, 0x78, 0x7f, 0x80, 0xf0, 0xff],
  2: [0, 1, 7, 8, 19, 20, 21, 28, 39, 40, 0x00ff, 0x0800, 0x2000, 0x8100, 0x86dd, 0x7fff, 0x8000, 0xfff8, 0xffff],
  4: [
    0, 1, 7, 8, 11, 12, 13, 16, 20, 60, 1500, 65_535, 65_536, 262_144, 262_145, 16_777_216, 16_777_217, 0x7fff_fff0,
    0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffc, 0xffff_ffff,
  ],
};

function extreme(random: Random, bytes: Buffer, { at, bytes: count, little }: Field): Buffer {
  const present = little ? bytes.readUIntLE(at, count) : bytes.readUIntBE(at, count);
  const near = [present + 1, present - 1, present + 4, present - 4, present * 2, present + 2 ** 16, present - 2 ** 30];
  const value = random.chance(0.4) ? random.pick(near) : random.pick(EXTREMES[count]);
  const limit = 2 ** (8 * count);
  const made = Buffer.alloc(count);
  const wrapped = ((value % limit) + limit) % limit;
  if (little) made.writeUIntLE(wrapped, 0, count);
  else made.writeUIntBE(wrapped, 0, count);
  return made;
}

function changeOfPlaces(random: Random, base: string): Edit {
  const { length } = BASES.get(base)!;
  const place = (): number => {
    const fields = known(base);
    return fields.length > 0 && random.chance(0.5) ? random.pick(fields).at : random.below(length + 1);
  };
  const count = random.pick([1, 2, 4, 16, random.below(100), random.below(2000)]);
  switch (random.below(6)) {
    case 0:
      return { kind: "keep", count: place() };
    case 1:
      return { kind: "delete", at: place(), count };
    case 2: {
      const run = random.chance(0.5) ? Buffer.alloc(count, random.below(256)) : randomBytes(random, count);
      return { kind: "insert", at: place(), bytes: run.toString("hex") };
    }
    case 3:
      return { kind: "copy", from: place(), count, to: place() };
    case 4:
      return {
        kind: "splice",
        base: random.pick(NAMES),
        from: random.below(6000),
        count: random.below(6000),
        to: place(),
      };
    default:
      return { kind: "append", base: random.pick(NAMES) };
  }
}

export function inputOf({ base, edits }: Case): Buffer {
  let bytes = Buffer.from(BASES.get(base) ?? Buffer.alloc(0));
  for (const edit of edits) bytes = apply(bytes, edit);
  return bytes;
}

function apply(bytes: Buffer<ArrayBuffer>, edit: Edit): Buffer<ArrayBuffer> {
  const within = (at: number): number => at % (bytes.length + 1);
  const insert = (at: number, piece: Uint8Array): Buffer<ArrayBuffer> =>
    Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  switch (edit.kind) {
    case "flip":
      if (bytes.length > 0) bytes[edit.at % bytes.length]! ^= 1 << edit.bit;
      return bytes;
    case "set":
      if (bytes.length > 0) Buffer.from(edit.bytes, "hex").copy(bytes, edit.at % bytes.length);
      return bytes;
    case "keep":
      return bytes.subarray(0, edit.count);
    case "delete":
      return Buffer.concat([bytes.subarray(0, within(edit.at)), bytes.subarray(within(edit.at) + edit.count)]);
    case "insert":
      return insert(within(edit.at), Buffer.from(edit.bytes, "hex"));
    case "copy":
      return insert(within(edit.to), bytes.subarray(within(edit.from), within(edit.from) + edit.count));
    case "splice":
      return insert(within(edit.to), BASES.get(edit.base)!.subarray(edit.from, edit.from + edit.count));
    case "append":
      return Buffer.concat([bytes, BASES.get(edit.base)!]);
    case "gzip":
      return gzipSync(bytes, { level: 1 });
  }
}
