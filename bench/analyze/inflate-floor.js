/**
 * What inflating costs at the least: zlib inflates the frames of a capture out of memory, on all cores, and nothing else
 * is done. Prints the seconds from the first to the last frame, and the bytes that came out, as JSON.
 *
 *     node bench/inflate-floor.js plain|reused FRAMES_FILE FRAMES_TO_INFLATE RAW_BYTES
 *
 * `plain`: a call of zlib.inflateSync for each frame, with one output chunk of the right size. `reused`: one zlib engine
 * and one output buffer for all frames of a core, through Node's internal binding: what zlib itself takes.
 *
 * JavaScript, as worker threads can't be started from TypeScript without a loader.
 */
import { Buffer } from "node:buffer";
import console from "node:console";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { constants, createInflate, inflateSync } from "node:zlib";

/** Frames that a worker takes at a time. */
const SHARE = 8;
/** Room behind a frame, so that zlib sees its end. */
const SLACK = 64;

if (isMainThread) await main();
else work();

async function main() {
  const [way, path, count, rawBytes] = process.argv.slice(2);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task = { way, path, next, count: Number(count), rawBytes: Number(rawBytes) };
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(fileURLToPath(import.meta.url), { workerData: task }),
  );
  await Promise.all(workers.map(message));
  const begun = performance.now();
  for (const worker of workers) worker.postMessage("go");
  const bytes = await Promise.all(workers.map(message));
  const seconds = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ seconds, bytes: bytes.reduce((sum, some) => sum + some, 0) }));
}

function message(worker) {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function work() {
  const { way, path, next, count, rawBytes } = workerData;
  const frames = readFrames(path);
  const inflate = way === "reused" ? reusedEngine(rawBytes) : plainCalls(rawBytes);
  parentPort.once("message", () => {
    let bytes = 0;
    for (;;) {
      const from = Atomics.add(next, 0, SHARE);
      if (from >= count) break;
      const to = Math.min(from + SHARE, count);
      for (let i = from; i < to; i++) bytes += inflate(frames[i % frames.length]);
    }
    parentPort.postMessage(bytes);
  });
  parentPort.postMessage("ready");
}

/** Each behind its length, as make-capture.ts writes them. */
function readFrames(path) {
  const bytes = readFileSync(path);
  const frames = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    frames.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return frames;
}

function plainCalls(rawBytes) {
  return (frame) => inflateSync(frame, { chunkSize: rawBytes + SLACK }).length;
}

function reusedEngine(rawBytes) {
  const output = Buffer.alloc(rawBytes + SLACK);
  const stream = createInflate();
  return (frame) => {
    stream._handle.writeSync(constants.Z_FINISH, frame, 0, frame.length, output, 0, output.length);
    stream._handle.reset();
    return output.length - stream._writeState[0];
  };
}
