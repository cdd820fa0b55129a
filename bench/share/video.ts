/**
 * pickle-q beside the course's Python programs: the same pictures, all different, over loopback, each end in turn.
 *
 *     npm run bench -- video [--seconds 5]
 */
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Program } from "./processes.ts";

const [WIDTH, HEIGHT] = ["1366", "768"];
/** Debian's, which has numpy. */
const PYTHON = ["/usr/bin/python3", join(import.meta.dirname, "python_video.py")];
const OURS = [process.execPath, join(import.meta.dirname, "video-peer.js")];

const PAIRS = [
  { name: "Python -> Python", sharer: PYTHON, viewer: PYTHON },
  { name: "Python -> sharelab", sharer: PYTHON, viewer: OURS },
  { name: "sharelab -> Python", sharer: OURS, viewer: PYTHON },
  { name: "sharelab -> sharelab", sharer: OURS, viewer: OURS },
] as const;

interface Result {
  readonly fps: number;
  /** Milliseconds of processor time a frame. */
  readonly sharerCpu: number;
  readonly viewerCpu: number;
}

async function measure({ sharer, viewer }: (typeof PAIRS)[number], seconds: number): Promise<Result> {
  const serving = new Program([...sharer, "serve", WIDTH, HEIGHT]);
  try {
    const port = (await serving.says(/listening (\d+)/))[1] ?? "";
    const before = serving.cpuSeconds;
    const viewing = new Program([...viewer, "view", port, String(seconds)]);
    const found = await viewing.says(/\{.*\}/, (seconds + 60) * 1000);
    const told = JSON.parse(found[0]) as { frames: number; seconds: number; cpuSeconds: number };
    const sharerSeconds = serving.cpuSeconds - before;
    await viewing.ended();
    const each = (used: number): number => (used * 1000) / told.frames;
    return { fps: told.frames / told.seconds, sharerCpu: each(sharerSeconds), viewerCpu: each(told.cpuSeconds) };
  } finally {
    await serving.end();
  }
}

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
console.log(
  `pickle-q, ${WIDTH}x${HEIGHT}, ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores`,
);
console.log(`${"".padEnd(22)}${["frames/s", "sharer ms", "viewer ms", "x fps"].map((it) => it.padStart(11)).join("")}`);
let reference: number | null = null;
for (const pair of PAIRS) {
  const { fps, sharerCpu, viewerCpu } = await measure(pair, Number(values.seconds));
  reference ??= fps;
  const cells = [fps.toFixed(1), sharerCpu.toFixed(2), viewerCpu.toFixed(2), (fps / reference).toFixed(1)];
  console.log(`${pair.name.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join("")}`);
}
