/** A recording analyzed while it grows: the same report in the end, whatever was looked at on the way. */
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { LiveAnalysis } from "../../src/analyze/capture/live-analysis.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { LiveText } from "../../src/lab/live/live-text.ts";
import { LiveView, type LiveEvent } from "../../src/lab/live/live-view.ts";
import { jsonReport } from "../../src/lab/render/json/json.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";

const json = (report: Report): string => [...jsonReport(report)].join("");
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Feeds a capture in pieces, as a recording would, and calls `look` between them. */
async function grow(
  path: string,
  live: LiveAnalysis,
  to: string | null,
  look: (stored: number) => void,
): Promise<number> {
  const bytes = readFileSync(path);
  const file = to === null ? null : openSync(to, "w");
  let piece = 1;
  for (let at = 0; at < bytes.length; at += piece, piece = Math.min(piece * 3, 40_000)) {
    const records = bytes.subarray(at, at + piece);
    if (file !== null) writeSync(file, records);
    live.add(records);
    await rest();
    look(at + records.length);
  }
  if (file !== null) closeSync(file);
  return bytes.length;
}

/** Records of a pcap of whole seconds and microseconds, so that the first of them comes 100 s after another file's first. */
function shifted(records: Buffer, after: Buffer): Buffer {
  const moved = Buffer.from(records);
  const [seconds, micros] = [after.readUInt32LE(24) + 100, after.readUInt32LE(28)];
  const [from, fromMicros] = [records.readUInt32LE(0), records.readUInt32LE(4)];
  for (let at = 0; at < moved.length; at += 16 + moved.readUInt32LE(at + 8)) {
    const since = (moved.readUInt32LE(at) - from) * 1e6 + moved.readUInt32LE(at + 4) - fromMicros + micros;
    moved.writeUInt32LE(seconds + Math.floor(since / 1e6), at);
    moved.writeUInt32LE(since % 1e6, at + 4);
  }
  return moved;
}

const folder = (): string => mkdtempSync(join(tmpdir(), "sharelab-live-"));

describe("the live analysis of a recording", () => {
  it.each(CAPTURES)("of %s ends with the report of the finished file", async (name) => {
    const path = join(folder(), name);
    copyFileSync(capture(name), path);
    const live = new LiveAnalysis(path, {}, [new LiveView([9000])]);
    const snapshots: { readonly then: string; readonly report: Report }[] = [];
    const size = await grow(capture(name), live, path, (stored) => {
      const report = live.report(stored);
      snapshots.push({ then: json(report), report });
    });
    const last = await live.finish(size);
    expect(json(last)).toBe(json(await analyze(path)));
    // What was told once stays as it was told, and packets only become more.
    let packets = 0;
    for (const { then, report } of snapshots) {
      expect(json(report)).toBe(then);
      expect(report.capture.packets).toBeGreaterThanOrEqual(packets);
      packets = report.capture.packets;
    }
    expect(packets).toBeLessThanOrEqual(last.capture.packets);
  });

  it("of a recording that can't be read again keeps what comes in memory", async () => {
    const path = join(folder(), "x.pcap.gz");
    const name = "clean-sharer.pcap";
    const live = new LiveAnalysis(path);
    await grow(capture(name), live, null, () => undefined);
    const compressed = gzipSync(readFileSync(capture(name)));
    expect(json(await live.finish(compressed.length))).toBe(json(await analyze(compressed)));
    expect(gunzipSync(compressed).length).toBe(live.analyzedBytes);
  });

  it("takes no part in the recording's pace, where the file can be read again", () => {
    const live = new LiveAnalysis(join(folder(), "x.pcapng"));
    for (let i = 0; i < 100; i++) live.add(Buffer.alloc(2 ** 20));
    expect(live.pressure()).toBeUndefined();
    live.end();
  });

  it("of nothing is an error", async () => {
    const live = new LiveAnalysis(null);
    await expect(live.finish(0)).rejects.toMatchObject({ code: "CAPTURE_EMPTY" });
  });
});

