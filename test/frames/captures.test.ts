/** Frames of recorded sessions: what the sharer wrote down that it sent is what is found in the capture. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { Analysis } from "../../src/analyze/analysis.ts";
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { DEFAULT_FORMAT, usualFormats } from "../../src/analyze/formats/registry.ts";
import type { StreamFormat } from "../../src/analyze/formats/types.ts";
import type { StreamConsumer } from "../../src/analyze/tcp/reassembly.ts";
import { readPixelArray } from "../../src/share/wire/pickle-q/array.ts";
import { rgbOf } from "../../src/share/wire/pickle-q/pixels.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";

interface SentFrame {
  readonly offset: number;
  readonly headerLength: number;
  /** Of zlib-rgb and of pickle-q. */
  readonly compressedLength?: number;
  readonly bodyLength?: number;
  readonly rawLength: number;
  readonly shape?: readonly number[];
  readonly sha256: string;
}

interface Connection {
  /** Size field of pickle-q. */
  readonly field?: string;
  readonly local: readonly [string, number];
  readonly peer: readonly [string, number];
  readonly frames: readonly SentFrame[];
}

const manifestOf = (name: string): string => capture(name).replace(/\.pcap(ng)?$/, ".manifest.json");
const RECORDED = CAPTURES.filter((name) => existsSync(manifestOf(name)));

/** Where not all frames of the manifest are in the capture: how many are, whole and in part, and what it lacks of their front. */
const NOT_ALL: Readonly<Record<string, { whole: number; broken: number; skipped?: number }>> = {
  "cut-file.pcap": { whole: 7, broken: 1 },
  "midstream.pcap": { whole: 10, broken: 0, skipped: 2 },
  "sharer-reset.pcap": { whole: 2, broken: 1 },
  "viewer-reset.pcap": { whole: 4, broken: 0 },
  "snaplen-96.pcap": { whole: 0, broken: 10 },
  // Behind each frame stands a byte that is none of the stream's, and so no header: only the first one is beyond doubt.
  "urgent-extra.pcap": { whole: 1, broken: 0 },
};

/** Every direction's bytes, as they are handed to the frame decoder. */
async function streamBytes(name: string, port: number): Promise<{ ports: number[]; bytes: Buffer }[]> {
  const analysis = new Analysis({
    ports: new Map([[port, { formats: [RECORDER], always: true }]]),
    stream: null,
    inflate: null,
    maxFrameBytes: 2 ** 27,
  });
  await readCapture(capture(name), analysis);
  analysis.end();
  return analysis.analyzed.flatMap(({ conversation: { a, b }, decoder }) =>
    decoder.consumers.map((consumer, side) => ({
      ports: side === 0 ? [a.port, b.port] : [b.port, a.port],
      bytes: Buffer.concat(consumer instanceof Recorder ? consumer.pieces : []),
    })),
  );
}

class Recorder implements StreamConsumer {
  readonly pieces: Buffer[] = [];
  readonly start = (): void => undefined;
  readonly end = (): void => undefined;
  data(data: Uint8Array, start: number, length: number): void {
    this.pieces.push(Buffer.from(data.subarray(start, start + length)));
  }
  missing(length: number): void {
    this.pieces.push(Buffer.alloc(length));
  }
}
const RECORDER: StreamFormat = {
  ...DEFAULT_FORMAT,
  createDecoder: () => ({
    format: RECORDER,
    consumers: [new Recorder(), new Recorder()],
    recognised: false,
    frames: null,
    messages: null,
  }),
};

describe.each(RECORDED)("%s", (name) => {
  const manifest = JSON.parse(readFileSync(manifestOf(name), "utf8")) as { sharer: { connections: Connection[] } };
  const connections = manifest.sharer.connections;

  it.each([...connections.keys()])("connection %i has the frames that were sent", async (index) => {
    const { local, peer, field, frames: sent } = connections[index]!;
    const ports = [local[1], peer[1]];
    const usual = ports.find((one) => usualFormats(one).length > 0);
    const port = usual ?? local[1];
    const report = await analyze(capture(name), usual === undefined ? { ports: [{ port }] } : {});
    // The same ports may be used again: connections and streams are in the same order.
    const earlier = connections.slice(0, index).filter((one) => one.peer[1] === peer[1] && one.local[1] === local[1]);
    const streams = report.streams.filter(
      ({ client, server }) => [client.port, server.port].sort().join() === [...ports].sort().join(),
    );
    const frames = streams[earlier.length]?.frames;
    const exception = NOT_ALL[name];
    const skipped = exception?.skipped ?? 0;
    const list = frames?.list ?? [];
    const whole = list.filter(({ problem }) => problem === null);
    expect({ whole: whole.length, broken: list.length - whole.length }).toEqual({
      whole: exception?.whole ?? sent.length,
      broken: exception?.broken ?? 0,
    });
    expect(frames).toMatchObject({ count: whole.length, incomplete: list.length - whole.length });

    expect(frames).toMatchObject({ format: field === undefined ? "zlib-rgb" : "pickle-q", size_field: field ?? null });
    const shift = sent[skipped]!.offset - list[0]!.offset;
    expect(shift > 0).toBe(skipped > 0);
    const asSent = list.map((frame) => ({
      offset: frame.offset + shift,
      headerLength: frame.header_bytes,
      [field === undefined ? "compressedLength" : "bodyLength"]: frame.compressed_bytes,
      ...(frame.shape !== null && { shape: frame.shape, dtype: frame.dtype }),
      ...(frame.problem === null && { rawLength: frame.raw_bytes }),
    }));
    expect(sent.slice(skipped, skipped + list.length)).toMatchObject(asSent);
    expect(list.map(({ intact, problem }) => intact === (problem === null))).not.toContain(false);

    const stream = (await streamBytes(name, port)).filter((one) => one.ports.join() === ports.join())[earlier.length]!;
    for (const [i, { offset, header_bytes, compressed_bytes, problem }] of list.entries()) {
      if (problem !== null) continue;
      const body = stream.bytes.subarray(offset + header_bytes, offset + header_bytes + compressed_bytes!);
      const { sha256 } = sent[skipped + i]!;
      const pixels = field === undefined ? inflateSync(body) : rgbOf(readPixelArray(body));
      expect(createHash("sha256").update(pixels).digest("hex"), `frame ${i}`).toBe(sha256);
    }
  });
});

describe("a capture cut by its snaplen", () => {
  it("has every frame's place and length, and no frame whole", async () => {
    const report = await analyze(capture("snaplen-96.pcap"));
    const frames = report.streams[0]?.frames;
    expect(frames?.list.every(({ problem }) => problem?.endsWith("were cut off by the capture's snaplen"))).toBe(true);
    expect(frames?.lost_bytes).toBe(frames?.list.reduce((sum, frame) => sum + frame.missing_bytes, 0));
  });
});
