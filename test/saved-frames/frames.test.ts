/** `--frames` and `--video`: pixels are those that were sent, and times those of the session. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { analyzeObserved } from "../../src/analyze/analyze.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { FramesOutput } from "../../src/lab/render/frames/frames.ts";
import { durationsOf } from "../../src/lab/render/frames/video.ts";
import { sharelab } from "../support/cli.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-frames-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

interface Manifest {
  readonly sharer: {
    readonly width: number;
    readonly height: number;
    readonly connections: readonly { readonly frames: readonly { readonly sha256: string }[] }[];
  };
}

interface Saved {
  readonly report: Report;
  readonly folder: string;
  readonly index: Record<string, string>[];
  readonly said: string;
}

async function save(name: string, size: { width: number; height: number } | null = null): Promise<Saved> {
  const folder = mkdtempSync(join(made, "out-"));
  const output = await FramesOutput.open(folder, size);
  const report = await analyzeObserved(capture(name), {}, [output]);
  const said = await output.write(report);
  const index: Record<string, string>[] = parse(readFileSync(join(folder, "index.csv")), { columns: true });
  return { report, folder, index, said };
}

/** RGB of a PNG. */
function pixels(path: string): Buffer {
  const { data, width, height } = PNG.sync.read(readFileSync(path));
  const rgb = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) data.copy(rgb, pixel * 3, pixel * 4, pixel * 4 + 3);
  return rgb;
}

const WITH_MANIFEST = CAPTURES.filter((name) => existsSync(capture(name.replace(/\.pcap(ng)?$/, ".manifest.json"))));

describe("saved frames", () => {
  it.each(WITH_MANIFEST)("of %s have the pixels that were sent", async (name) => {
    const manifest = JSON.parse(
      readFileSync(capture(name.replace(/\.pcap(ng)?$/, ".manifest.json")), "utf8"),
    ) as Manifest;
    const sent = new Set(manifest.sharer.connections.flatMap(({ frames }) => frames.map(({ sha256 }) => sha256)));
    const { report, folder, index } = await save(name, manifest.sharer);
    const listed = report.streams.flatMap(({ frames }) => frames?.list ?? []);
    expect(index).toHaveLength(listed.length);
    const files = readdirSync(folder).filter((file) => file.endsWith(".png"));
    expect(
      index
        .filter((row) => row["file"] !== "")
        .map((row) => row["file"])
        .sort(),
    ).toEqual(files.sort());
    for (const [at, row] of index.entries()) {
      const frame = listed[at]!;
      if (frame.intact !== true) {
        expect(row).toMatchObject({ file: "", problem: frame.problem });
        continue;
      }
      expect(row["problem"]).toBe("");
      const rgb = pixels(join(folder, row["file"]!));
      expect(rgb.length).toBe(frame.raw_bytes);
      expect(sent).toContain(createHash("sha256").update(rgb).digest("hex"));
    }
  });

  it("are taken for the common size with as many bytes, and say so", async () => {
    const { said, index } = await save("clean-sharer.pcap");
    expect(said).toContain("12 of 13 frames");
    expect(said).toContain("taken as 1366x768");
    expect(index[0]).toMatchObject({ size: "1366x768", size_guessed: "true" });
  });

  it("have the size that was given, or the reason why not", async () => {
    const turned = await save("clean-sharer.pcap", { width: 768, height: 1366 });
    expect(turned.index[0]).toMatchObject({ size: "768x1366", size_guessed: "false" });
    expect(turned.said).not.toContain("taken as");
    const wrong = await save("clean-sharer.pcap", { width: 800, height: 600 });
    expect(readdirSync(wrong.folder).sort()).toEqual(["index.csv", "index.html"]);
    expect(wrong.index[0]?.["problem"]).toBe("it has more than the 1440000 bytes of 800x600");
    const large = await save("clean-sharer.pcap", { width: 1920, height: 1080 });
    expect(large.index[0]?.["problem"]).toBe("it has 3147264 bytes, not the 6220800 of 1920x1080");
  });

  it("have an index that any browser shows, without scripts or anything from elsewhere", async () => {
    const { folder } = await save("clean-sharer.pcap");
    const html = readFileSync(join(folder, "index.html"), "utf8");
    expect(html.match(/<img /g)).toHaveLength(12);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|https?:/);
  });

  it("of several streams don't overwrite each other", async () => {
    const { folder, report } = await save("two-viewers.pcap");
    const files = readdirSync(folder).filter((file) => file.endsWith(".png"));
    expect(files).toHaveLength(report.streams.reduce((sum, { frames }) => sum + (frames?.count ?? 0), 0));
  });

  it("make the reading wait when they can't be written fast enough", async () => {
    const output = await FramesOutput.open(mkdtempSync(join(made, "out-")), null);
    const frame = (index: number): void => {
      const record = {} as never;
      output.frame({
        conversation: { number: 0 } as never,
        side: 0,
        index,
        record,
        format: "zlib-rgb",
        body: Buffer.alloc(2 ** 20),
      });
    };
    expect(output.pressure()).toBeUndefined();
    for (let index = 0; index < 20; index++) frame(index);
    const wait = output.pressure();
    expect(wait).toBeInstanceOf(Promise);
    await wait;
    expect(output.pressure()).toBeUndefined();
  });
});

