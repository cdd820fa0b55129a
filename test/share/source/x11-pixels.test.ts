/** From an X server's pixels to a picture's. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { toRgb } from "../../../src/share/source/shape/to-rgb.ts";
import { bandsOf } from "../../../src/share/source/x11/bands.ts";
import type { XConnection } from "../../../src/share/source/x11/connection.ts";
import { pixelFormat } from "../../../src/share/source/x11/pixel-format.ts";

describe("pixels of X servers", () => {
  it("become RGB, from and to any pixel, in any order of bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(9),
        fc.nat(3),
        fc.constantFrom([2, 1, 0], [1, 2, 3], [0, 1, 2]),
        (bytes, to, shift, order) => {
          const count = bytes.length >> 2;
          const [red, green, blue] = order as [number, number, number];
          const from = new Uint8Array(bytes.length + 4).subarray(shift, shift + bytes.length);
          from.set(bytes);
          const rgb = Buffer.alloc((count + to + 2) * 3, 7);
          toRgb(from, count, rgb, to, { red, green, blue });
          const expected = Buffer.alloc(rgb.length, 7);
          for (let n = 0; n < count; n++) {
            for (const [i, byte] of [red, green, blue].entries()) expected[(to + n) * 3 + i] = bytes[n * 4 + byte]!;
          }
          expect(rgb.equals(expected)).toBe(true);
        },
      ),
    );
  });

  it("are told by the visual's masks and the server's order of bytes", () => {
    const visual = { class: 4, red_mask: 0xff0000, green_mask: 0xff00, blue_mask: 0xff };
    const connection = (order: number, more: object = {}, bits = 32): XConnection =>
      ({
        name: ":0",
        display: { format: { 24: { bits_per_pixel: bits } }, image_byte_order: order },
        screen: { depths: { 24: { 33: { ...visual, ...more } } } },
      }) as unknown as XConnection;
    expect(pixelFormat(connection(0), 24, 33)).toEqual({ red: 2, green: 1, blue: 0 });
    expect(pixelFormat(connection(1), 24, 33)).toEqual({ red: 1, green: 2, blue: 3 });
    expect(pixelFormat(connection(0, { red_mask: 0xff, blue_mask: 0xff0000 }), 24, 33)).toEqual({
      red: 0,
      green: 1,
      blue: 2,
    });
    for (const wrong of [connection(0, { class: 3 }), connection(0, { red_mask: 0x3ff00000 }), connection(0, {}, 16)]) {
      expect(() => pixelFormat(wrong, 24, 33)).toThrow(SourceError);
    }
    expect(() => pixelFormat(connection(0), 30, 33)).toThrow("depth 30");
  });

  it("are read in bands that hold all that was drawn, and share no rows", () => {
    const rectangle = fc.record({
      x: fc.integer({ min: -50, max: 150 }),
      y: fc.integer({ min: -50, max: 350 }),
      width: fc.nat(80),
      height: fc.nat(80),
    });
    fc.assert(
      fc.property(fc.array(rectangle), (rectangles) => {
        const [origin, size] = [
          { x: 11, y: 7 },
          { width: 100, height: 300 },
        ];
        const bands = bandsOf(rectangles, origin, size);
        for (const [n, { x, y, width, height }] of bands.entries()) {
          expect(width > 0 && height > 0 && x >= 0 && y >= 0 && x + width <= 100 && y + height <= 300).toBe(true);
          if (n > 0) expect(y).toBeGreaterThan(bands[n - 1]!.y + bands[n - 1]!.height);
        }
        for (const { x, y, width, height } of rectangles) {
          for (const [px, py] of [
            [x, y],
            [x + width - 1, y + height - 1],
          ] as const) {
            const [left, top] = [px - 11, py - 7];
            if (width === 0 || height === 0 || left < 0 || top < 0 || left >= 100 || top >= 300) continue;
            const held = bands.some((b) => left >= b.x && left < b.x + b.width && top >= b.y && top < b.y + b.height);
            expect(held).toBe(true);
          }
        }
      }),
    );
  });
});
