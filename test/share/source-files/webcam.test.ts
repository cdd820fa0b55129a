/** Cameras: which there are, what ffmpeg is told to read one, and its frames. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { outputArguments } from "../../../src/share/source/ffmpeg-process/output.ts";
import { findFfmpeg } from "../../../src/share/source/ffmpeg-process/program.ts";
import { sourceByName } from "../../../src/share/source/registry.ts";
import { listVideo4Linux, parseAvfoundation, parseDshow } from "../../../src/share/source/webcam/devices.ts";
import { cameraArguments, chooseCamera } from "../../../src/share/source/webcam/input.ts";
import { openCamera } from "../../../src/share/source/webcam/source.ts";
import { requireTools } from "../../support/tools.ts";
import { testFolder } from "./programs.ts";

const folder = testFolder();

const DSHOW_SINCE_5 = `[dshow @ 000001eb780baf00] "USB Capture HDMI" (video)
[dshow @ 000001eb780baf00]   Alternative name "@device_pnp_\\\\?\\usb#vid_2935&pid_0006#{65e8773d}\\global"
[dshow @ 000001eb780baf00] "OBS Virtual Camera" (none)
[dshow @ 000001eb780baf00] "Both (rear)" (audio, video)
[dshow @ 000001eb780baf00] "Microphone (2- Conexant)" (audio)
dummy: Immediate exit requested
`.replaceAll("\n", "\r\n");
const DSHOW_BEFORE = `[dshow @ 00000] DirectShow video devices (some may be both video and audio devices)
[dshow @ 00000]  "Integrated Camera"
[dshow @ 00000]     Alternative name "@device_pnp_\\\\?\\usb#vid_04f2"
[dshow @ 00000] DirectShow audio devices
[dshow @ 00000]  "Microphone"
dummy: Immediate exit requested
`;
const AVFOUNDATION = `[AVFoundation indev @ 0x7f8d] AVFoundation video devices:
[AVFoundation indev @ 0x7f8d] [0] FaceTime HD Camera
[AVFoundation indev @ 0x7f8d] [1] Camera of [my] phone
[AVFoundation indev @ 0x7f8d] [2] Capture screen 0
[AVFoundation indev @ 0x7f8d] AVFoundation audio devices:
[AVFoundation indev @ 0x7f8d] [0] MacBook Pro Microphone
: Input/output error
`;

describe("the list of cameras", () => {
  it("on Windows", () => {
    expect(parseDshow(DSHOW_SINCE_5).map(({ id }) => id)).toEqual(["USB Capture HDMI", "Both (rear)"]);
    expect(parseDshow(DSHOW_BEFORE)).toEqual([{ id: "Integrated Camera", name: "Integrated Camera" }]);
    expect(parseDshow("nothing of it")).toEqual([]);
  });

  it("on macOS, without screens and microphones", () => {
    expect(parseAvfoundation(AVFOUNDATION)).toEqual([
      { id: "0", name: "FaceTime HD Camera" },
      { id: "1", name: "Camera of [my] phone" },
    ]);
  });

  it("on Linux, without the devices of a camera that give no pictures", async () => {
    const devices = join(folder, "video4linux");
    for (const [device, name, index] of [
      ["video10", "Second", "0"],
      ["video2", "First", "0"],
      ["video3", "First", "1"],
      ["v4l-subdev0", "Sensor", "0"],
    ] as const) {
      mkdirSync(join(devices, device), { recursive: true });
      writeFileSync(join(devices, device, "name"), `${name}\n`);
      writeFileSync(join(devices, device, "index"), `${index}\n`);
    }
    expect(await listVideo4Linux(devices)).toEqual([
      { id: "/dev/video2", name: "First" },
      { id: "/dev/video10", name: "Second" },
    ]);
    expect(await listVideo4Linux(join(folder, "no-such"))).toEqual([]);
  });
});

describe("choosing a camera", () => {
  const linux = [
    { id: "/dev/video0", name: "Integrated" },
    { id: "/dev/video2", name: "USB 2.0 Camera" },
  ];
  it.each([
    [null, "/dev/video0"],
    ["2", "/dev/video2"],
    ["usb", "/dev/video2"],
    ["/dev/video2", "/dev/video2"],
    ["/dev/v4l/by-id/some", "/dev/v4l/by-id/some"],
  ])("%s on Linux", (wanted, id) => {
    expect(chooseCamera(wanted, linux, "linux").id).toBe(id);
  });

  it.each([
    [null, "USB Capture HDMI"],
    ["1", "Both (rear)"],
    ["both", "Both (rear)"],
  ])("%s on Windows", (wanted, id) => {
    expect(chooseCamera(wanted, parseDshow(DSHOW_SINCE_5), "win32").id).toBe(id);
  });

  it.each([
    [null, "0"],
    ["1", "1"],
    ["phone", "1"],
  ])("%s on macOS", (wanted, id) => {
    expect(chooseCamera(wanted, parseAvfoundation(AVFOUNDATION), "darwin").id).toBe(id);
  });

  it("names those that are there when it is none of them", () => {
    const choose = (): unknown => chooseCamera("Logitech", linux, "linux");
    expect(choose).toThrow("There is no camera Logitech.");
    expect(choose).toThrow(
      expect.objectContaining({ remedy: "Cameras here: /dev/video0 (Integrated), /dev/video2 (USB 2.0 Camera)." }),
    );
  });

  it.each(["linux", "darwin", "win32", "freebsd"] as const)("without any says what to do on %s", (platform) => {
    expect(() => chooseCamera(null, [], platform)).toThrow(
      expect.objectContaining({
        message: "No camera was found.",
        remedy: expect.stringContaining("--source pattern") as string,
      }),
    );
  });
});

describe("what ffmpeg is told", () => {
  it.each([
    ["linux", "/dev/video0", "-f v4l2 -i /dev/video0"],
    ["win32", "Integrated Camera", "-f dshow -rtbufsize 64M -i video=Integrated Camera"],
    ["darwin", "0", "-f avfoundation -framerate 30 -i 0:none"],
  ] as const)("on %s", (platform, id, expected) => {
    expect(cameraArguments({ id, name: "" }, platform).join(" ")).toBe(expected);
  });
});

describe.skipIf(!requireTools("ffmpeg"))("a camera's frames", () => {
  const output = async (size: { width: number; height: number } | null): Promise<string[]> =>
    outputArguments(await findFfmpeg(), { size, fps: null });
  /** Stands for the device. */
  const device = ["-f", "lavfi", "-i", "testsrc=size=640x480:rate=30,realtime"];

  it("come at its own size, or at the one that is asked for", async () => {
    const own = await openCamera(device, "test", await output(null));
    expect([own.width, own.height, (await own.next())?.pixels.length]).toEqual([640, 480, 640 * 480 * 3]);
    await own.close();
    const small = await openCamera(device, "test", await output({ width: 320, height: 240 }));
    const { pixels } = (await small.next())!;
    expect([small.width, small.height, pixels.length]).toEqual([320, 240, 320 * 240 * 3]);
    expect(new Set(pixels).size).toBeGreaterThan(10);
    expect(small.name).toBe("webcam");
    await small.close();
  });

  it("keep their shape where only a width is asked for, as the course's programs resize them", async () => {
    const wide = ["-f", "lavfi", "-i", "testsrc=size=1280x721:rate=30,realtime"];
    const arguments_ = outputArguments(await findFfmpeg(), { size: null, width: 320, fps: null });
    const camera = await openCamera(wide, "test", arguments_);
    expect([camera.width, camera.height]).toEqual([320, 180]);
    await camera.close();
  });

  it("can't be had from a device that is none: the error names it and quotes ffmpeg", async () => {
    const file = join(folder, "video9");
    writeFileSync(file, "no camera");
    const open = async (id: string): Promise<unknown> =>
      openCamera(cameraArguments({ id, name: id }, "linux"), id, await output(null)).catch((error: unknown) => error);
    for (const id of [file, join(folder, "video8")]) {
      const error = (await open(id)) as SourceError;
      expect(error).toBeInstanceOf(SourceError);
      expect(error.message).toContain(`The camera ${id} can't be read: ffmpeg says: `);
    }
    expect(((await open(join(folder, "video8"))) as SourceError).remedy).toContain("Is it plugged in?");
  });

  it("are a source of the registry, which knows devices by their names", () => {
    const webcam = sourceByName("webcam")!;
    expect(
      ["/dev/video0", "/dev/video12", "video0", "/tmp/video0.mp4"].map((path) => webcam.reads!(path, "file")),
    ).toEqual([true, true, false, false]);
  });
});
