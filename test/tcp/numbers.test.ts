/** The numbers of the report: tshark's fields, packet by packet, and tcptrace's sums are the judges. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import type { DirectionReport, Report, StreamReport } from "../../src/analyze/facts/report.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { capinfosRow, tcptraceSummary, tsharkRows, type TsharkRow } from "../support/tshark.ts";

const EVERY_PORT = [9000].map((port) => ({ port }));

interface Judged {
  readonly stream: StreamReport;
  readonly rows: readonly TsharkRow[];
}

async function judged(name: string): Promise<Judged[]> {
  const [report, rows] = await Promise.all([
    analyze(capture(name), { ports: EVERY_PORT, inflate: false }),
    tsharkRows(capture(name), { twoPass: true }),
  ]);
  return report.streams.map((stream) => ({ stream, rows: rows.filter((row) => row.stream === stream.stream) }));
}

function sentBy(end: StreamReport["client"], rows: readonly TsharkRow[]): TsharkRow[] {
  return rows.filter((row) => row.source === end.ip && row.sourcePort === end.port);
}

function directions({ stream, rows }: Judged): { ours: DirectionReport; sent: TsharkRow[]; received: TsharkRow[] }[] {
  return [
    { ours: stream.directions[0], sent: sentBy(stream.client, rows), received: sentBy(stream.server, rows) },
    { ours: stream.directions[1], sent: sentBy(stream.server, rows), received: sentBy(stream.client, rows) },
  ];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
};

describe.skipIf(!requireTools("tshark", "capinfos"))("judged by tshark and capinfos", () => {
  // capinfos refuses a file that ends in mid-packet.
  it.each(CAPTURES.filter((name) => name !== "cut-file.pcap"))("%s: the file as a whole", async (name) => {
    const { capture: ours } = await analyze(capture(name), { inflate: false });
    const theirs = await capinfosRow(capture(name));
    expect(String(ours.packets)).toBe(theirs["Number of packets"]);
    if (theirs["Capture duration (seconds)"] !== undefined) {
      expect(ours.duration).toBeCloseTo(Number(theirs["Capture duration (seconds)"]), 6);
    }
  });

  it.each(CAPTURES)("%s: packets, segments, sizes and windows of each direction", async (name) => {
    for (const one of await judged(name)) {
      for (const { ours, sent } of directions(one)) {
        const data = sent.map((row) => row.length).filter((length) => length > 0);
        expect(ours.packets).toBe(sent.length);
        expect(ours.data_segments).toBe(data.length);
        expect(ours.payload_bytes).toBe(data.reduce((sum, length) => sum + length, 0));
        const sizes = new Map<number, number>();
        for (const size of data) sizes.set(size, (sizes.get(size) ?? 0) + 1);
        expect(new Map(ours.segment_size.histogram.map(({ size, count }) => [size, count]))).toEqual(sizes);
        if (data.length > 0) {
          const extremes = { min: Math.min(...data), median: median(data), max: Math.max(...data) };
          expect(ours.segment_size).toMatchObject(extremes);
        }
        const windows = sent.filter((row) => (row.flagBits & 0x06) === 0);
        if (windows.length > 0) {
          const raw = windows.map((row) => row.windowValue);
          expect(ours.window.raw).toEqual({ min: Math.min(...raw), median: median(raw), max: Math.max(...raw) });
          if (ours.window.scale !== null) {
            expect(ours.window.max).toBe(Math.max(...windows.map((row) => row.window)));
            expect(ours.window.min).toBe(Math.min(...windows.map((row) => row.window)));
          }
        }
      }
    }
  });

  it.each(CAPTURES)("%s: handshake, completeness, lists of marks", async (name) => {
    for (const { stream, rows } of await judged(name)) {
      expect(stream.packets).toBe(rows.length);
      expect(stream.completeness).toBe(rows.at(-1)?.completeness);
      const trip = rows.find((row) => row.initialRtt !== undefined)?.initialRtt;
      if (stream.handshake.syn !== null && trip !== undefined) {
        expect(stream.handshake.initial_rtt).toBeCloseTo(trip / 1e9, 9);
      }
      const syn = rows.find((row) => (row.flagBits & 0x12) === 0x02);
      expect(stream.handshake.syn?.seq).toBe(syn?.seq);
      const synAck = sentBy(stream.server, rows).find((row) => (row.flagBits & 0x12) === 0x12);
      expect(stream.handshake.syn_ack?.packet).toBe(synAck?.packet);
      for (const { ours, sent } of directions({ stream, rows })) {
        for (const [mark, packets] of Object.entries(ours.analysis)) {
          // Two passes mark the earlier SYN, ACK too.
          if (mark === "reused_ports") continue;
          const theirs = sent.filter((row) => (row.flags as Set<string>).has(mark)).map((row) => row.packet);
          expect({ mark, packets }).toEqual({ mark, packets: theirs });
        }
        const numbered = sent.filter((row) => row.duplicateAckNumber !== undefined && row.flags.has("duplicate_ack"));
        expect(ours.duplicate_acks).toEqual(
          numbered.map((row) => ({ packet: row.packet, number: row.duplicateAckNumber, of: row.duplicateAckFrame })),
        );
      }
    }
  });

  it.each(CAPTURES)("%s: round trips are tshark's, less those of what was sent twice", async (name) => {
    for (const one of await judged(name)) {
      for (const { ours, sent, received } of directions(one)) {
        const data = new Set(sent.filter((row) => row.length > 0).map((row) => row.packet));
        const theirs = received
          .filter((row) => row.ackRtt !== undefined && data.has(row.acksFrame ?? 0))
          .map((row) => Number(row.ackRtt))
          // An ACK that the file times before its data measures nothing.
          .filter((trip) => trip > 0);
        expect(ours.rtt.samples).toBeLessThanOrEqual(theirs.length);
        const resent = sent.some((row) =>
          ["retransmission", "out_of_order", "keep_alive"].some((mark) => (row.flags as Set<string>).has(mark)),
        );
        if (resent || theirs.length === 0) continue;
        expect(ours.rtt.samples).toBe(theirs.length);
        expect(ours.rtt.min).toBeCloseTo(Math.min(...theirs) / 1e9, 9);
        expect(ours.rtt.median).toBeCloseTo(median(theirs) / 1e9, 9);
        expect(ours.rtt.max).toBeCloseTo(Math.max(...theirs) / 1e9, 9);
      }
    }
  });

  it.each(CAPTURES)("%s: most bytes in flight", async (name) => {
    for (const one of await judged(name)) {
      for (const { ours, sent } of directions(one)) {
        const theirs = sent.map((row) => row.bytesInFlight ?? 0);
        expect(ours.bytes_in_flight.max ?? 0).toBe(Math.max(0, ...theirs));
      }
    }
  });
});

// tcptrace reads neither pcapng nor every link layer, and counts what is sent twice by rules of its own.
const PLAIN = ["clean-sharer.pcap", "clean-viewer.pcap", "plain-sharer.pcap", "ipv6.pcap", "push.pcap", "nodelay.pcap"];
const LOSSY = ["loss-sharer.pcap", "loss1-sharer.pcap", "timeouts.pcap", "slow-viewer.pcap", "zerowin-viewer.pcap"];

describe.skipIf(!requireTools("tcptrace"))("judged by tcptrace", () => {
  it.each([...PLAIN, ...LOSSY])("%s: payload, and each byte once", async (name) => {
    const report: Report = await analyze(capture(name), { inflate: false });
    const connections = await tcptraceSummary(capture(name));
    expect(connections).toHaveLength(report.streams.length);
    for (const [index, stream] of report.streams.entries()) {
      const connection = connections[index]!;
      const clientIsA = connection.a.endsWith(`:${stream.client.port}`);
      const theirs = clientIsA ? [connection.aToB, connection.bToA] : [connection.bToA, connection.aToB];
      for (const [side, ours] of stream.directions.entries()) {
        expect(ours.payload_bytes).toBe(theirs[side]!.dataBytes);
        expect(ours.unique_bytes).toBe(theirs[side]!.uniqueBytes);
        expect(ours.data_segments).toBe(theirs[side]!.dataPackets);
      }
    }
  });
});
