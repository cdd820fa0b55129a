/**
 * Whether the sharer's memory grows: as many frames as an hour at 30 frames/s has, as fast as they go, while its memory is
 * looked at once a second. Prints the slope after the first tenth.
 *
 *     npm run bench -- soak [--frames 108000] [--size 480x270]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Program } from "./processes.ts";

const HERE = import.meta.dirname;
const SHARELAB = join(HERE, "../../dist/cli/sharelab.js");
const EVERY = 1000;
const WARM_UP = 0.1;

const { values } = parseArgs({
  options: { frames: { type: "string", default: "108000" }, size: { type: "string", default: "480x270" } },
});
if (process.platform === "linux") await soak(values.frames, values.size);
else console.log("The soak is not run: memory is read from Linux's /proc.");

async function soak(frames: string, size: string): Promise<void> {
  const options = ["--source", "pattern", "--port", "0", "--size", size, "--fps", "240", "--frames", frames];
  const sharer = new Program([process.execPath, SHARELAB, "share", ...options]);
  const samples: { at: number; megabytes: number }[] = [];
  try {
    const port = (await sharer.says(/listening on \S+ port (\d+)/))[1] ?? "";
    const begun = performance.now();
    const viewer = new Program([process.execPath, join(HERE, "counting-viewer.js"), port, "0", "86400"]);
    const timer = setInterval(() => {
      samples.push({ at: performance.now() - begun, megabytes: sharer.megabytes });
    }, EVERY);
    await sharer.says(/(\d+) frames taken/, Number.POSITIVE_INFINITY);
    clearInterval(timer);
    const seconds = (performance.now() - begun) / 1000;
    await viewer.end();
    const steady = samples.slice(Math.ceil(samples.length * WARM_UP));
    const perFrame = (slope(steady) * 1000 * seconds) / Number(frames);
    const levels = steady.map(({ megabytes }) => megabytes);
    console.log(`${frames} frames of ${size} in ${seconds.toFixed(0)} s (an hour at 30 frames/s has 108,000)`);
    console.log(
      `  resident ${Math.min(...levels).toFixed(1)} to ${Math.max(...levels).toFixed(1)} MB after the warm-up`,
    );
    console.log(`  slope ${(perFrame * 1e6).toFixed(1)} bytes a frame, ${(perFrame * 108_000).toFixed(2)} MB an hour`);
  } finally {
    await sharer.end();
  }
}

/** Of the straight line that fits best (least squares), MB per ms. */
function slope(samples: readonly { at: number; megabytes: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ at }) => at));
  const y = mean(samples.map(({ megabytes }) => megabytes));
  const above = samples.reduce((sum, { at, megabytes }) => sum + (at - x) * (megabytes - y), 0);
  const below = samples.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  return above / below;
}
