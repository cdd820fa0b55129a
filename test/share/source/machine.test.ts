/** What is known of a machine by its platform, its environment and the programs it has. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PNG } from "pngjs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { decodeScreenshot } from "../../../src/share/source/desktop/decode.ts";
import { desktopKind } from "../../../src/share/source/desktop/kind.ts";
import { nativeKind } from "../../../src/share/source/native/kind.ts";
import { installCommand, isInstalled } from "../../../src/share/source/programs.ts";
import { isWayland, lacksScreenRecording, noXDisplay } from "../../../src/share/source/session.ts";
import type { Machine } from "../../../src/share/source/types.ts";
import { x11Kind } from "../../../src/share/source/x11/kind.ts";

/** @returns a folder with programs of these names */
function folderWith(...programs: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-programs-"));
  for (const program of programs) {
    writeFileSync(join(folder, program), "#!/bin/sh\n");
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

const linux = (env: Record<string, string> = {}): Machine => ({ platform: "linux", env });

describe("a session", () => {
  it.each([
    [linux({ XDG_SESSION_TYPE: "wayland", DISPLAY: ":0" }), true],
    [linux({ WAYLAND_DISPLAY: "wayland-0" }), true],
    [linux({ XDG_SESSION_TYPE: "x11", DISPLAY: ":0" }), false],
    [linux({ XDG_SESSION_TYPE: "tty", WAYLAND_DISPLAY: "" }), false],
    [{ platform: "win32", env: { WAYLAND_DISPLAY: "wayland-0" } }, false],
    [{ platform: "darwin", env: { XDG_SESSION_TYPE: "wayland" } }, false],
  ] as [Machine, boolean][])("is one of Wayland by its environment: %j", (machine, wayland) => {
    expect(isWayland(machine)).toBe(wayland);
  });

  it("has an X display where DISPLAY is set, and needs none on Windows and macOS", () => {
    expect(noXDisplay(linux({ DISPLAY: ":1" }))).toBeNull();
    expect(noXDisplay({ platform: "win32", env: {} })).toBeNull();
    expect(noXDisplay({ platform: "darwin", env: {} })).toBeNull();
    expect(noXDisplay(linux())?.reason).toContain("DISPLAY is not set");
    expect(noXDisplay({ platform: "freebsd", env: { DISPLAY: "" } })?.reason).toContain("DISPLAY is not set");
  });

  it("on macOS lacks the permission where no window has a title", () => {
    const mac: Machine = { platform: "darwin", env: {} };
    expect(lacksScreenRecording(mac, ["", "Terminal"])).toBeNull();
    expect(lacksScreenRecording(mac, ["", ""])?.remedy).toContain("quit it and open it again");
    expect(lacksScreenRecording(mac, [])).not.toBeNull();
    expect(lacksScreenRecording(linux(), [])).toBeNull();
  });
});

describe("what keeps a source from working", () => {
  const wayland = linux({ XDG_SESSION_TYPE: "wayland", DISPLAY: ":0" });

  it("is Wayland, for all that would read the screen without asking the server", async () => {
    for (const kind of [nativeKind, desktopKind]) expect((await kind.obstacle?.(wayland))?.reason).toContain("Wayland");
    // The X server itself tells whether it is a real one.
    expect(await x11Kind.obstacle?.(wayland)).toBeNull();
  });

  it("is a missing DISPLAY, and on Windows and macOS that there is no X server", async () => {
    for (const kind of [x11Kind, nativeKind, desktopKind]) {
      expect((await kind.obstacle?.(linux()))?.reason).toContain("DISPLAY is not set");
    }
    for (const [platform, name] of [
      ["win32", "Windows"],
      ["darwin", "macOS"],
    ] as const) {
      expect((await x11Kind.obstacle?.({ platform, env: {} }))?.reason).toContain(`${name} needs none`);
      expect(await desktopKind.obstacle?.({ platform, env: {} })).toBeNull();
    }
  });

  it.skipIf(process.platform === "win32").each([
    [["apt-get"], "sudo apt-get install imagemagick x11-xserver-utils"],
    [["dnf"], "sudo dnf install ImageMagick xrandr"],
    [["pacman"], "sudo pacman -S imagemagick xorg-xrandr"],
    [["zypper", "xrandr"], "sudo zypper install ImageMagick"],
    [["apt-get", "import"], "sudo apt-get install x11-xserver-utils"],
    [["apk"], "sudo apk add imagemagick xrandr"],
    [["nothing"], "Install ImageMagick and xrandr."],
  ])("is a missing program, with the command that installs it where there is %j", async (programs, command) => {
    const obstacle = await desktopKind.obstacle?.(linux({ DISPLAY: ":0", PATH: folderWith(...programs) }));
    expect(obstacle?.remedy).toContain(command);
    expect(obstacle?.reason).toMatch(/not installed: (import|xrandr|import and xrandr)\./);
  });

  it.skipIf(process.platform === "win32")("is nothing where all programs are there", async () => {
    const PATH = [folderWith("import"), "", folderWith("xrandr")].join(delimiter);
    expect(await desktopKind.obstacle?.(linux({ DISPLAY: ":0", PATH }))).toBeNull();
  });

  it.skipIf(process.platform === "win32")("finds programs on PATH only", async () => {
    const PATH = folderWith("import");
    expect(await isInstalled("import", linux({ PATH }))).toBe(true);
    expect(await isInstalled("xrandr", linux({ PATH }))).toBe(false);
    expect(await isInstalled("import", linux())).toBe(false);
    expect(await installCommand({ brew: "x" }, linux({ PATH }))).toBeNull();
  });
});

describe("screenshots of helper programs", () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });
  const picture = size.chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      rgb: fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }),
    }),
  );

  /** A bitmap as Windows and ImageMagick write them. */
  function bitmap(
    width: number,
    height: number,
    rgb: Uint8Array,
    bits: 24 | 32,
    header: 40 | 124,
    down: boolean,
  ): Buffer {
    const rowBytes = Math.ceil((width * bits) / 32) * 4;
    const start = 14 + header;
    const file = Buffer.alloc(start + rowBytes * height);
    file.write("BM");
    file.writeUInt32LE(start, 10);
    file.writeUInt32LE(header, 14);
    file.writeInt32LE(width, 18);
    file.writeInt32LE(down ? -height : height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    file.writeUInt32LE(header === 124 && bits === 32 ? 3 : 0, 30);
    if (header === 124)
      for (const [n, mask] of [0xff0000, 0xff00, 0xff].entries()) file.writeUInt32LE(mask, 54 + n * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = start + (down ? y : height - 1 - y) * rowBytes + (x * bits) / 8;
        for (let colour = 0; colour < 3; colour++) file[at + colour] = rgb[(y * width + x) * 3 + 2 - colour]!;
      }
    }
    return file;
  }

  it("are bitmaps of either depth and direction", () => {
    fc.assert(
      fc.property(
        picture,
        fc.constantFrom(24 as const, 32 as const),
        fc.constantFrom(40 as const, 124 as const),
        fc.boolean(),
        ({ width, height, rgb }, bits, header, down) => {
          const decoded = decodeScreenshot(bitmap(width, height, rgb, bits, header, down));
          expect([decoded.width, decoded.height]).toEqual([width, height]);
          expect(Buffer.compare(decoded.pixels, rgb)).toBe(0);
        },
      ),
    );
  });

  it("are PNG", () => {
    fc.assert(
      fc.property(picture, ({ width, height, rgb }) => {
        const png = new PNG({ width, height });
        for (let n = 0; n < width * height; n++) {
          for (let colour = 0; colour < 3; colour++) png.data[n * 4 + colour] = rgb[n * 3 + colour]!;
          png.data[n * 4 + 3] = 255;
        }
        const decoded = decodeScreenshot(PNG.sync.write(png));
        expect(Buffer.compare(decoded.pixels, rgb)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it("are refused when they are cut off, at any byte, or of another kind", () => {
    const whole = [
      bitmap(3, 2, new Uint8Array(18).fill(7), 32, 124, false),
      bitmap(3, 2, new Uint8Array(18).fill(7), 24, 40, true),
    ];
    for (const file of whole) {
      for (let length = 0; length < file.length; length++) {
        expect(() => decodeScreenshot(file.subarray(0, length))).toThrow(SourceError);
      }
    }
    const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
    for (let length = 0; length < 40; length++) {
      expect(() => decodeScreenshot(png.subarray(0, length))).toThrow(SourceError);
    }
    const [bitmask] = whole;
    const changed = (at: number, ...bytes: number[]): Buffer =>
      Buffer.concat([bitmask!.subarray(0, at), Buffer.from(bytes), bitmask!.subarray(at + bytes.length)]);
    for (const file of [
      changed(18, 0, 0, 0, 0),
      changed(18, 255, 255, 255, 127),
      changed(28, 8),
      changed(30, 1),
      changed(54, 1),
    ]) {
      expect(() => decodeScreenshot(file)).toThrow(SourceError);
    }
    expect(() => decodeScreenshot(Buffer.from("GIF89a"))).toThrow("neither PNG nor BMP");
  });
});
