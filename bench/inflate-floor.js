/**
 * The least that inflating can cost: zlib inflates the frames of a capture out of memory, on all cores, and nothing else
 * is done. Prints the seconds from the first to the last frame as JSON.
 *
 *     node bench/inflate-floor.js FRAMES_FILE FRAMES_TO_INFLATE RAW_BYTES
 *
 * JavaScript, as worker threads can't be started from TypeScript without a loader.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { inflateSync } from "node:zlib";

/** Frames taken by a worker at a time. */
const SHARE = 8;

if (isMainThread) await main();
else work();

async function main() {
  const [path, count, rawBytes] = process.argv.slice(2);
  const shared = new Uint8Array(new SharedArrayBuffer(readFileSync(path).length));
  shared.set(readFileSync(path));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task = { shared, next, count: Number(count), rawBytes: Number(rawBytes) };
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(import.meta.filename, { workerData: task }));
  await Promise.all(workers.map(message));
  const begun = performance.now();
  for (const worker of workers) worker.postMessage("go");
  const bytes = await Promise.all(workers.map(message));
  const seconds = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ seconds, bytes: bytes.reduce((sum, some) => sum + some, 0) }));
  for (const worker of workers) void worker.terminate();
}

function message(worker) {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function work() {
  const { shared, next, count, rawBytes } = workerData;
  const frames = [];
  const bytes = Buffer.from(shared);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    frames.push(bytes.subarray(at + 4, end));
    at = end;
  }
  parentPort.once("message", () => {
    let inflated = 0;
    for (;;) {
      const from = Atomics.add(next, 0, SHARE);
      if (from >= count) break;
      for (let i = from; i < Math.min(from + SHARE, count); i++) {
        inflated += inflateSync(frames[i % frames.length], { chunkSize: rawBytes + 64 }).length;
      }
    }
    parentPort.postMessage(inflated);
  });
  parentPort.postMessage("ready");
}
