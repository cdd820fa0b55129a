/**
 * Ends its process when a submission takes too much of it. A thread of its own: it also runs while the grading is in an
 * endless loop. What it writes last tells the reason to the process that started this one.
 */
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { LIMIT_MARK, type WorkerLimits } from "./messages.ts";

const EVERY_MS = 50;
/** Behind the limit of processor time, one on the clock, for what waits for ever. */
const WALL_FACTOR = 10;
const MEGABYTE = 2 ** 20;

const { seconds, megabytes } = workerData as WorkerLimits;
let begun: { readonly cpu: number; readonly wall: number } | null = null;

parentPort?.on("message", (state: "begin" | "end") => {
  begun = state === "begin" ? { cpu: cpuSeconds(), wall: performance.now() } : null;
});

setInterval(() => {
  if (begun === null) return;
  const used = process.memoryUsage.rss() / MEGABYTE;
  if (used > megabytes) end(`it took more than ${megabytes} MB of memory`);
  if (cpuSeconds() - begun.cpu > seconds) end(`it took more than ${seconds} s of processor time`);
  if ((performance.now() - begun.wall) / 1000 > seconds * WALL_FACTOR) {
    end(`it did not end within ${seconds * WALL_FACTOR} s`);
  }
}, EVERY_MS);

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function end(reason: string): void {
  try {
    writeSync(2, `${LIMIT_MARK}${reason}\n`);
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}
