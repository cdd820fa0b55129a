/**
 * The sharer beside the course's Python one: the same display (Xvfb) with a scripted desktop, the same viewer, in turn.
 *
 *     npm run bench -- share [--seconds 8] [--scene terminal]…
 */
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installed } from "../measure.ts";
import { Program } from "./processes.ts";

const SIZE = { width: 1366, height: 768 };
const HERE = import.meta.dirname;
const SHARELAB = join(HERE, "../../dist/cli/sharelab.js");
/** A viewer as slow as this must still see what happens now, bytes per second. */
const SLOW = 1e6;
const node = process.execPath;

interface Run {
  readonly scene: string;
  /** Bytes per second that the viewer reads; 0: all it gets. */
  readonly rate: number;
}

const RUNS: readonly Run[] = [
  { scene: "terminal", rate: 0 },
  { scene: "window", rate: 0 },
  { scene: "still", rate: 0 },
  { scene: "video", rate: 0 },
  { scene: "terminal", rate: SLOW },
  { scene: "video", rate: SLOW },
];

interface SharerKind {
  readonly name: string;
  readonly command: readonly string[];
  /** How it says the port, and at its end the number of frames that it took of the screen. */
  readonly listening: RegExp;
  readonly taken: RegExp;
}

const SHARERS: readonly SharerKind[] = [
  {
    name: "Python sharer",
    command: ["/usr/bin/env", "python3", join(HERE, "python_sharer.py"), "--size", `${SIZE.width}x${SIZE.height}`],
    listening: /listening \S+ (\d+)/,
    taken: /(\d+) frames/,
  },
  {
    name: "sharelab share --fps 240",
    command: [node, SHARELAB, "share", "--source", "x11", "--port", "0", "--fps", "240"],
    listening: /listening on \S+ port (\d+)/,
    taken: /(\d+) frames taken/,
  },
  {
    name: "sharelab share --fps 60",
    command: [node, SHARELAB, "share", "--source", "x11", "--port", "0", "--fps", "60"],
    listening: /listening on \S+ port (\d+)/,
    taken: /(\d+) frames taken/,
  },
];

interface Viewed {
  readonly seconds: number;
  readonly frames: number;
  readonly bytes: number;
  readonly age: { readonly median: number | null; readonly p95: number | null };
}

interface Result {
  readonly taken: number;
  readonly viewed: Viewed;
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
  readonly megabytes: number;
}

async function measure(kind: SharerKind, { scene, rate }: Run, seconds: number): Promise<Result> {
  const display = new Program(
    ["Xvfb", "-displayfd", "1", "-screen", "0", `${SIZE.width}x${SIZE.height}x24`, "-nolisten", "tcp"],
    {},
  );
  const started: Program[] = [display];
  try {
    const env = { DISPLAY: `:${(await display.says(/^(\d+)$/m))[1] ?? ""}` };
    const desktop = new Program([node, join(HERE, "scene.js"), scene], env);
    started.push(desktop);
    await desktop.says(/ready/);
    const sharer = new Program(kind.command, env);
    started.push(sharer);
    const port = (await sharer.says(kind.listening))[1] ?? "";
    const [cpu, serverCpu] = [sharer.cpuSeconds, display.cpuSeconds];
    const arguments_ = [port, SIZE.width, seconds, rate].map(String);
    const viewer = new Program([node, join(HERE, "counting-viewer.js"), ...arguments_]);
    started.push(viewer);
    if ((await viewer.ended()) !== 0) throw new Error(`the viewer: ${viewer.output}${sharer.output}`);
    const cpuSeconds = sharer.cpuSeconds - cpu;
    const serverCpuSeconds = display.cpuSeconds - serverCpu;
    const { megabytes } = sharer;
    await sharer.end("SIGINT");
    const taken = Number((await sharer.says(kind.taken))[1]);
    return { taken, viewed: JSON.parse(viewer.output) as Viewed, cpuSeconds, serverCpuSeconds, megabytes };
  } finally {
    for (const program of started.reverse()) await program.end();
  }
}

function row(
  name: string,
  { taken, viewed, cpuSeconds, serverCpuSeconds, megabytes }: Result,
  first: Result,
): string[] {
  const milliseconds = (cpuSeconds / taken) * 1000;
  const fps = taken / viewed.seconds;
  return [
    name,
    fps.toFixed(1),
    (viewed.frames / viewed.seconds).toFixed(1),
    milliseconds.toFixed(2),
    ((serverCpuSeconds / taken) * 1000).toFixed(2),
    viewed.frames === 0 ? "-" : (viewed.bytes / viewed.frames / 1000).toFixed(1),
    viewed.age.median === null ? "-" : viewed.age.median.toFixed(0),
    viewed.age.p95 === null ? "-" : viewed.age.p95.toFixed(0),
    megabytes.toFixed(0),
    (fps / (first.taken / first.viewed.seconds)).toFixed(1),
    (milliseconds / ((first.cpuSeconds / first.taken) * 1000)).toFixed(3),
  ];
}

const HEADER = ["", "taken/s", "seen/s", "cpu ms", "X cpu ms", "kB", "age ms", "age p95", "peak MB", "x fps", "x cpu"];

function print(rows: readonly (readonly string[])[]): void {
  const first = Math.max(...rows.map(([name = ""]) => name.length));
  for (const [name = "", ...cells] of rows) {
    console.log(`  ${name.padEnd(first)}${cells.map((cell) => cell.padStart(10)).join("")}`);
  }
}

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "8" }, scene: { type: "string", multiple: true } },
});
const missing = ["Xvfb", "xterm", "python3"].filter((tool) => !installed(tool));
if (missing.length > 0 || process.platform !== "linux") {
  console.log(`The sharer is not measured: it needs Linux with ${missing.join(", ")}.`);
} else {
  console.log(
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`,
  );
  console.log(
    "taken/s: frames taken of the screen; seen/s: frames that arrived; cpu ms: of the sharer, for a frame taken;",
  );
  console.log(
    "kB: of a frame that arrived; age: of a picture that arrived, by a clock in it; x: against the first line",
  );
  for (const run of RUNS) {
    if (values.scene !== undefined && !values.scene.includes(run.scene)) continue;
    console.log(`\n${run.scene}${run.rate === 0 ? "" : `, viewer reads ${run.rate / 1e6} MB/s`}`);
    const rows = [HEADER];
    let reference: Result | null = null;
    for (const kind of SHARERS) {
      const result = await measure(kind, run, Number(values.seconds));
      reference ??= result;
      rows.push(row(kind.name, result, reference));
    }
    print(rows);
  }
}