describe("durations of a video's frames", () => {
  it("are the times between completions, at least a millisecond, also with 9 digits", () => {
    const at = (complete_time: string | null): never => ({ complete_time }) as never;
    expect(
      durationsOf([at("1763693870.999999999"), at("1763693871.000000001"), at("1763693871.5"), at("1763693871.4")]),
    ).toEqual([0.001, expect.closeTo(0.499999999, 9), 0.001, 0.1]);
    expect(durationsOf([at(null), at("1.0")])).toEqual([0.1, 0.1]);
  });
});

describe.skipIf(!requireTools("ffmpeg", "ffprobe"))("analyze --video", () => {
  it("shows each frame for as long as it was in the session", async () => {
    const path = join(made, "session.mp4");
    const ran = await sharelab(["analyze", capture("clean-sharer.pcap"), "--video", path]);
    expect(ran).toMatchObject({ code: 0, stdout: "" });
    expect(ran.stderr).toContain("12 frames");
    const shown = execFileSync(
      "ffprobe",
      ["-loglevel", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", path],
      { encoding: "utf8" },
    );
    const times = [...shown.matchAll(/\d+\.\d+/g)].map(([time]) => Number(time));
    const report = await analyzeObserved(capture("clean-sharer.pcap"), {}, []);
    const whole = report.streams[0]!.frames!.list.filter((frame) => frame.intact);
    const first = Number(whole[0]!.complete_time);
    for (const [index, frame] of whole.entries())
      expect(Math.abs(times[index]! - (Number(frame.complete_time) - first))).toBeLessThan(0.002);
  });

  it("goes with --frames, and leaves nothing behind without it", async () => {
    const folder = join(made, "both");
    const temporary = mkdtempSync(join(made, "tmp-"));
    const env = { TMPDIR: temporary, TMP: temporary, TEMP: temporary };
    await sharelab(["analyze", capture("plain-sharer.pcap"), "--frames", folder, "--video", join(folder, "v.mkv")], {
      env,
    });
    expect(
      readdirSync(folder)
        .filter((name) => !name.endsWith(".png"))
        .sort(),
    ).toEqual(["index.csv", "index.html", "v.mkv"]);
    await sharelab(["analyze", capture("plain-sharer.pcap"), "--video", join(made, "v.webm")], { env });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("says what is wrong with a name that is no video's, with no frames, and without ffmpeg", async () => {
    const odd = await sharelab(["analyze", capture("plain-sharer.pcap"), "--video", join(made, "v.docx")]);
    expect(odd).toMatchObject({ code: 4 });
    expect(odd.stderr).toContain("[TOOL_FAILED]");
    const none = await sharelab(["analyze", capture("snaplen-96.pcap"), "--video", join(made, "v.mp4")]);
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain("no whole frame");
    const missing = await sharelab(["analyze", capture("plain-sharer.pcap"), "--video", join(made, "v.mp4")], {
      env: { PATH: made },
    });
    expect(missing).toMatchObject({ code: 4 });
    expect(missing.stderr).toContain("[TOOL_MISSING]");
  });

  it("and --frames can't be had with --no-inflate", async () => {
    const ran = await sharelab(["analyze", capture("plain-sharer.pcap"), "--frames", join(made, "n"), "--no-inflate"]);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain("[LAB_BAD_OPTION]");
  });
});
