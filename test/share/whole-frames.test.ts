/** No frame is ever torn: what arrives over a socket is a picture that the source has shown, every pixel of it. */
import { once } from "node:events";
import { connect } from "node:net";
import { inflateSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FrameSource, SourceFrame } from "../../src/share/source/types.ts";
import type { RowRange } from "../../src/share/strip-encoder/rows.ts";
import { Random } from "../support/corpus-prng.ts";
import { requireTools } from "../support/tools.ts";
import { sha256, startSharer } from "./peers.ts";
import { PythonZlib } from "./python-zlib.ts";

interface Session {
  readonly width: number;
  readonly height: number;
  readonly level: number;
  readonly seed: number;
  readonly frames: number;
}

const session: fc.Arbitrary<Session> = fc.record({
  width: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 400 })),
  height: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 300 })),
  level: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(),
  frames: fc.integer({ min: 1, max: 12 }),
});

/** Has one buffer only, in which rows change, scroll and change back from one frame to the next. */
class ChangingSource implements FrameSource {
  readonly name = "changing";
  readonly width: number;
  readonly height: number;
  /** All pictures it has shown, by what they hold. */
  readonly shown = new Map<string, Buffer>();
  readonly #pixels: Buffer;
  readonly #random: Random;

  constructor({ width, height, seed }: Session) {
    this.width = width;
    this.height = height;
    this.#random = new Random(seed);
    this.#pixels = Buffer.from(Array.from({ length: width * height * 3 }, () => this.#random.below(256) & 0xf0));
  }

  next(): Promise<SourceFrame> {
    const changed: RowRange[] = [];
    for (let times = this.#random.below(4); times > 0; times--) changed.push(this.#change());
    const picture = Buffer.from(this.#pixels);
    this.shown.set(sha256(picture), picture);
    const told = this.shown.size > 1 && this.#random.below(2) === 0;
    return Promise.resolve({
      width: this.width,
      height: this.height,
      pixels: this.#pixels,
      changed: told ? changed : null,
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #change(): RowRange {
    const rowBytes = this.width * 3;
    const first = this.#random.below(this.height);
    const count = 1 + this.#random.below(this.height - first);
    const [from, to] = [first * rowBytes, (first + count) * rowBytes];
    if (this.#random.below(3) === 0) {
      const rows = this.#random.below(count);
      this.#pixels.copyWithin(from, from + rows * rowBytes, to);
    } else {
      const value = this.#random.below(256);
      const noisy = this.#random.below(2) === 0;
      for (let at = from; at < to; at++) this.#pixels[at] = noisy ? this.#random.below(256) : value;
    }
    return { first, count };
  }
}

/** @returns the zlib streams that a viewer is sent */
async function bodies(port: number): Promise<Buffer[]> {
  const socket = connect(port, "127.0.0.1");
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  await once(socket, "end").catch((error: unknown) => {
    if (pieces.length > 0) throw error; // one that comes when the last frame is out is turned away
  });
  socket.destroy();
  const stream = Buffer.concat(pieces);
  const found: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const digits = stream[at]!;
    const length = Number.parseInt(stream.toString("hex", at + 1, at + 1 + digits), 16);
    at += 1 + digits + length;
    expect(at).toBeLessThanOrEqual(stream.length);
    found.push(stream.subarray(at - length, at));
  }
  return found;
}

describe.skipIf(!requireTools("python3"))("whole frames", () => {
  let python: PythonZlib;
  beforeAll(() => {
    python = new PythonZlib();
  });
  afterAll(() => {
    python.close();
  });

  it("through the sharer and a socket, judged by Python's zlib", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const source = new ChangingSource(one);
        const { port, ended, sharer } = await startSharer(source, { fps: 240, level: one.level, frames: one.frames });
        const viewers = await Promise.all([bodies(port), bodies(port)]);
        await ended;
        expect(sharer.counters.sent).toBeGreaterThan(0);
        for (const body of viewers.flat()) {
          const picture = source.shown.get(sha256(inflateSync(body)));
          expect(picture, "the picture is none that was shown").toBeDefined();
          expect(await python.judge(body, picture!)).toBe("same");
        }
      }),
      { numRuns: 100 },
    );
  });
});
