/** Inflates frames beside the page, so that it stays quick to use however large they are. */
import { FRAME_HEADER_BYTES, readFrameHeader, type FrameHeader } from "../protocol.ts";
import { rgbToRgba } from "./rgba.ts";
import type { Task, TaskResult } from "./worker-messages.ts";

const RGB_BYTES = 3;
const RGBA_BYTES = 4;
/** Inflated pixels, used for one frame after another. */
let rgb = new Uint8Array(0);

self.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  picture(data).then(
    (result) => {
      self.postMessage(result, { transfer: [result.pixels] });
    },
    (error: unknown) => {
      const result: TaskResult = { problem: error instanceof Error ? error.message : String(error) };
      self.postMessage(result);
    },
  );
});

async function picture({ message, at, spare }: Task): Promise<TaskResult & { pixels: ArrayBuffer }> {
  const header = readFrameHeader(message);
  const body = new Uint8Array(message, FRAME_HEADER_BYTES);
  const bytes = header.width * header.height * RGBA_BYTES;
  const pixels = spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes);
  rgbToRgba(header.coding === "rgb" ? body : await inflate(body, header), new Uint32Array(pixels));
  return { header, at, pixels };
}

/** The viewer has inflated and checked this very stream before. Still no more is taken than the picture has. */
async function inflate(body: Uint8Array<ArrayBuffer>, { width, height }: FrameHeader): Promise<Uint8Array> {
  const expected = width * height * RGB_BYTES;
  if (rgb.length !== expected) rgb = new Uint8Array(expected);
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  const written = writer.write(body).then(() => writer.close());
  // What goes wrong with writing goes wrong with reading, and is told there.
  written.catch(() => undefined);
  const reader = stream.readable.getReader();
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (count + value.length > expected) throw new Error("the picture has too many bytes");
    rgb.set(value, count);
    count += value.length;
  }
  if (count !== expected) throw new Error(`the picture has ${count} bytes, not ${expected}`);
  return rgb;
}
