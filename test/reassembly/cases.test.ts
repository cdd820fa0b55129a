/** What a direction's stream is made of: SYN, FIN, RST, holes and when they are given up, numbers beyond 32 bits. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { zlibRgbFrame } from "../fuzz/bases.ts";
import { patternPayload } from "../support/packets.ts";
import { Scenario } from "../support/scenario.ts";
import { Feed } from "./feeding.ts";

const MIB = 2 ** 20;

describe("the ends of a stream", () => {
  it("data in the SYN is the stream's first", () => {
    const feed = new Feed();
    feed.accept({ seq: 500, bytes: "ab", flags: "S" });
    feed.accept({ seq: 503, bytes: "cd" });
    expect(feed.end().consumer).toMatchObject({ fromStart: true, text: "abcd" });
  });

  it("data that a refused fast open sends again behind the SYN is repeated", () => {
    const feed = new Feed();
    feed.accept({ seq: 500, bytes: "ab", flags: "S" });
    expect(feed.accept({ seq: 501, bytes: "abcd" })).toMatchObject({ fresh: 2, repeated: 2, conflict: false });
    expect(feed.end().consumer.text).toBe("abcd");
  });

  it("a FIN that comes before its data ends nothing", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    feed.accept({ seq: 5, flags: "FA" });
    feed.accept({ seq: 3, bytes: "cd" });
    expect(feed.end().consumer.text).toBe("abcd");
  });

  it("a FIN's own data belongs to the stream", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab", flags: "FPA" });
    expect(feed.end().consumer.text).toBe("ab");
  });

  it("a reset's payload is no part of it", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    expect(feed.accept({ seq: 3, bytes: "go away", flags: "R" })).toMatchObject({ fresh: 0, repeated: 0 });
    feed.accept({ seq: 3, bytes: "cd" });
    expect(feed.end().consumer.text).toBe("abcd");
  });

  it("a stream without a byte starts and ends", () => {
    expect(new Feed().syn(9).end().consumer).toMatchObject({ fromStart: true, text: "", ended: 1 });
    expect(new Feed().end().consumer).toMatchObject({ fromStart: null, text: "", ended: 1 });
  });

  it("a pure ACK does not begin a stream captured from its middle; data does", () => {
    const feed = new Feed();
    feed.accept({ seq: 77 });
    feed.accept({ seq: 80, bytes: "xy" });
    expect(feed.end().consumer).toMatchObject({ fromStart: false, text: "xy", missed: [] });
  });
});

describe("a hole", () => {
  const held = (count: number): Feed => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    for (let i = 0; i < count; i++) feed.accept({ seq: 5 + i, bytes: "x" });
    return feed;
  };

  it("that was acknowledged is given up after 32 more segments, and filling it later changes nothing", () => {
    const feed = held(1);
    feed.reassembly.acknowledge(5);
    for (let i = 1; i < 32; i++) feed.accept({ seq: 5 + i, bytes: "y" });
    expect(feed.consumer.text).toBe("ab");
    feed.accept({ seq: 37, bytes: "z" });
    expect(feed.consumer.text).toBe(`ab<n><n>x${"y".repeat(31)}z`);
    expect(feed.accept({ seq: 3, bytes: "cd" })).toMatchObject({ fresh: 0, repeated: 2, conflict: false });
  });

  it("that was not acknowledged is waited for as long as 8192 segments are held", () => {
    const feed = held(8192);
    expect(feed.consumer.text).toBe("ab");
    feed.accept({ seq: 5 + 8192, bytes: "z" });
    expect(feed.consumer.cells.length).toBe(2 + 2 + 8193);
    expect(feed.consumer.missed).toEqual([[2, "lost"]]);
  });

  it("that was not acknowledged is waited for as long as 8 MiB are held", () => {
    const feed = new Feed().syn(0);
    const bytes = Buffer.alloc(65_536);
    for (let i = 0; i < 128; i++) feed.accept({ seq: 101 + i * bytes.length, bytes });
    expect(feed.consumer.cells).toHaveLength(0);
    feed.accept({ seq: 101 + 128 * bytes.length, bytes: "z" });
    expect(feed.consumer.missed).toEqual([[100, "lost"]]);
    expect(feed.reassembly.next).toBe(100 + 8 * MIB + 1);
  });

  it("behind a hole: each has its own length and reason", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    feed.accept({ seq: 6, bytes: "fgh", captured: 1 });
    feed.accept({ seq: 11, bytes: "k" });
    feed.reassembly.acknowledge(6);
    feed.end();
    expect(feed.consumer.text).toBe("ab<n><n><n>f<s><s><l><l>k");
    expect(feed.reassembly).toMatchObject({ uniqueBytes: 6, missingBytes: 7, next: 11 });
  });

  it("a number far from the stream's is not of it", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    for (const seq of [2 ** 30 + 100, 2 ** 31, 2 ** 32 - 2 ** 30 - 100])
      expect(feed.accept({ seq, bytes: "zz" })).toMatchObject({ fresh: 0, repeated: 0, hole: 0 });
    feed.reassembly.acknowledge(2 ** 30 + 100);
    expect(feed.reassembly.acknowledged).toBe(0);
    expect(feed.end().consumer.text).toBe("ab");
  });
});

describe("bytes that differ from their first copy", () => {
  it("are told as long as the first copy is among the last 256 KiB", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "ab" });
    feed.accept({ seq: 3, bytes: Buffer.alloc(65_536) });
    expect(feed.accept({ seq: 1, bytes: "aX" })).toMatchObject({ repeated: 2, conflict: true });
    for (let i = 1; i < 5; i++) feed.accept({ seq: 3 + i * 65_536, bytes: Buffer.alloc(65_536) });
    expect(feed.accept({ seq: 1, bytes: "aX" })).toMatchObject({ repeated: 2, conflict: false });
  });

  it("are told while the first copy waits behind a hole", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 3, bytes: "cd" });
    expect(feed.accept({ seq: 3, bytes: "cd" })).toMatchObject({ fresh: 0, repeated: 2, conflict: false });
    expect(feed.accept({ seq: 3, bytes: "cX" })).toMatchObject({ fresh: 0, repeated: 2, conflict: true });
    expect(feed.accept({ seq: 4, bytes: "Xe" })).toMatchObject({ fresh: 1, repeated: 1, conflict: true });
    feed.accept({ seq: 1, bytes: "ab" });
    expect(feed.end().consumer.text).toBe("abcde");
  });

  it("are not compared where either was cut", () => {
    const feed = new Feed().syn(0);
    feed.accept({ seq: 1, bytes: "abcd", captured: 2 });
    expect(feed.accept({ seq: 1, bytes: "abXX" })).toMatchObject({ repeated: 4, conflict: false });
    expect(feed.accept({ seq: 1, bytes: "abXX", captured: 1 })).toMatchObject({ repeated: 4, conflict: false });
  });
});

describe("offsets beyond 32 bits", () => {
  it("go on counting where sequence numbers wrap around", () => {
    const feed = new Feed().syn(2 ** 32 - 100);
    const size = 2 ** 28;
    for (let i = 0; i < 40; i++) feed.accept({ seq: 2 ** 32 - 99 + i * size, length: size, captured: 0 });
    const reached = 40 * size;
    expect(reached).toBeGreaterThan(2 ** 33);
    expect(feed.reassembly.next).toBe(reached);
    const seq = 2 ** 32 - 99 + reached;
    expect(feed.accept({ seq: seq + 2, bytes: "cd" })).toMatchObject({ hole: 2 });
    expect(feed.accept({ seq: seq, bytes: "ab" })).toMatchObject({ fresh: 2, fills: true });
    expect(feed.accept({ seq: seq - size, length: 1000, captured: 0 })).toMatchObject({ repeated: 1000 });
    feed.reassembly.acknowledge((seq + 4) >>> 0);
    expect(feed.reassembly.acknowledged).toBe(reached + 4);
    expect(feed.end().consumer).toMatchObject({ text: "abcd", missingBytes: reached });
    expect(feed.reassembly).toMatchObject({ next: reached + 4, highest: reached + 4, uniqueBytes: reached + 4 });
  });
});

describe("in a whole capture", () => {
  const bytes = zlibRgbFrame(patternPayload(3000), 0);

  it("a frame is put together over SYN data, disorder and an early FIN", async () => {
    const s = new Scenario();
    s.client.syn();
    s.server.segment({ flags: "SA", seq: 0, payload: bytes.slice(0, 10) });
    s.client.ack();
    s.server.fin({ seq: 1 + bytes.length });
    s.server.send(0, { seq: 2011, payload: bytes.slice(2010) });
    s.server.send(0, { seq: 11, payload: bytes.slice(10, 2010) });
    const [stream] = (await analyze(s.pcap())).streams;
    expect(stream?.frames).toMatchObject({ count: 1, incomplete: 0, lost_bytes: 0 });
    expect(stream?.frames?.list[0]).toMatchObject({
      ...{ offset: 0, intact: true, raw_bytes: 3000, segments: 3 },
      ...{ first_packet: 2, last_packet: 5, complete_packet: 6 },
    });
  });

  it("bytes that the receiver acknowledged and the capture lacks are missing, not lost", async () => {
    const s = new Scenario().handshake();
    s.server.send(0, { payload: bytes.slice(0, 1000) });
    s.server.send(0, { payload: bytes.slice(1000, 2000), unseen: true });
    s.server.send(0, { payload: bytes.slice(2000) });
    s.client.ack();
    const [stream] = (await analyze(s.pcap())).streams;
    expect(stream?.directions[1]).toMatchObject({ missing_bytes: 1000, unique_bytes: bytes.length - 1000 });
    expect(stream?.frames?.list[0]?.problem).toBe("1000 bytes of it reached the receiver but are not in the capture");
  });
});
