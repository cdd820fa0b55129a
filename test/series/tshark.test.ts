/** The series, row by row and column by column, against tshark's fields. */
import { describe, expect, it } from "vitest";
import { analyzeWithSeries } from "../../src/analyze/analyze.ts";
import type { StreamReport } from "../../src/analyze/facts/report.ts";
import { FROM_CLIENT, type StreamSeries } from "../../src/analyze/series/series.ts";
import { markNames } from "../../src/analyze/tcp/marks.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { tsharkFields, tsharkRows, type TsharkRow } from "../support/tshark.ts";

interface Judged {
  readonly stream: StreamReport;
  readonly series: StreamSeries;
  readonly rows: readonly TsharkRow[];
}

const known = new Map<string, Promise<Judged[]>>();
async function judged(name: string): Promise<Judged[]> {
  const before = known.get(name) ?? judge(name);
  known.set(name, before);
  return before;
}

async function judge(name: string): Promise<Judged[]> {
  const [{ report, series }, rows] = await Promise.all([
    analyzeWithSeries(capture(name), { inflate: false }),
    tsharkRows(capture(name)),
  ]);
  expect(series.streams.map(({ stream }) => stream)).toEqual(report.streams.map(({ stream }) => stream));
  expect([series.every, series.everyNotable]).toEqual([1, 1]);
  return report.streams.map((stream, index) => ({
    stream,
    series: series.streams[index]!,
    rows: rows.filter((row) => row.stream === stream.stream),
  }));
}

const plain = (column: ArrayLike<number>): number[] => Array.from(column);
const orNaN = (value: number | undefined): number => value ?? Number.NaN;
/** What tshark shows is modulo 2^32; we count on. */
const wrapped = (value: number): number => (Number.isNaN(value) ? value : ((value % 2 ** 32) + 2 ** 32) % 2 ** 32);

describe.skipIf(!requireTools("tshark"))("the series of every fixture, judged by tshark", () => {
  it.each(CAPTURES)("%s: numbers, lengths, windows, marks", async (name) => {
    for (const { stream, series, rows } of await judged(name)) {
      const { columns } = series;
      expect(series.rows).toBe(rows.length);
      expect(plain(columns.packet)).toEqual(rows.map((row) => row.packet));
      const first = rows[0]!.time;
      expect(plain(columns.time).map((time) => Math.round(time * 1e9))).toEqual(
        rows.map((row) => Number(row.time - first)),
      );
      const client = (row: TsharkRow): boolean =>
        row.source === stream.client.ip && row.sourcePort === stream.client.port;
      expect(plain(columns.from)).toEqual(rows.map((row) => (client(row) ? 0 : 1)));
      expect(plain(columns.flags)).toEqual(rows.map((row) => row.flagBits & 0xff));
      expect(plain(columns.seqRaw)).toEqual(rows.map((row) => row.seq));
      expect(plain(columns.seq).map(wrapped)).toEqual(rows.map((row) => row.relativeSeq));
      expect(plain(columns.length)).toEqual(rows.map((row) => row.length));
      const acked = rows.map((row) => (row.flagBits & 0x10) !== 0);
      expect(plain(columns.ackRaw)).toEqual(rows.map((row) => row.ack));
      expect(plain(columns.ack).map(wrapped)).toEqual(
        rows.map((row, index) => (acked[index] === true ? row.relativeAck : Number.NaN)),
      );
      expect(plain(columns.windowRaw)).toEqual(rows.map((row) => row.windowValue));
      expect(plain(columns.marks).map((marks) => [...markNames(marks)].sort())).toEqual(
        rows.map((row) => [...row.flags].filter((flag) => flag !== "dsack").sort()),
      );
      // Where we say unknown, tshark shows the header's window.
      for (const [index, row] of rows.entries()) {
        const window = columns.window[index]!;
        if (!Number.isNaN(window))
          expect({ packet: row.packet, window }).toEqual({ packet: row.packet, window: row.window });
        else expect(row.window).toBe(row.windowValue);
      }
    }
  });

  it.each(CAPTURES)("%s: bytes in flight and round trips", async (name) => {
    for (const { series, rows } of await judged(name)) {
      const { columns, roundTrips } = series;
      expect(plain(columns.bytesInFlight)).toEqual(rows.map((row) => orNaN(row.bytesInFlight)));
      const theirs = rows.filter((row) => row.ackRtt !== undefined && row.ackRtt > 0);
      expect(plain(roundTrips.ackPacket)).toEqual(theirs.map((row) => row.packet));
      expect(plain(roundTrips.dataPacket)).toEqual(theirs.map((row) => row.acksFrame));
      expect(plain(roundTrips.value).map((value) => Math.round(value * 1e9))).toEqual(theirs.map((row) => row.ackRtt));
    }
  });

  const SACKED = CAPTURES.filter((name) => /loss|reorder|rough|duplicate|timeouts|zero|slow/.test(name));
  it.each(SACKED)("%s: SACK blocks", async (name) => {
    const fields = ["frame.number", "tcp.stream", "tcp.options.sack_le", "tcp.options.sack_re"] as const;
    const rows = await tsharkFields(capture(name), fields, { filter: "tcp.options.sack_le", occurrence: "a" });
    for (const { series } of await judged(name)) {
      const { sack } = series;
      const ours = plain(sack.packet).map(
        (packet, row) => `${packet} ${wrapped(sack.left[row]!)} ${wrapped(sack.right[row]!)}`,
      );
      // tshark shows the edges as relative numbers.
      const theirs = rows
        .filter(([, stream]) => stream === String(series.stream))
        .flatMap(([packet, , left = "", right = ""]) =>
          left.split(",").map((edge, block) => `${packet} ${edge} ${right.split(",")[block]}`),
        );
      expect(theirs.length).toBeGreaterThan(0);
      expect(ours).toEqual(theirs);
    }
  });

  it.each(CAPTURES)("%s: the frame of each data segment is one that it carries bytes of", async (name) => {
    for (const { stream, series } of await judged(name)) {
      const { columns } = series;
      const list = stream.frames?.list ?? [];
      const carries = new Map<number, Set<number>>();
      for (let row = 0; row < series.rows; row++) {
        const [from, to] = [columns.frame[row]!, columns.lastFrame[row]!];
        if (from < 0 && to < 0) continue;
        expect(columns.from[row] === FROM_CLIENT ? "client" : "server").toBe(stream.frames?.from);
        for (let frame = from < 0 ? to : from; frame <= Math.max(from, to); frame++) {
          const packets = carries.get(frame) ?? new Set();
          carries.set(frame, packets.add(columns.packet[row]!));
        }
      }
      for (const frame of list) {
        expect(carries.get(frame.index)).toContain(frame.first_packet);
        expect(carries.get(frame.index)).toContain(frame.last_packet);
        expect(carries.get(frame.index)?.size).toBeGreaterThanOrEqual(frame.segments);
      }
    }
  });
});
