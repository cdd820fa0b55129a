/** What the series promise beside tshark's numbers: the average, the limit, numbers that wrap, what is not known. */
import { describe, expect, it } from "vitest";
import { analyze, analyzeWithSeries } from "../../src/analyze/analyze.ts";
import { bytesPerRow } from "../../src/analyze/series/growing-table.ts";
import { PACKET_COLUMNS, ROUND_TRIP_COLUMNS, SACK_COLUMNS } from "../../src/analyze/series/series.ts";
import { EWMA_WEIGHT } from "../../src/analyze/tcp/flow.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";

const LOSSY = capture("loss1-sharer.pcap");

describe("series", () => {
  it.each(["clean-sharer.pcap", "rough-viewer.pcap", "port-reuse.pcap"])(
    "%s: leave the report as it is without them",
    async (name) => {
      expect((await analyzeWithSeries(capture(name))).report).toEqual(await analyze(capture(name)));
    },
  );

  it("take 90 bytes a packet, 37 a SACK block, 35 a round trip", () => {
    expect([PACKET_COLUMNS, SACK_COLUMNS, ROUND_TRIP_COLUMNS].map(bytesPerRow)).toEqual([90, 37, 35]);
  });

  it("average the round trips that are not ambiguous, by the rule of SRTT", async () => {
    const { report, series } = await analyzeWithSeries(LOSSY, { inflate: false });
    const { roundTrips } = series.streams[0]!;
    const estimate = [Number.NaN, Number.NaN];
    const counted = [0, 0];
    let ambiguous = 0;
    for (const [row, value] of roundTrips.value.entries()) {
      const of = roundTrips.of[row]!;
      ambiguous += roundTrips.ambiguous[row]!;
      if (roundTrips.data[row] === 0 || roundTrips.ambiguous[row] === 1) {
        expect(roundTrips.ewma[row]).toBeNaN();
        continue;
      }
      counted[of]!++;
      const before = estimate[of]!;
      estimate[of] = Number.isNaN(before) ? value : (1 - EWMA_WEIGHT) * before + EWMA_WEIGHT * value;
      expect(roundTrips.ewma[row]).toBeCloseTo(estimate[of], 12);
    }
    expect(ambiguous).toBeGreaterThan(0);
    expect(counted).toEqual(report.streams[0]!.directions.map((direction) => direction.rtt.samples));
  });

  it("are thinned out beyond the limit, and say so; what is notable stays", async () => {
    const whole = (await analyzeWithSeries(LOSSY, { inflate: false })).series;
    const thin = (await analyzeWithSeries(LOSSY, { inflate: false }, 400)).series;
    expect(whole.every).toBe(1);
    expect(thin.every).toBeGreaterThan(1);
    expect(thin.everyNotable).toBe(1);
    const [all, some] = [whole.streams[0]!, thin.streams[0]!];
    expect(some.packets).toBe(all.packets);
    expect(some.rows).toBeLessThanOrEqual(400);
    expect(some.rows).toBeGreaterThan(200);
    const kept = new Set(some.columns.packet);
    for (const [row, packet] of all.columns.packet.entries()) {
      if (all.columns.marks[row] !== 0 || (all.columns.flags[row]! & 7) !== 0) expect(kept).toContain(packet);
    }
    // What a row says does not depend on its neighbours being there.
    for (const [row, packet] of some.columns.packet.entries()) {
      const same = all.columns.packet.indexOf(packet);
      for (const name of Object.keys(PACKET_COLUMNS) as (keyof typeof PACKET_COLUMNS)[])
        expect(some.columns[name][row]).toEqual(all.columns[name][same]);
    }
    for (const [row, packet] of some.roundTrips.ackPacket.entries()) {
      expect(kept).toContain(packet);
      expect(some.roundTrips.ewma[row]).toEqual(all.roundTrips.ewma[all.roundTrips.ackPacket.indexOf(packet)]);
    }
    for (const packet of some.sack.packet) expect(kept).toContain(packet);
  });

  it("stay below the limit also where every packet is notable", async () => {
    const { series } = await analyzeWithSeries(LOSSY, { inflate: false }, 20);
    expect(series.everyNotable).toBeGreaterThan(1);
    expect(series.streams.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(20);
  });

  it("count on where sequence numbers wrap around", async () => {
    const { columns } = (await analyzeWithSeries(capture("seq-wrap.pcap"))).series.streams[0]!;
    const data = [...columns.seq].filter((_, row) => columns.length[row]! > 0);
    expect(data).toEqual([...data].sort((a, b) => a - b));
    const raw = [...columns.seqRaw].filter((_, row) => columns.length[row]! > 0);
    expect(raw).not.toEqual([...raw].sort((a, b) => a - b));
  });

  it("leave scaled windows unknown without a handshake", async () => {
    const { scale, columns } = (await analyzeWithSeries(capture("midstream.pcap"))).series.streams[0]!;
    expect(scale).toEqual([null, null]);
    expect(columns.window.every(Number.isNaN)).toBe(true);
    expect(columns.windowRaw.every((window) => window > 0)).toBe(true);
  });

  it.each([...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)])(
    "%s: fit the report's own numbers",
    async (path) => {
      const { report, series } = await analyzeWithSeries(path, { inflate: false });
      for (const [index, { columns, rows, roundTrips }] of series.streams.entries()) {
        const stream = report.streams[index]!;
        expect(rows).toBe(stream.packets);
        for (const [from, direction] of stream.directions.entries()) {
          const mine = Array.from({ length: rows }, (_, row) => row).filter((row) => columns.from[row] === from);
          expect(mine.length).toBe(direction.packets);
          expect(mine.reduce((sum, row) => sum + columns.length[row]!, 0)).toBe(direction.payload_bytes);
          const windows = mine.filter((row) => (columns.flags[row]! & 6) === 0).map((row) => columns.window[row]!);
          if (direction.window.max !== null) expect(Math.max(...windows)).toBe(direction.window.max);
          else expect(windows.every(Number.isNaN)).toBe(true);
          const flying = mine.map((row) => columns.bytesInFlight[row]!).filter((bytes) => bytes > 0);
          if (flying.length > 0) expect(Math.max(...flying)).toBe(direction.bytes_in_flight.max);
          const trips = [...roundTrips.value].filter(
            (_, row) => roundTrips.of[row] === from && roundTrips.data[row] === 1 && roundTrips.ambiguous[row] === 0,
          );
          expect(trips.length).toBe(direction.rtt.samples);
          if (direction.rtt.max !== null) expect(Math.max(...trips)).toBe(direction.rtt.max);
        }
      }
    },
  );
});
