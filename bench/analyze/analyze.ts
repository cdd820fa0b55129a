/**
 * Speed and memory of `analyze`, beside other tools that read the same captures: whole processes, in turn, several rounds.
 *
 *     npm run bench -- analyze [--quick | --huge] [--megabytes 400] [--rounds 3] [--dir DIR] [--keep]
 */
import { existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RAW_BYTES } from "./desktop.ts";
import { KINDS, makeCapture, USUAL_DIR, type Kind, type Made } from "./make-capture.ts";
import { findMeter, installed, measure, type Measured, type Meter } from "../measure.ts";

const BENCH = import.meta.dirname;
const SHARELAB = join(BENCH, "../../dist/cli/sharelab.js");
const HUGE_MEGABYTES = 4000;
/** Of the disk, beside the capture itself. */
const SPARE_BYTES = 2e9;

/** A program under measurement. */
interface Runner {
  readonly name: string;
  /** What has to be on PATH for it; null: nothing. */
  readonly needs: string | null;
  command(made: Made): string[];
  /** It prints the seconds that count, as JSON: those of the whole process don't. */
  readonly timesItself?: true;
}

const node = process.execPath;
const NO_INFLATE = "sharelab analyze --json --no-inflate";
const FULL = "sharelab analyze --json";
const TCPTRACE = "tcptrace -l -n";
const PLAIN_FLOOR = "inflating alone, inflateSync";
const analyze = (...options: string[]): Runner["command"] => {
  return ({ path }) => [node, SHARELAB, "analyze", "--json", ...options, path];
};
const floor = (way: string): Runner["command"] => {
  return (made) => [
    node,
    join(BENCH, "inflate-floor.js"),
    way,
    made.framesPath,
    String(made.frames),
    String(RAW_BYTES),
  ];
};

const READERS: readonly Runner[] = [
  { name: "cat", needs: "cat", command: ({ path }) => ["cat", path] },
  { name: TCPTRACE, needs: "tcptrace", command: ({ path }) => ["tcptrace", "-l", "-n", path] },
  {
    name: "tshark -q -z conv,tcp",
    needs: "tshark",
    command: ({ path }) => ["tshark", "-q", "-z", "conv,tcp", "-o", "tcp.desegment_tcp_streams:FALSE", "-r", path],
  },
  {
    name: "pcap-parser, reading alone",
    needs: null,
    command: ({ path }) => [node, join(BENCH, "pcap-parser-read.js"), path],
  },
  { name: NO_INFLATE, needs: null, command: analyze("--no-inflate") },
];

const INFLATERS: readonly Runner[] = [
  { name: PLAIN_FLOOR, needs: null, command: floor("plain"), timesItself: true },
  { name: "inflating alone, one engine", needs: null, command: floor("reused"), timesItself: true },
  { name: FULL, needs: null, command: analyze() },
  {
    name: "sharelab analyze --html",
    needs: null,
    command: ({ path }) => [node, SHARELAB, "analyze", "--html", `${path}.html`, path],
  },
];

/** Medians over the rounds; a message in their place when the program failed. */
interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly peakMegabytes: number | null;
  readonly failure: string | null;
}

