/**
 * Both ends of pickle-q as sharelab has them, without camera and page, to be measured:
 *
 *     node video-peer.js serve WIDTH HEIGHT    prints "listening PORT"
 *     node video-peer.js view PORT SECONDS     prints one line of JSON
 */
import { randomFillSync } from "node:crypto";
import { Sharer } from "../../dist/share/sharer/sharer.js";
import { view } from "../../dist/share/viewer/viewer.js";
import { NO_DISPLAY } from "../../dist/share/display/nothing.js";
import { pickleQ } from "../../dist/share/wire/pickle-q/format.js";

const PICTURES = 8;
/** More than any peer here reaches. */
const FPS = 240;

const [what, ...rest] = process.argv.slice(2);
const [first = 0, second = 0] = rest.map(Number);
if (what === "serve") await serve(first, second);
else await watch(first, second);

async function serve(width, height) {
  const pictures = Array.from({ length: PICTURES }, () => randomFillSync(Buffer.allocUnsafeSlow(width * height * 3)));
  let next = 0;
  const source = {
    name: "pictures",
    width,
    height,
    next: () => Promise.resolve({ width, height, pixels: pictures[next++ % PICTURES], changed: null }),
    close: () => Promise.resolve(),
  };
  const sharer = new Sharer(source, { format: pickleQ, port: 0, fps: FPS }, ({ kind }) => {
    if (kind === "left") sharer.stop();
  });
  console.log("listening", (await sharer.listen()).port);
  await sharer.run();
}

async function watch(port, seconds) {
  let frames = 0;
  let begun = null;
  let used;
  const stop = new AbortController();
  await view(
    {
      host: "127.0.0.1",
      port,
      size: { width: 1, height: 1 },
      format: pickleQ,
      signal: stop.signal,
      onFrame: () => {
        if (begun === null) {
          begun = performance.now();
          used = process.cpuUsage();
        } else frames++;
        if (performance.now() > begun + seconds * 1000) stop.abort();
      },
    },
    NO_DISPLAY,
  );
  const { user, system } = process.cpuUsage(used);
  const elapsed = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ frames, seconds: elapsed, cpuSeconds: (user + system) / 1e6 }));
}
