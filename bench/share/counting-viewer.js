/**
 * Views a share without showing it, and measures what arrives; the same for every sharer:
 *
 *     node counting-viewer.js PORT WIDTH SECONDS [BYTES_PER_SECOND]
 *
 * With a rate it reads no faster than that, as a viewer behind a slow line. Prints one line of JSON.
 */
import { connect } from "node:net";
import { inflateSync, constants } from "node:zlib";
import { clockNow, readClock } from "./clock-strip.js";

const [port, width, seconds, rate] = process.argv.slice(2).map(Number);
/** Of a frame's body: enough for the rows that hold the clock, however badly they compress. */
const PREFIX = 64 * 1024;
/** Between two reads of a throttled viewer, ms. */
const TICK = 5;

let pending = [];
let pendingBytes = 0;
let frames = 0;
let bytes = 0;
let repeated = 0;
const ages = [];
let lastClock = null;

function take() {
  if (pendingBytes === 0) return false;
  const all = pending.length === 1 ? pending[0] : Buffer.concat(pending);
  pending = [all];
  const n = all[0];
  if (n > 6) throw new Error(`${n} length bytes`);
  if (all.length < 1 + n) return false;
  const length = all.readUIntBE(1, n);
  if (all.length < 1 + n + length) return false;
  frame(all.subarray(1 + n, 1 + n + length));
  pending = [all.subarray(1 + n + length)];
  pendingBytes = pending[0].length;
  return true;
}

function frame(body) {
  frames++;
  bytes += body.length;
  const rgb = inflateSync(body.subarray(0, PREFIX), { finishFlush: constants.Z_SYNC_FLUSH });
  const clock = readClock(rgb, width);
  if (clock !== null && clock === lastClock) repeated++;
  // A picture that was sent again is as old as its first copy; only what is new has an age of its own.
  if (clock !== null && clock !== lastClock) ages.push((clockNow() - clock) | 0);
  lastClock = clock;
}

const socket = connect(port, "127.0.0.1");
socket.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
const needed = () => {
  // Joining all the pieces again for every piece that comes would be the viewer's own cost.
  if (pending.length < 2) return true;
  const [first] = pending;
  const n = first[0];
  return first.length < 1 + n || pendingBytes >= 1 + n + first.readUIntBE(1, n);
};
const arrived = (chunk) => {
  pending = pendingBytes === 0 ? [chunk] : [...pending, chunk];
  pendingBytes += chunk.length;
  if (needed()) while (take());
};
if (rate > 0) {
  let allowance = 0;
  let then = performance.now();
  socket.pause();
  setInterval(() => {
    const now = performance.now();
    allowance = Math.min(allowance + ((now - then) * rate) / 1000, rate / 20);
    then = now;
    const chunk = socket.read(Math.min(Math.floor(allowance), socket.readableLength)) ?? null;
    if (chunk === null) {
      socket.read(0);
      return;
    }
    allowance -= chunk.length;
    arrived(chunk);
  }, TICK);
} else {
  socket.on("data", arrived);
}
await new Promise((resolve) => socket.once("connect", resolve));
const begun = performance.now();
setTimeout(() => {
  const sorted = ages.sort((a, b) => a - b);
  const elapsed = (performance.now() - begun) / 1000;
  console.log(
    JSON.stringify({
      seconds: elapsed,
      frames,
      repeated,
      bytes,
      age: { median: sorted[sorted.length >> 1] ?? null, p95: sorted[Math.floor(sorted.length * 0.95)] ?? null },
    }),
  );
  process.exit(0);
}, seconds * 1000);