async function compare(runners: readonly Runner[], made: Made, rounds: number, meter: Meter | null): Promise<Result[]> {
  const runs = new Map<Runner, Measured[]>(runners.map((runner) => [runner, []]));
  const failures = new Map<Runner, string>();
  for (let round = 0; round < rounds; round++) {
    for (const [runner, measured] of runs) {
      if (failures.has(runner)) continue;
      try {
        measured.push(await once(runner, made, meter));
      } catch (error) {
        failures.set(runner, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return [...runs].map(([runner, measured]) => ({
    name: runner.name,
    seconds: median(measured.map((one) => one.seconds)) ?? Number.NaN,
    cpuSeconds: median(measured.map((one) => one.cpuSeconds)),
    peakMegabytes: median(measured.map((one) => one.peakMegabytes)),
    failure: failures.get(runner) ?? null,
  }));
}

async function once(runner: Runner, made: Made, meter: Meter | null): Promise<Measured> {
  const measured = await measure(runner.command(made), meter, runner.timesItself);
  if (runner.timesItself === undefined) return measured;
  const { seconds } = JSON.parse(measured.output) as { seconds: number };
  return { ...measured, seconds };
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const upper = known[known.length >> 1];
  if (upper === undefined) return null;
  return known.length % 2 === 1 ? upper : (upper + (known[(known.length >> 1) - 1] ?? upper)) / 2;
}

/** @param reference the program whose time is 1 */
function table(results: readonly Result[], reference: string): string {
  const against = results.find((result) => result.name === reference)?.seconds ?? Number.NaN;
  const rows = [["", "wall s", "cpu s", "peak MB", `  x ${reference}`]];
  for (const { name, seconds, cpuSeconds, peakMegabytes, failure } of results) {
    if (failure !== null) rows.push([name, failure, "", "", ""]);
    else
      rows.push([name, fixed(seconds, 2), fixed(cpuSeconds, 2), fixed(peakMegabytes, 0), fixed(seconds / against, 2)]);
  }
  return lines(rows);
}

function fixed(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

function lines(rows: readonly (readonly string[])[]): string {
  const first = Math.max(...rows.map(([name = ""]) => name.length));
  return rows
    .map(([name = "", ...cells]) => `  ${name.padEnd(first)}${cells.map((cell) => cell.padStart(9)).join("")}`)
    .join("\n");
}

function describe(kind: Kind, { bytes, packets, frames }: Made): string {
  const what = kind === "session" ? "one long session" : "connections of one frame each";
  return `${kind}: ${what}, ${(bytes / 1e6).toFixed(0)} MB, ${packets} packets, ${frames} frames`;
}

interface Plan {
  readonly dir: string;
  readonly keep: boolean;
  readonly rounds: number;
  readonly meter: Meter | null;
}

async function withCapture<T>(kind: Kind, megabytes: number, plan: Plan, use: (made: Made) => Promise<T>): Promise<T> {
  const made = makeCapture(kind, megabytes, plan.dir);
  try {
    return await use(made);
  } finally {
    if (!plan.keep) for (const path of [made.path, made.framesPath, `${made.path}.html`]) rmSync(path, { force: true });
  }
}

async function speed(megabytes: number, plan: Plan): Promise<void> {
  const missing = READERS.filter(({ needs }) => needs !== null && !installed(needs));
  for (const { name, needs } of missing) console.log(`Left out, as ${needs ?? ""} is not installed: ${name}`);
  const readers = READERS.filter((runner) => !missing.includes(runner));
  for (const kind of KINDS) {
    await withCapture(kind, megabytes, plan, async (made) => {
      console.log(`\n${describe(kind, made)}`);
      console.log(table(await compare(readers, made, plan.rounds, plan.meter), TCPTRACE));
      console.log(`\n  with ${((made.frames * RAW_BYTES) / 1e9).toFixed(1)} GB of pixels inflated`);
      console.log(table(await compare(INFLATERS, made, plan.rounds, plan.meter), PLAIN_FLOOR));
    });
  }
}

/** Peak memory of one session as it gets a hundred times longer. */
async function flatness(plan: Plan): Promise<void> {
  const sizes = [40, 400, HUGE_MEGABYTES];
  const { bavail, bsize } = statfsSync(plan.dir);
  if (bavail * bsize < HUGE_MEGABYTES * 1e6 + SPARE_BYTES) {
    console.log(`\nNo room for ${HUGE_MEGABYTES} MB in ${plan.dir}: its memory is not measured. Choose with --dir.`);
    sizes.pop();
  }
  const runners = [...READERS, ...INFLATERS].filter(({ name }) => name === NO_INFLATE || name === FULL);
  const rows: string[][] = [["", ...runners.map(({ name }) => name)]];
  for (const megabytes of sizes) {
    const results = await withCapture("session", megabytes, plan, (made) => compare(runners, made, 1, plan.meter));
    rows.push([`${megabytes} MB`, ...results.map((result) => `${fixed(result.peakMegabytes, 0)} MB`)]);
  }
  console.log("\npeak memory of one session, by the size of its capture");
  for (const [size = "", ...cells] of rows)
    console.log(`  ${size.padEnd(8)}${cells.map((c) => c.padStart(40)).join("")}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      huge: { type: "boolean", default: false },
      megabytes: { type: "string" },
      rounds: { type: "string", default: "3" },
      dir: { type: "string", default: USUAL_DIR },
      keep: { type: "boolean", default: false },
    },
  });
  const megabytes = Number(values.megabytes ?? (values.quick ? 40 : 400));
  const rounds = Number(values.rounds);
  if (!(megabytes > 0) || !(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error("--megabytes takes a number above 0, and --rounds a whole one.");
  }
  if (!existsSync(SHARELAB)) throw new Error(`${SHARELAB} is not there: npm run build makes it.`);
  const made = mkdirSync(values.dir, { recursive: true });
  const meter = await findMeter();
  const cores = availableParallelism();
  console.log(`${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cores} cores, Node ${process.version}, ${today()}`);
  console.log(`medians of ${rounds} rounds; memory by ${meter?.name ?? "nothing found here: left out"}`);
  const plan: Plan = { dir: values.dir, keep: values.keep, rounds, meter };
  try {
    if (values.huge) await flatness(plan);
    else await speed(megabytes, plan);
  } finally {
    if (made !== undefined && !values.keep) rmSync(made, { recursive: true, force: true });
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

await main();
