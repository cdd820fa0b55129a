/** Real recordings on the loopback, by each engine, judged by tshark, capinfos and our own peers. */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { Analysis } from "../../src/analyze/analysis.ts";
import { startCapture, type CaptureSummary } from "../../src/analyze/capture/capture.ts";
import { checkEngine } from "../../src/analyze/capture/start-engine.ts";
import { LiveAnalysis } from "../../src/analyze/capture/live-analysis.ts";
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { DEFAULT_FORMAT } from "../../src/analyze/formats/registry.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { LiveView } from "../../src/lab/live/live-view.ts";
import { jsonReport } from "../../src/lab/render/json/json.ts";
import { NO_DISPLAY } from "../../src/share/display/nothing.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { view } from "../../src/share/viewer/viewer.ts";
import { startSharer } from "../share/peers.ts";
import { burst, captureFolder, freePort, installedEngines, mayCapture } from "../support/capturing.ts";
import { tsharkFields } from "../support/tshark.ts";

const json = (report: Report): string => [...jsonReport(report)].join("");
const SIZE = { width: 320, height: 240 };
const FRAMES = 12;

interface Recorded {
  readonly path: string;
  readonly port: number;
  readonly summary: CaptureSummary;
  readonly live: Report;
}

/** A share session under capture. */
async function session(engine: "dumpcap" | "tcpdump" | "cap", name: string): Promise<Recorded> {
  const path = join(captureFolder(), name);
  const running = await startSharer(new PatternSource(SIZE), { frames: FRAMES, fps: 60 });
  const { port } = running;
  const analysis = new LiveAnalysis(path, { ports: [{ port, format: "zlib-rgb" }] }, [new LiveView([port])]);
  const capture = await startCapture({
    interface: "lo",
    file: path,
    engine,
    filter: `tcp port ${port}`,
    comments: ["a session"],
    application: "sharelab test",
    onRecords: analysis.add,
    pause: analysis.pressure,
  });
  const seen = await view({ host: "127.0.0.1", port, size: SIZE }, NO_DISPLAY);
  expect(seen.frames).toBe(FRAMES);
  await running.ended;
  capture.stop();
  const summary = await capture.done;
  return { path, port, summary, live: await analysis.finish(summary.stored) };
}

const engines = mayCapture("tshark", "capinfos", "dumpcap", "tcpdump") ? await installedEngines() : [];

