/** Writes a class to measure with: a folder for each student, a session of one's own in each, and a few that were copied. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, deflateRawSync, inflateSync } from "node:zlib";
import { adler32, combineAdler32 } from "../../src/share/strip-encoder/adler32.ts";
import { desktopFrames, Dice, RAW_BYTES, WIDTH } from "../analyze/desktop.ts";
import { makeSession } from "../analyze/make-capture.ts";

const ASSIGNMENT = join(import.meta.dirname, "../../fixtures/assignment");
const SCREENS = 64;
/** Rows at the bottom of each picture that nobody else has: a clock, a name. */
const OWN_ROWS = 8;
const OWN_BYTES = OWN_ROWS * WIDTH * 3;

export interface MadeClass {
  readonly folder: string;
  readonly rubric: string;
  readonly frames: number;
  /** "s007 s008", of which the second one handed in the first one's capture. */
  readonly copied: readonly string[];
}

/** @param every n-th student hands in the neighbour's capture */
export function makeClass(dir: string, students: number, megabytes: number, every: number): MadeClass {
  const folder = join(dir, "class");
  const rubric = join(dir, "lab.yaml");
  mkdirSync(dir, { recursive: true });
  writeFileSync(rubric, rubricFrom(readFileSync(join(ASSIGNMENT, "lab.yaml"), "utf8")));
  const screens = desktopFrames(SCREENS, 40).map(screenOf);
  const answers = readFileSync(join(ASSIGNMENT, "submissions/ada/answers.yml"));
  const copied: string[] = [];
  let frames = 0;
  for (let number = 0; number < students; number++) {
    const name = nameOf(number);
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "answers.yml"), answers);
    writeFileSync(join(folder, name, "submission.yml"), "submitted: 2026-11-23T18:20:00+01:00\n");
    const path = join(folder, name, "session.pcap");
    if (number % every === every - 1) {
      copyFileSync(join(folder, nameOf(number - 1), "session.pcap"), path);
      copied.push(`${nameOf(number - 1)} ${name}`);
      continue;
    }
    const dice = new Dice(1 + number);
    const from = dice.roll(SCREENS);
    const frame = (index: number): Buffer => withOwnRows(screens[(from + index) % SCREENS]!, dice);
    frames += makeSession(path, { bytes: megabytes * 1e6, seed: 7919 * (number + 1), frame });
  }
  return { folder, rubric, frames, copied };
}

const nameOf = (number: number): string => `s${String(number).padStart(4, "0")}`;

/** The worked assignment's, for larger pictures and without what stands beside it. */
function rubricFrom(text: string): string {
  return text
    .replace("size: 160x120", "size: 1366x768")
    .replace(/^ *extensions: .*\n/m, "")
    .replace(/^similarity:\n.*\n\n/m, "");
}

/** All but a picture's last rows, deflated once: blocks that end at a byte, and refer to nothing behind them. */
interface Screen {
  readonly blocks: Buffer;
  readonly adler: number;
}

function screenOf(zlib: Buffer): Screen {
  const pixels = inflateSync(zlib).subarray(0, RAW_BYTES - OWN_BYTES);
  return { blocks: deflateRawSync(pixels, { finishFlush: constants.Z_FULL_FLUSH }), adler: adler32(pixels) };
}

function withOwnRows({ blocks, adler }: Screen, dice: Dice): Buffer {
  const own = Buffer.alloc(OWN_BYTES, 40);
  for (let at = 0; at < 600; at++) own[dice.roll(OWN_BYTES)] = dice.roll(256);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(combineAdler32(adler, adler32(own), OWN_BYTES));
  return Buffer.concat([Buffer.from([0x78, 0x9c]), blocks, deflateRawSync(own), sum]);
}