describe("a live view", () => {
  interface Watched {
    readonly view: LiveView;
    readonly frames: number;
    readonly events: readonly LiveEvent[];
    readonly report: Report;
  }

  async function watched(name: string): Promise<Watched> {
    const view = new LiveView([9000]);
    const live = new LiveAnalysis(null, {}, [view]);
    const events: LiveEvent[] = [];
    await grow(capture(name), live, null, () => events.push(...view.events()));
    live.end();
    await live.done;
    events.push(...view.events());
    const { frames } = view;
    return { view, frames, events, report: await live.finish(0) };
  }

  it("tells the handshake, losses and the end of a stream, once each, with their packets", async () => {
    const { events, report } = await watched("loss1-sharer.pcap");
    const [stream] = report.streams;
    const texts = events.map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith("handshake complete, initial round trip")).length).toBe(1);
    const told = (words: string): number[] =>
      events.filter(({ text }) => text.includes(`${words} (`)).map(({ packet }) => packet);
    const marked = stream?.directions.flatMap(({ analysis }) => analysis.retransmission ?? []).sort((a, b) => a - b);
    expect(told("retransmission")).toEqual(marked);
    expect(marked?.length).toBeGreaterThan(0);
    const ends = events.filter(({ text }) => /closes \(FIN\)$|^reset by/.test(text)).map(({ packet }) => packet);
    expect(ends).toEqual(stream?.close.packets);
    expect(ends.length).toBeGreaterThan(0);
    expect(texts[0]).toMatch(/ connects to .*:9000 \(SYN\)$/);
  });

  it("shows for every stream what the report says of it", async () => {
    const { view, frames, report } = await watched("two-viewers.pcap");
    expect(view.streams().map(({ stream, frames, packets }) => [stream, frames, packets])).toEqual(
      report.streams.map(({ stream, frames, packets }) => [stream, frames?.count, packets]),
    );
    expect(frames).toBe(report.streams.reduce((sum, stream) => sum + (stream.frames?.count ?? 0), 0));
    for (const [index, shown] of view.streams().entries()) {
      const { client, server, directions } = report.streams[index]!;
      expect(shown.client).toBe(`${client.ip}:${client.port}`);
      expect(shown.server).toBe(`${server.ip}:${server.port}`);
      expect(shown.rtt).toBe(directions[1].rtt.median);
      expect(shown.state).toBe("closed");
    }
  });

  it("counts what is said and sent where there are no frames", async () => {
    const chat = await watched("chat.pcap");
    for (const [index, { frames, messages }] of chat.view.streams().entries()) {
      const told = chat.report.streams[index]!.chat!;
      expect(frames).toBeNull();
      expect(messages).toMatchObject({ sent: told.sent, heard: told.heard, files: 0 });
    }
    expect(chat.events.some(({ text }) => /^\d+ messages? sent, \d+ heard(, round trip .+)?$/.test(text))).toBe(true);
    const file = await watched("file-get.pcap");
    const [bytes] = file.report.streams[0]!.files!.map((one) => one.size);
    expect(file.view.streams()[0]!.messages).toMatchObject({ files: 1, fileBytes: bytes });
    const style = { color: false, unicode: false, width: 80 };
    expect(new LiveText(file.view, style).picture("")).toContain("1 file, ");
  });

  it("counts times from the recording's first packet, of whatever stream", async () => {
    const view = new LiveView([9000]);
    const live = new LiveAnalysis(null, {}, [view]);
    const [first, second] = [readFileSync(capture("chat.pcap")), readFileSync(capture("clean-sharer.pcap"))];
    live.add(Buffer.concat([first, shifted(second.subarray(24), first)]));
    live.end();
    await live.done;
    const syn = view.events().find(({ text }) => text.endsWith(":9000 (SYN)"));
    expect(syn?.time).toBeCloseTo(100, 3);
  });

  it("names the streams of other ports where there is none on its own", async () => {
    const view = new LiveView([9001]);
    const live = new LiveAnalysis(null, { ports: [{ port: 9001 }] }, [view]);
    await grow(capture("clean-sharer.pcap"), live, null, () => undefined);
    live.end();
    await live.done;
    expect(view.events().map(({ text }) => text)).toEqual([
      expect.stringMatching(/^no stream on port 9001, but between ports \d+ and 9000: choose with --port$/),
    ]);
    expect(new LiveText(view, { color: false, unicode: false, width: 80 }).picture("")).toContain("and 9000: --port");
  });

  it("is drawn in 79 columns, without anything that could steer the terminal", async () => {
    for (const name of ["two-viewers.pcap", "ipv6.pcap", "zero-window-probes.pcap", "sharer-reset.pcap", "chat.pcap"]) {
      const { view } = await watched(name);
      const picture = new LiveText(view, { color: false, unicode: false, width: 80 }).picture("lo: 1 packet");
      for (const line of picture.split("\n")) expect(line.length).toBeLessThanOrEqual(79);
      expect(picture).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  it("sums up a burst of marked packets", async () => {
    const view = new LiveView([9000]);
    const live = new LiveAnalysis(null, {}, [view]);
    await grow(capture("rough-sharer.pcap"), live, null, () => undefined);
    live.end();
    await live.done;
    const events = view.events();
    expect(events.length).toBeLessThan(220);
    expect(view.events()).toEqual([]);
  });
});
