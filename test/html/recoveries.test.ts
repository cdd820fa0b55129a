/** Losses told as events: what belongs together, and why it was sent again. */
import { describe, expect, it } from "vitest";
import { analyzeWithSeries } from "../../src/analyze/analyze.ts";
import { kindOf, recoveries, type Recovery } from "../../src/lab/render/html/recoveries.ts";
import { Rows } from "../../src/lab/render/html/rows.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";

async function eventsOf(name: string): Promise<Recovery[]> {
  const { report, series } = await analyzeWithSeries(capture(name));
  return report.streams.flatMap((stream) => {
    const rows = new Rows(
      series.streams.find((one) => one.stream === stream.stream)!,
      stream,
    );
    return ([0, 1] as const).flatMap((side) => recoveries(rows, stream, side));
  });
}

const inShort = (event: Recovery, timer = 0.02): unknown => ({
  kind: kindOf(event, timer),
  first: event.mended[0]?.original?.packet ?? null,
  asked: event.askedBy,
  mended: event.mended.map(({ packet }) => packet),
  recovered: event.recovered?.packet ?? null,
});

describe("a recovery", () => {
  it("by fast retransmit has the lost segment, the duplicate ACKs, the second try and the ACK for all", async () => {
    const [, second] = await eventsOf("loss1-sharer.pcap");
    expect(inShort(second!)).toEqual({ kind: "fast", first: 300, asked: [324, 325], mended: [326], recovered: 330 });
  });

  it("by SACK has no duplicate ACK by Wireshark's rule, but ACKs with SACK blocks", async () => {
    const [first] = await eventsOf("loss1-sharer.pcap");
    expect(inShort(first!)).toEqual({ kind: "sack", first: 220, asked: [], mended: [259, 266], recovered: 270 });
    expect(first!.sackedBy).toEqual([256, 257, 258]);
  });

  it("by timeouts tells the tries apart, each after twice the time", async () => {
    const events = await eventsOf("timeouts.pcap");
    const tries = events.find(({ mended }) => mended.length === 5)!.mended;
    expect(tries.map(({ packet, seq }) => [packet, seq])).toEqual([29, 31, 32, 33, 34].map((packet) => [packet, 7753]));
    const waits = tries.slice(1).map(({ time, again }) => time - again!.time);
    for (const [index, wait] of waits.entries()) {
      if (index > 0) expect(wait / waits[index - 1]!).toBeCloseTo(2, 0);
    }
    for (const { silence } of tries.slice(1)) expect(silence).toBeGreaterThan(0.15);
  });

  it("knows from a D-SACK that a segment came twice", async () => {
    const [first] = await eventsOf("zerowin-viewer.pcap");
    expect(inShort(first!)).toEqual({ kind: "needless", first: 114, asked: [], mended: [115], recovered: 116 });
    expect(first!.mended[0]?.needless).toBe(116);
  });

  it("behind the place of the loss has a hole and no first copy", async () => {
    const [first] = await eventsOf("rough-viewer.pcap");
    expect(kindOf(first!, 0.02)).toBe("unseen");
    expect(first!.hole).toMatchObject({ packet: 12, seq: 5794, missing: 1448 });
    expect(first!.mended[0]).toMatchObject({ packet: 24, original: null });
  });

  it("is none where segments were only overtaken", async () => {
    const late = (await eventsOf("reorder-viewer.pcap")).filter((event) => kindOf(event, 0.02) === "late");
    expect(late.length).toBeGreaterThan(0);
    const [first] = late;
    // 24 was sent again and has overtaken 26, the first copy; 30 repeats 28, which came late.
    expect(first!.mended.map(({ packet, verdict, overtaken }) => [packet, verdict, overtaken])).toEqual([
      [24, "retransmission_of_unseen", 26],
      [26, "out_of_order", null],
      [28, "out_of_order", null],
      [30, "retransmission", null],
    ]);
  });

  it("was not asked for by an ACK that only tells what came twice", async () => {
    const events = await eventsOf("rough-sharer.pcap");
    expect(events[1]!.askedBy).toEqual([79, 80]);
  });

  it.each(CAPTURES)("takes each packet that was sent again or came late into exactly one event: %s", async (name) => {
    const { report } = await analyzeWithSeries(capture(name));
    const told = (await eventsOf(name)).flatMap(({ mended }) => mended.map(({ packet }) => packet));
    expect(new Set(told).size).toBe(told.length);
    const sent = report.streams.flatMap(({ verdicts }) =>
      verdicts.filter(({ verdict }) => /^(fast_|spurious_)?retransmission|^out_of_order$/.test(verdict)),
    );
    const inData = new Set(told);
    const untold = sent.filter(({ packet }) => !inData.has(packet));
    expect(untold.map(({ packet }) => packet)).toEqual([]);
  });
});