describe.skipIf(engines.length === 0).each(engines)("recording with $name", ({ name, kernelClock, countsDrops }) => {
  it("has a whole session, from the SYN to both FINs, every frame of it", async () => {
    const before = Date.now() / 1000;
    const { path, port, summary, live } = await session(name, "x.pcapng");
    expect(summary).toMatchObject({ end: "stopped", error: null, cut: 0 });
    expect(summary.dropped).toBe(countsDrops === "never" ? null : 0);
    expect(summary.stored).toBe(statSync(path).size);

    const report = await analyze(path, { ports: [{ port, format: "zlib-rgb" }] });
    expect(json(live)).toBe(json(report));
    const [stream] = report.streams;
    expect(report.capture.packets).toBe(summary.packets);
    expect(report.capture.warnings).toEqual([]);
    expect(stream?.handshake.state).toBe("full");
    expect(stream?.close.how).toBe("fin");
    expect(stream?.frames).toMatchObject({ count: FRAMES, incomplete: 0, lost_bytes: 0 });
    expect(stream?.frames?.list.every(({ intact }) => intact)).toBe(true);

    // Metadata: which engine, which clock, which filter.
    const comments = report.capture.comments.map(({ text }) => text);
    expect(comments[0]).toMatch(new RegExp(`^Recorded with ${name} [\\d.]+\\. Time stamps: `));
    expect(comments[0]).toContain(kernelClock ? "the operating system's" : "this program's");
    expect(comments[1]).toBe("a session");
    expect(report.capture.interfaces).toMatchObject([{ name: "lo", link_type: "EN10MB" }]);
    const digits = report.capture.first_time?.split(".")[1]?.length;
    expect(digits).toBe(kernelClock ? 9 : 6);
    expect(Number(report.capture.first_time)).toBeGreaterThan(before);
    expect(Number(report.capture.last_time)).toBeLessThan(Date.now() / 1000);
    const capinfos = spawnSync("capinfos", [path], { encoding: "utf8" });
    expect([capinfos.status, capinfos.stderr]).toEqual([0, ""]);
    expect(capinfos.stdout).toContain(`Filter string = tcp port ${port}`);
    expect(capinfos.stdout).toContain(`Capture application: sharelab test (${summary.engine})`);
    expect(capinfos.stdout).toMatch(/Number of stat entries = [1-9]/);

    const rows = await tsharkFields(path, ["tcp.srcport", "tcp.flags.syn", "tcp.flags.fin"]);
    expect(rows.length).toBe(summary.packets);
    // Of both sides; a kernel that is busy may send one again.
    expect(new Set(rows.filter(([, syn]) => syn === "1").map(([from]) => from)).size).toBe(2);
    expect(new Set(rows.filter(([, , fin]) => fin === "1").map(([from]) => from)).size).toBe(2);
  });

  it("writes a pcap, gzipped too, where the name says so", async () => {
    const { path, port, summary, live } = await session(name, "x.pcap.gz");
    const report = await analyze(path, { ports: [{ port, format: "zlib-rgb" }] });
    expect(json(live)).toBe(json(report));
    expect(report.capture).toMatchObject({ format: "pcap", compressed: true, packets: summary.packets });
    expect(report.streams[0]?.frames?.count).toBe(FRAMES);
    expect((await tsharkFields(path, ["frame.number"])).length).toBe(summary.packets);
  });

  it("ends after as many packets as were asked for", async () => {
    const port = await freePort();
    const path = join(captureFolder(), "x.pcapng");
    const capture = await startCapture({
      interface: "lo",
      file: path,
      engine: name,
      filter: `tcp port ${port}`,
      packets: 5,
    });
    await burst(port, 1e6);
    expect(await capture.done).toMatchObject({ end: "packets", packets: 5, error: null });
    expect((await analyze(path, { inflate: false })).capture.packets).toBe(5);
  });

  it("ends after the time that was asked for, though nothing comes", async () => {
    const port = await freePort();
    const pieces: Buffer[] = [];
    const file = new Writable({
      write: (piece: Buffer, _encoding, done) => {
        pieces.push(Buffer.from(piece));
        done();
      },
    });
    const capture = await startCapture({
      interface: "lo",
      file,
      engine: name,
      filter: `tcp port ${port}`,
      duration: 0.3,
    });
    const summary = await capture.done;
    expect(summary).toMatchObject({ end: "duration", packets: 0, error: null });
    const { capture: read } = await analyze(Buffer.concat(pieces));
    expect(read).toMatchObject({ format: "pcapng", packets: 0, truncated_file: false });
  });

  it.each([
    [{ filter: "tcp prot 9000" }, "CAPTURE_BAD_FILTER", "syntax error"],
    [{ interface: "nosuch0" }, "CAPTURE_BAD_INTERFACE", "There is no interface nosuch0."],
  ])("says what is wrong with %j, and leaves no file", async (wrong, code, words) => {
    const path = join(captureFolder(), "x.pcapng");
    const starting = startCapture({ interface: "lo", file: path, engine: name, ...wrong });
    await expect(starting).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(() => statSync(path)).toThrow("ENOENT");
  });

  it("survives its engine, and says that it is gone", async () => {
    const port = await freePort();
    const path = join(captureFolder(), "x.pcapng");
    const capture = await startCapture({ interface: "lo", file: path, engine: name, filter: `tcp port ${port}` });
    await burst(port, 1e6);
    await expect.poll(() => capture.progress().packets, { timeout: 20_000 }).toBeGreaterThan(0);
    process.kill(capture.pid!, "SIGKILL");
    const summary = await capture.done;
    expect(summary).toMatchObject({ end: "failed", error: { code: "CAPTURE_ENGINE_FAILED" } });
    expect((await analyze(path, { inflate: false })).capture).toMatchObject({
      packets: summary.packets,
      truncated_file: false,
    });
  });
});

