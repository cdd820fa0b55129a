/**
 * Compares made-up fingerprints as a class is compared, and prints what that took as JSON. A program of its own, so that
 * its memory is its own.
 *
 *     fingerprints.ts make|compare DIR COUNT
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareClass, type Member } from "../../src/lab/grade/similarity/class.ts";
import { decodePrint, encodePrint } from "../../src/lab/grade/similarity/prints/codec.ts";
import { Digest, KIND, type Kind } from "../../src/lab/grade/similarity/prints/digest.ts";
import { EMPTY_SKETCH, SketchBuilder, type Sketch } from "../../src/lab/grade/similarity/prints/sketch.ts";
import type { CapturePrint, Fingerprint } from "../../src/lab/grade/similarity/prints/types.ts";

/** As a session of 1 MB has them. */
const [PACKETS, PAYLOADS, PICTURES, RUNS] = [1000, 690, 18, 60];
/** Of so many, one is a copy of the one before it, with a part of its packets left out. */
const EVERY = 100;

const [what, dir = "", count = "0"] = process.argv.slice(2);
const file = (number: number): string => join(dir, `${number}.print`);

if (what === "make") make();
else await compare();

function make(): void {
  mkdirSync(dir, { recursive: true });
  for (let number = 0; number < Number(count); number++) {
    const copy = number % EVERY === EVERY - 1;
    writeFileSync(file(number), encodePrint(made(number, copy ? number - 1 : number, copy ? 0.8 : 1)));
  }
}

/** @param part of the packets that are there */
function made(number: number, seed: number, part: number): Fingerprint {
  const digest = new Digest();
  const sketch = (kind: Kind, size: number, share = 1): Sketch => {
    const builder = new SketchBuilder();
    for (let at = 1; at <= size * share; at++) {
      digest.begin(KIND[kind]).add(seed).add(at);
      builder.add(digest.high, digest.low, at, at / 100);
    }
    return builder.sketch();
  };
  digest.begin(KIND.session).add(seed);
  const isn = [digest.high, digest.low] as const;
  const capture: CapturePrint = {
    ...{
      sha256: `${number}`,
      file: "session.pcap",
      packets: PACKETS,
      application: null,
      oddities: [],
      confirmed: [],
      beacons: [],
    },
    ...{ origin: 1_700_000_000, firstTime: 1_700_000_000, lastTime: 1_700_000_010 },
    sessions: [
      {
        ...{ stream: 0, ends: ["10.0.0.1:50000", "10.0.0.2:9000"], ports: [50_000, 9000], isn },
        ...{ timestamps: [1, 2], packets: [1, 2] },
      },
    ],
    headers: sketch("packet", PACKETS, part),
    contents: sketch("content", PAYLOADS, part),
    pictures: sketch("picture", PICTURES),
  };
  return {
    id: `s${number}`,
    group: null,
    capture,
    words: sketch("words", RUNS),
    answers: EMPTY_SKETCH,
    questions: ["why"],
  };
}

async function compare(): Promise<void> {
  let loaded = 0;
  const members = Array.from({ length: Number(count) }, (_, number): Member => ({
    ...{ id: `s${number}`, aliases: [], batch: null },
    load: () => {
      loaded++;
      return Promise.resolve(decodePrint(readFileSync(file(number))));
    },
  }));
  const begun = performance.now();
  const { pairs } = await compareClass(members, { together: [], excluded: [], pictures: true, answers: true });
  const seconds = (performance.now() - begun) / 1000;
  const right = pairs.filter(({ a, b }) => b === a + 1 && b % EVERY === EVERY - 1).length;
  console.log(
    JSON.stringify({ seconds, pairs: pairs.length, right, planted: Math.floor(Number(count) / EVERY), loaded }),
  );
}
