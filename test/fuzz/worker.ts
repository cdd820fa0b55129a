/**
 * Runs case after case in a process of its own, so that what hangs or runs out of memory takes nothing else along.
 * `worker.ts SEED FIRST STEP END PROGRESS-FILE`: each case's number goes into the file before it begins.
 */
import { openSync, writeSync } from "node:fs";
import { Random } from "../support/corpus-prng.ts";
import { judge, judgePieces } from "./judge.ts";
import { caseOf, inputOf } from "./mutate.ts";

export interface Told {
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Most memory the process ever had, bytes. */
  readonly peak: number;
  /** The run that took most of the processor's time, microseconds. */
  readonly slowest: { readonly time: number; readonly index: number };
  readonly failure?: { readonly index: number; readonly problems: readonly string[] };
  readonly done?: true;
}

/** One run may not take more than this much more memory (bytes), nor this much of the processor's time (microseconds). */
const GROWTH = 200 * 2 ** 20;
const RUN_TIME = 5e6;
const PIECES_EVERY = 20;
const RENDER_EVERY = 4;
const TELL_EVERY = 500;

const [seed = 0, first = 0, step = 1, end = 0] = process.argv.slice(2, 6).map(Number);
const progress = openSync(process.argv[6]!, "r+");
const place = Buffer.alloc(8);

let runs = 0;
let outcomes: Record<string, number> = {};
let slowest = { time: 0, index: 0 };

function tell(more: Pick<Told, "failure" | "done"> = {}): void {
  const told: Told = { runs, outcomes, peak: process.resourceUsage().maxRSS * 1024, slowest, ...more };
  process.send?.(told);
  runs = 0;
  outcomes = {};
}

async function run(index: number): Promise<string[]> {
  const made = caseOf(seed, index);
  const input = inputOf(made);
  const before = { time: process.cpuUsage(), memory: process.memoryUsage.rss() };
  const { outcome, problems: found } = await judge(input, made.options, index % RENDER_EVERY === 0);
  const problems = [...found];
  const { user, system } = process.cpuUsage(before.time);
  const time = user + system;
  if (time > slowest.time) slowest = { time, index };
  if (time > RUN_TIME) problems.push(`it takes ${time / 1e6} s`);
  const growth = process.memoryUsage.rss() - before.memory;
  if (growth > GROWTH) problems.push(`it takes ${Math.round(growth / 2 ** 20)} MB more memory`);
  if (index % PIECES_EVERY === 0 && !made.edits.some(({ kind }) => kind === "gzip")) {
    const size = 1 + new Random(index).below(3000);
    problems.push(...(await judgePieces(input, made.options, size)));
  }
  runs++;
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return problems;
}

for (let index = first; index < end; index += step) {
  place.writeDoubleLE(index);
  writeSync(progress, place, 0, 8, 0);
  const problems = await run(index);
  if (problems.length > 0) tell({ failure: { index, problems } });
  if (runs >= TELL_EVERY) tell();
}
tell({ done: true });
process.disconnect();
