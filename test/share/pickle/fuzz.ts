/**
 * Spoiled pickles for the decoder: it gives pictures or one clear error, whatever comes, and takes no more memory than
 * what came. As a program: `npx tsx test/share/pickle/fuzz.ts --runs 200000 --seed 1`.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WireError } from "../../../src/share/wire/errors.ts";
import { PickleDecoder } from "../../../src/share/wire/pickle-q/decoder.ts";
import { encodePickleFrame, PICKLE_PROTOCOLS } from "../../../src/share/wire/pickle-q/encode.ts";
import { SIZE_FIELDS, writeSize } from "../../../src/share/wire/pickle-q/size-field.ts";
import { Random } from "../../support/corpus-prng.ts";

/** What a pickle with more of it than this would be: the decoder's memory for inputs of a few hundred bytes. */
const MOST_MEMORY = 64 * 2 ** 20;
const LENGTHS = [0n, 1n, 255n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** Pickles as our encoder and as numpy 1 and 2 write them. */
function bases(): Buffer[] {
  const made = [
    { width: 2, height: 3 },
    { width: 9, height: 7 },
  ].flatMap((size) =>
    PICKLE_PROTOCOLS.map((protocol) => {
      const pixels = Buffer.from(Array.from({ length: size.width * size.height * 3 }, (_, i) => (i * 37) & 0xff));
      return encodePickleFrame(size, pixels, { protocol }).subarray(8);
    }),
  );
  const numpy2 = JSON.parse(readFileSync(new URL("numpy-2.json", import.meta.url), "utf8")) as { pickle: string }[];
  return [...made, ...numpy2.map(({ pickle }) => Buffer.from(pickle, "base64"))];
}

const BASES = bases();
/** All opcodes of pickle (Lib/pickletools.py), known here or not. */
const OPCODES = Buffer.from(
  "()01.2BCFGIJKLMNPQRSTUVX]abcdeghijlopqrstu}\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98",
  "latin1",
);

function mutated(pick: (limit: number) => number): Buffer {
  let pickle = Buffer.from(BASES[pick(BASES.length)]!);
  for (let edits = 1 + pick(4); edits > 0; edits--) {
    const [at, other] = [pick(pickle.length + 1), pick(pickle.length + 1)];
    const [from, to] = [Math.min(at, other), Math.max(at, other)];
    switch (pick(8)) {
      case 0:
        if (at < pickle.length) pickle[at] = pick(256);
        break;
      case 1:
        if (at < pickle.length) pickle[at] = OPCODES[pick(OPCODES.length)]!;
        break;
      case 2:
        pickle = Buffer.concat([pickle.subarray(0, at), OPCODES.subarray(pick(OPCODES.length)), pickle.subarray(at)]);
        break;
      case 3:
        pickle = Buffer.concat([pickle.subarray(0, from), pickle.subarray(to)]);
        break;
      case 4:
        pickle = Buffer.concat([pickle.subarray(0, to), pickle.subarray(from)]);
        break;
      case 5: {
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(LENGTHS[pick(LENGTHS.length)]!);
        length.copy(pickle, Math.min(at, Math.max(pickle.length - 8, 0)), 0, pick(2) === 0 ? 4 : 8);
        break;
      }
      case 6: {
        const second = BASES[pick(BASES.length)]!;
        pickle = Buffer.concat([pickle.subarray(0, at), second.subarray(pick(second.length))]);
        break;
      }
      default:
        pickle = pickle.subarray(0, at);
    }
    if (pickle.length > 4096) pickle = pickle.subarray(0, 4096);
  }
  return pickle;
}

/** A stream of a good frame, mostly, and a spoiled one; sometimes with a size that is not the pickle's. */
function streamOf(pick: (limit: number) => number): Buffer {
  const field = SIZE_FIELDS[pick(SIZE_FIELDS.length)]!;
  const good = BASES[pick(BASES.length)]!;
  const bad = mutated(pick);
  const size = writeSize(bad.length, field);
  if (pick(10) === 0) size[pick(size.length)] = pick(256);
  const front = pick(3) === 0 ? [] : [writeSize(good.length, field), good];
  return Buffer.concat([...front, size, bad]);
}

export interface Outcomes {
  /** By the code of the error, or "frames". */
  readonly counts: Readonly<Record<string, number>>;
  /** What must not be; none. */
  readonly problems: readonly string[];
}

export function fuzzPickles(seed: number, runs: number): Outcomes {
  const counts: Record<string, number> = {};
  const problems: string[] = [];
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < runs && problems.length < 10; run++) {
    const random = new Random(seed * 1_000_003 + run);
    const pick = (limit: number): number => random.below(limit);
    const stream = streamOf(pick);
    const decoder = new PickleDecoder({ sizeField: pick(2) === 0 ? SIZE_FIELDS[pick(SIZE_FIELDS.length)]! : null });
    let outcome = "frames";
    try {
      for (let at = 0; at < stream.length;) {
        const piece = stream.subarray(at, at + 1 + pick(600));
        at += piece.length;
        decoder.push(piece);
        for (let frame = decoder.next(); frame !== null; frame = decoder.next()) {
          const { width, height, pixels } = frame;
          if (pixels.length !== width * height * 3 || pixels.length > stream.length)
            problems.push(`run ${run}: a frame`);
        }
      }
      decoder.end();
    } catch (error) {
      if (!(error instanceof WireError)) problems.push(`run ${run}: ${String(error)}`);
      else if (!/^At stream offset \d+ \(frame \d+\): .+\.$/s.test(error.message)) problems.push(error.message);
      else if (/[^\x20-\x7e]/.test(error.message)) problems.push(`run ${run}: it may steer a terminal`);
      outcome = error instanceof WireError ? error.code : "another error";
    }
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (run % 1000 === 0 && process.memoryUsage().arrayBuffers - before > MOST_MEMORY) {
      problems.push(`run ${run}: it takes memory`);
    }
  }
  return { counts, problems };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { runs: { type: "string", default: "200000" }, seed: { type: "string", default: "1" } },
  });
  const begun = performance.now();
  const { counts, problems } = fuzzPickles(Number(values.seed), Number(values.runs));
  console.log(`${values.runs} runs, ${((performance.now() - begun) / 1000).toFixed(0)} s`, counts, problems);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
