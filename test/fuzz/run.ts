/**
 * `npm run fuzz -- [--runs N] [--seconds S] [--seed N] [--workers N] [--only INDEX] [--out FOLDER]`: analyzes mutated captures until
 * N runs or S seconds are over. A failing input is written to the folder, as small as it can be made, with what made it.
 */
import { fork, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judge } from "./judge.ts";
import { caseOf, inputOf } from "./mutate.ts";
import { kindOf, shrinkBytes, shrinkEdits } from "./shrink.ts";
import type { Told } from "./worker.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200000" },
    seconds: { type: "string", default: "3600" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    only: { type: "string" },
    out: { type: "string", default: "tmp/fuzz" },
  },
});
const seed = Number(values.seed);
const workers = Number(values.workers);
const end = Number(values.runs);

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));
const HANGS_AFTER = 5_000;
const LOOK_EVERY = 500;
const MEMORY_LIMIT = 400 * 2 ** 20;
/** More of the same are only counted. */
const WRITTEN_PER_KIND = 3;

interface Failure {
  readonly index: number;
  readonly problems: readonly string[];
  /** It can't be run here: it would hang. */
  readonly hangs?: true;
}

const started = Date.now();
const outcomes: Record<string, number> = {};
const failures: Failure[] = [];
let runs = 0;
let peak = 0;
let slowest: Told["slowest"] = { time: 0, index: 0 };

if (values.only !== undefined) {
  const made = caseOf(seed, Number(values.only));
  console.log(JSON.stringify(made), await judge(inputOf(made), made.options));
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), "sharelab-fuzz-"));
await Promise.all(Array.from({ length: workers }, (_, worker) => keepRunning(worker)));
rmSync(folder, { recursive: true, force: true });
const seconds = Math.round((Date.now() - started) / 1000);
for (const kind of new Set(failures.map(kindOf))) {
  const alike = failures.filter((failure) => kindOf(failure) === kind);
  console.log(`${alike.length} x ${kind}`);
  for (const failure of alike.slice(0, WRITTEN_PER_KIND)) await write(failure);
}
const kinds = Object.entries(outcomes).map(([name, count]) => `${name} ${count}`);
console.log(`outcomes: ${kinds.join(", ")}`);
const overLimit = peak > MEMORY_LIMIT;
console.log(
  `${runs} runs, ${failures.length} failures, ${seconds} s, ${workers} workers, seed ${seed}, slowest run ${(slowest.time / 1e6).toFixed(1)} s (case ${slowest.index}), ` +
    `peak memory of a worker ${Math.round(peak / 2 ** 20)} MB${overLimit ? " (over the limit)" : ""}`,
);
process.exitCode = failures.length > 0 || overLimit ? 1 : 0;

/** Starts a worker, and another behind the case at which it hung or died. */
async function keepRunning(worker: number): Promise<void> {
  let next = worker;
  while (next < end) {
    const stopped = await runFrom(next, worker);
    if (stopped === null) return;
    failures.push(stopped);
    next = stopped.index + workers;
  }
}

/** @returns what went wrong with the process itself; null when it did all its cases or the time is over */
function runFrom(first: number, worker: number): Promise<Failure | null> {
  const path = join(folder, `worker-${worker}`);
  writeFileSync(path, Buffer.alloc(8));
  const progress = openSync(path, "r");
  const args = [seed, first, workers, end].map(String);
  const child = fork(WORKER, [...args, path], { execArgv: ["--import", "tsx"] });
  return new Promise((resolve) => {
    let ended: Failure | null | undefined;
    const timer = setInterval(() => {
      if (Date.now() - started > Number(values.seconds) * 1000) stop(child, null);
      const hanging = watch(progress);
      if (hanging !== null) stop(child, { index: hanging, problems: ["it hangs"], hangs: true });
    }, LOOK_EVERY);
    const stop = (one: ChildProcess, why: Failure | null): void => {
      ended ??= why;
      one.kill("SIGKILL");
    };
    const watch = watchdog();
    child.on("message", (told: Told) => {
      take(told);
      if (told.done === true) ended = null;
    });
    child.on("exit", (code, signal) => {
      clearInterval(timer);
      const index = current(progress);
      closeSync(progress);
      const how = signal ?? `exit code ${String(code)}`;
      resolve(ended !== undefined ? ended : { index, problems: [`the process dies: ${how}`], hangs: true });
    });
  });
}

function take(told: Told): void {
  runs += told.runs;
  peak = Math.max(peak, told.peak);
  if (told.slowest.time > slowest.time) slowest = told.slowest;
  for (const [name, count] of Object.entries(told.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + count;
  if (told.failure === undefined) return;
  failures.push(told.failure);
  if (failures.length <= 20) console.log(`case ${told.failure.index}: ${told.failure.problems[0] ?? ""}`);
}

/** @returns a function that says which case has been running for too long, if one has */
function watchdog(): (progress: number) => number | null {
  let last = -1;
  let since = Number.POSITIVE_INFINITY; // the clock starts with the first case: loading takes its time
  return (progress) => {
    const index = current(progress);
    if (index !== last) {
      since = last === -1 ? Number.POSITIVE_INFINITY : Date.now();
      last = index;
    }
    return Date.now() - since > HANGS_AFTER ? index : null;
  };
}

function current(progress: number): number {
  const place = Buffer.alloc(8);
  readSync(progress, place, 0, 8, 0);
  return place.readDoubleLE();
}

async function write({ index, problems, hangs }: Failure): Promise<void> {
  mkdirSync(values.out, { recursive: true });
  const path = join(values.out, `seed-${seed}-case-${index}`);
  let made = caseOf(seed, index);
  let input = inputOf(made);
  const kind = kindOf({ problems });
  // What depends on how the process went can't be tried again here.
  if (hangs !== true && kindOf(await judge(input, made.options)) === kind) {
    made = await shrinkEdits(made, kind);
    input = await shrinkBytes(inputOf(made), made.options, kind);
  }
  writeFileSync(`${path}.bin`, input);
  writeFileSync(`${path}.json`, `${JSON.stringify({ seed, index, problems, ...made }, null, 1)}\n`);
  console.log(`  ${path}.bin: ${input.length} bytes, ${problems[0] ?? ""}`);
}