describe.skipIf(engines.every(({ name }) => name !== "cap"))("the cap engine in a burst", () => {
  const BYTES = 500e6;

  it("records 500 MB without a lost or a corrupted packet, and marks what it cut", { timeout: 300_000 }, async () => {
    const port = await freePort();
    const path = join(captureFolder(), "x.pcapng");
    const capture = await startCapture({ interface: "lo", file: path, engine: "cap", filter: `tcp port ${port}` });
    await burst(port, BYTES);
    capture.stop();
    const summary = await capture.done;
    expect(summary.error).toBeNull();

    // Every byte of the stream, where it was not cut, is the sender's.
    let wrong = 0;
    const analysis = new Analysis({
      ports: new Map([[port, { formats: [DEFAULT_FORMAT], always: true }]]),
      stream: null,
      inflate: null,
      maxFrameBytes: 2 ** 20,
      observers: [
        {
          segment: (segment, conversation) => {
            const flow = conversation.stream?.flows.find((one) => one.payloadBytes > 0);
            if (segment.length === 0 || flow === undefined) return;
            const offset = flow.reassembly.offsetOf(segment.seq);
            for (let i = 0; i < segment.captured; i += 97) {
              const at = (((offset + i) % 2 ** 20) + 2 ** 20) % 2 ** 20;
              if (segment.data[segment.payload + i] !== (((at * 7) ^ (at >> 8)) & 0xff)) wrong++;
            }
          },
        },
      ],
    });
    await readCapture(path, analysis);
    analysis.end();
    expect(wrong).toBe(0);
    const flows = analysis.analyzed[0]!.stream.flows;
    expect(flows.reduce((sum, flow) => sum + flow.reassembly.uniqueBytes, 0)).toBe(BYTES);
    expect(analysis.cutPackets).toBe(summary.cut);
    // Loopback segments of 65,483 bytes make packets of 65,549: each is marked, with its true length.
    expect(summary.cut).toBeGreaterThan(0);
    const remarks = analysis.comments.filter(({ packet }) => packet !== null);
    expect(remarks.length).toBe(Math.min(summary.cut, 1000 - 1));
    for (const { text } of remarks)
      expect(text).toMatch(/^Cut to 65535 bytes by the cap engine; that it had \d+ on the wire/);
    expect(analysis.comments[0]?.text).toContain("packets are cut to 65,535 bytes");
  });
});

describe.skipIf(engines.length === 0)("any engine", () => {
  it("can be asked whether it could record", async () => {
    for (const engine of engines) {
      expect(await checkEngine(engine, "lo")).toBeNull();
      expect(await checkEngine(engine, "nosuch0")).toMatchObject({ engine, why: "no-interface" });
    }
  });

  it("is chosen by itself: the best that works", async () => {
    const capture = await startCapture({
      interface: "lo",
      file: join(captureFolder(), "x.pcapng"),
      filter: "tcp port 1",
    });
    expect(capture.engine.name).toBe("dumpcap");
    capture.stop();
    await capture.done;
  });

  it("that drops packets is told: by its own count, in the summary, in the file and in the report", async () => {
    const port = await freePort();
    const path = join(captureFolder(), "x.pcapng");
    let waiting: (() => void) | null = null;
    const capture = await startCapture({
      interface: "lo",
      file: path,
      engine: "tcpdump",
      filter: `tcp port ${port}`,
      bufferMegabytes: 1,
      // Nobody fetches what comes: the buffer must overflow.
      pause: () => (waiting === null ? new Promise<void>((resolve) => (waiting = resolve)) : undefined),
    });
    await burst(port, 100e6);
    await expect.poll(() => waiting, { timeout: 20_000 }).not.toBeNull();
    waiting!();
    capture.stop();
    const summary = await capture.done;
    expect(summary.dropped).toBeGreaterThan(0);
    const { capture: read } = await analyze(path, { inflate: false });
    expect(read.interfaces[0]?.dropped).toBe(summary.dropped);
    expect(spawnSync("capinfos", [path], { encoding: "utf8" }).stderr).toBe("");
    expect(readFileSync(path).length).toBe(summary.stored);
  });
});
