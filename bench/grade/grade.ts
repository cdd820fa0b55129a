/**
 * Speed and memory of `grade` with a class of many, similarity over all pairs included; and of comparing many thousand
 * fingerprints. Load is told, as other programs on the machine change what is seen.
 *
 *     npm run bench -- grade [--students 500] [--megabytes 1] [--fingerprints 10000] [--workers 2] [--quick] [--keep]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";
import { findMeter, measure, type Measured, type Meter } from "../measure.ts";
import { makeClass } from "./make-class.ts";

const SHARELAB = join(import.meta.dirname, "../../dist/cli/sharelab.js");
const FINGERPRINTS = join(import.meta.dirname, "fingerprints.ts");
/** One in so many hands in the neighbour's capture. */
const EVERY = 50;
const SAMPLE_MS = 100;

/** Resident memory of a process and all below it, megabytes, looked at again and again (Linux; elsewhere NaN). */
class TreeMemory {
  peak = Number.NaN;
  readonly #timer: NodeJS.Timeout;

  constructor(root: number) {
    this.#timer = setInterval(() => {
      const now = treeMegabytes(root);
      if (!(now <= this.peak)) this.peak = now > 0 ? now : this.peak;
    }, SAMPLE_MS);
  }

  stop(): number {
    clearInterval(this.#timer);
    return this.peak;
  }
}

/** Pages that several processes share count once between them (PSS). */
function treeMegabytes(root: number): number {
  let sum = 0;
  for (const pid of [root, ...descendants(root)]) {
    try {
      const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
      if (pid !== root) sum += Number(kilobytes ?? 0) / 1024;
    } catch {
      // it has just ended
    }
  }
  return sum;
}

function descendants(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

function fixed(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

function tell(name: string, { seconds, cpuSeconds }: Measured, megabytes: number, before: number): void {
  console.log(
    `  ${name}: ${fixed(seconds, 1)} s wall, ${fixed(cpuSeconds, 1)} s cpu, ${fixed(megabytes, 0)} MB at most ` +
      `(load ${before.toFixed(1)} before, ${loadavg()[0]!.toFixed(1)} after)`,
  );
}

async function gradeClass(dir: string, students: number, megabytes: number, workers: number, meter: Meter | null) {
  const made = makeClass(dir, students, megabytes, EVERY);
  console.log(`\n${students} submissions of ${megabytes} MB, ${made.frames} frames; ${workers} workers`);
  const out = join(dir, "graded");
  const [before] = loadavg() as [number];
  const memory = new TreeMemory(process.pid);
  const args = ["grade", made.folder, "--rubric", made.rubric, "--out", out, "--workers", String(workers)];
  const measured = await measure([process.execPath, SHARELAB, ...args], meter);
  tell("grade", measured, memory.stop(), before);
  const rows = parse<Record<string, string>>(readFileSync(join(out, "similarity.csv"), "utf8"), { columns: true });
  const found = new Set(rows.map(({ student, other }) => `${student} ${other}`));
  const right = made.copied.filter((pair) => found.has(pair)).length;
  console.log(`  copies found: ${right} of ${made.copied.length}, others: ${found.size - right}`);
}

async function compareMany(dir: string, count: number, meter: Meter | null): Promise<void> {
  const prints = join(dir, "prints");
  const run = (what: string, with_: Meter | null): Promise<Measured> =>
    measure([process.execPath, "--import", "tsx", FINGERPRINTS, what, prints, String(count)], with_, true);
  await run("make", null);
  const [before] = loadavg() as [number];
  const measured = await run("compare", meter);
  const { seconds, pairs, right, planted, loaded } = JSON.parse(measured.output) as Record<string, number>;
  console.log(`\n${count} made-up fingerprints, of which ${(count * (count - 1)) / 2} pairs could be made`);
  tell("comparing, with the start of the program", measured, measured.peakMegabytes ?? Number.NaN, before);
  console.log(`  of it comparing alone: ${fixed(seconds ?? null, 1)} s; fingerprints read: ${loaded}`);
  console.log(`  copies found: ${right} of ${planted}, others: ${(pairs ?? 0) - (right ?? 0)}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      students: { type: "string" },
      megabytes: { type: "string", default: "1" },
      fingerprints: { type: "string" },
      workers: { type: "string", default: String(availableParallelism()) },
      dir: { type: "string", default: join(tmpdir(), "sharelab-bench-grade") },
      keep: { type: "boolean", default: false },
    },
  });
  const students = Number(values.students ?? (values.quick ? 50 : 500));
  const fingerprints = Number(values.fingerprints ?? (values.quick ? 1000 : 10_000));
  if (!existsSync(SHARELAB)) throw new Error(`${SHARELAB} is not there: npm run build makes it.`);
  rmSync(values.dir, { recursive: true, force: true });
  mkdirSync(values.dir, { recursive: true });
  const meter = await findMeter();
  console.log(
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}, ` +
      new Date().toISOString().slice(0, 10),
  );
  try {
    if (students > 0) await gradeClass(values.dir, students, Number(values.megabytes), Number(values.workers), meter);
    if (fingerprints > 0) await compareMany(values.dir, fingerprints, meter);
  } finally {
    if (!values.keep) rmSync(values.dir, { recursive: true, force: true });
  }
}

await main();
