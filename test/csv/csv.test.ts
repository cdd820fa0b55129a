/** `--csv`: what is read back out of the tables is what the JSON report and the series say. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import { analyzeObserved } from "../../src/analyze/analyze.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { SeriesCollector } from "../../src/analyze/series/collector.ts";
import { DEFAULT_SERIES_LIMIT, type Series } from "../../src/analyze/series/series.ts";
import { markNames } from "../../src/analyze/tcp/marks.ts";
import { CsvOutput } from "../../src/lab/render/csv/csv.ts";
import { sharelab } from "../support/cli.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";
import { Scenario } from "../support/scenario.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-csv-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

type Row = Record<string, string>;
interface Tables {
  readonly report: Report;
  readonly series: Series;
  readonly table: (name: string) => Row[];
  readonly text: (name: string) => string;
}

async function tables(input: string | Uint8Array): Promise<Tables> {
  const folder = mkdtempSync(join(made, "out-"));
  const csv = await CsvOutput.open(folder);
  const collector = new SeriesCollector(DEFAULT_SERIES_LIMIT);
  const report = await analyzeObserved(input, {}, [csv, collector]);
  const files = await csv.write(report);
  csv.close();
  expect(readdirSync(folder).sort()).toEqual([...files].sort());
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const table = (name: string): Row[] => parse(text(name), { columns: true, record_delimiter: "\r\n" });
  return { report, series: collector.series, table, text };
}

/** As the JSON has it: empty is null. */
const asText = (value: string | number | boolean | null | undefined): string => `${value ?? ""}`;
const number = (value: number): string => (Number.isNaN(value) ? "" : String(value));

describe("the tables", () => {
  it.each([...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)])(
    "of %s say what the report says",
    async (path) => {
      const { report, series, table } = await tables(path);
      const frames = report.streams.flatMap(({ stream, frames: found }) =>
        (found?.list ?? []).map((frame) => ({
          stream,
          from: found?.from,
          ...frame,
          shape: frame.shape?.join(" x ") ?? null,
        })),
      );
      const frameRows = table("frames.csv");
      expect(frameRows).toHaveLength(frames.length);
      for (const [index, row] of frameRows.entries()) {
        for (const [key, cell] of Object.entries(row))
          expect(cell).toBe(asText((frames[index] as unknown as Record<string, string | number | null>)[key]));
      }
      const factRows = table("facts.csv");
      const known = facts(report);
      expect(factRows.map(({ id }) => id)).toEqual(known.map(({ id }) => id));
      for (const [index, row] of factRows.entries()) {
        const fact = known[index]!;
        expect(row["value"]).toBe(asText(fact.value));
        expect(row["packets"]).toBe(fact.packets.join(" "));
        expect(row["formula"]).toBe(fact.formula);
        expect(row["filter"]).toBe(asText(fact.filter));
      }

      const packets = table("packets.csv");
      const segments = table("segments.csv");
      const acks = table("acks.csv");
      for (const one of series.streams) {
        const { columns } = one;
        const stream = report.streams.find((found) => found.stream === one.stream)!;
        const own = packets.filter((row) => row["stream"] === String(one.stream));
        expect(own).toHaveLength(stream.packets);
        const column = (name: string): (string | undefined)[] => own.map((row) => row[name]);
        expect(column("packet")).toEqual([...columns.packet].map(String));
        expect(column("from")).toEqual([...columns.from].map((from) => (from === 0 ? "client" : "server")));
        expect(column("time_relative")).toEqual([...columns.time].map(number));
        expect(column("seq")).toEqual([...columns.seq].map(number));
        expect(column("seq_raw")).toEqual([...columns.seqRaw].map((seq) => (one.raw ? String(seq) : "")));
        expect(column("ack")).toEqual([...columns.ack].map(number));
        expect(column("len")).toEqual([...columns.length].map(String));
        expect(column("window")).toEqual([...columns.window].map(number));
        expect(column("window_raw")).toEqual([...columns.windowRaw].map(String));
        expect(column("bytes_in_flight")).toEqual([...columns.bytesInFlight].map(number));
        expect(column("marks")).toEqual([...columns.marks].map((marks) => markNames(marks).join(" ")));
        if (own.length > 0) expect(own[0]!["time"]).toBe(asText(stream.first_time));

        const data = [...columns.length.keys()].filter((row) => columns.length[row]! > 0);
        const sent = segments.filter((row) => row["stream"] === String(one.stream));
        expect(sent.map((row) => row["packet"])).toEqual(data.map((row) => String(columns.packet[row])));
        expect(sent.map((row) => row["frame"])).toEqual(
          data.map((row) => (columns.frame[row]! < 0 ? "" : String(columns.frame[row]))),
        );
        const trips = acks.filter((row) => row["stream"] === String(one.stream) && row["rtt"] !== "");
        expect(trips.map((row) => row["rtt"])).toEqual([...one.roundTrips.value].map(String));
        expect(trips.map((row) => row["ewma"])).toEqual([...one.roundTrips.ewma].map(number));
        expect(trips.map((row) => row["acks_packet"])).toEqual([...one.roundTrips.dataPacket].map(String));
        for (const [index, direction] of stream.directions.entries()) {
          const of = (row: Row): boolean => row["stream"] === String(one.stream) && row["from"] === direction.from;
          const total = segments.filter(of).reduce((sum, row) => sum + Number(row["len"]), 0);
          expect(total).toBe(direction.payload_bytes);
          // The other side's ACKs cover at most what this side sent.
          const peer = stream.directions[index === 0 ? 1 : 0];
          const acked = acks.filter(of).reduce((sum, row) => sum + Number(row["acked_bytes"]), 0);
          expect(acked).toBeLessThanOrEqual(peer.unique_bytes + peer.missing_bytes + 1);
        }
      }
    },
  );

  it("end every line with CR LF and have the same number of cells in each", async () => {
    const { text } = await tables(capture("rough-sharer.pcap"));
    for (const name of ["packets.csv", "segments.csv", "acks.csv", "frames.csv", "facts.csv"]) {
      const whole = text(name);
      expect(whole.endsWith("\r\n")).toBe(true);
      expect(whole.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    }
  });

  it("hold captures of more packets than memory is taken for at once", async () => {
    const s = new Scenario().handshake({ mss: 1460 });
    for (let round = 0; round < 10_000; round++) {
      s.server.send(10);
      s.wait(0.001).client.ack();
    }
    const { report, series, table } = await tables(s.pcap());
    const packets = table("packets.csv");
    expect(packets).toHaveLength(report.capture.packets);
    expect(packets.map((row) => row["seq"])).toEqual([...series.streams[0]!.columns.seq].map(String));
  });
});

describe("analyze --csv", () => {
  it("writes seven files, says so on standard error, and nothing on standard output", async () => {
    const folder = join(made, "new", "folder");
    const ran = await sharelab(["analyze", capture("clean-sharer.pcap"), "--csv", folder]);
    expect(ran).toMatchObject({ code: 0, stdout: "" });
    expect(ran.stderr).toContain(
      "wrote packets.csv, segments.csv, acks.csv, frames.csv, messages.csv, files.csv, facts.csv",
    );
    expect(readdirSync(folder).sort()).toEqual(
      ["acks", "facts", "files", "frames", "messages", "packets", "segments"].map((name) => `${name}.csv`),
    );
  });

  it("goes with --json", async () => {
    const folder = join(made, "both");
    const ran = await sharelab(["analyze", capture("clean-sharer.pcap"), "--csv", folder, "--json"]);
    expect((JSON.parse(ran.stdout) as Report).capture.packets).toBe(580);
    expect(readdirSync(folder)).toHaveLength(7);
  });

  it("tells what is wrong with a folder that can't be made, before it reads", async () => {
    const file = join(made, "a-file");
    writeFileSync(file, "");
    const ran = await sharelab(["analyze", join(made, "no-such.pcap"), "--csv", join(file, "sub")]);
    expect(ran).toMatchObject({ code: 4, stdout: "" });
    expect(ran.stderr).toContain("[OUTPUT_WRITE_FAILED]");
  });

  it("leaves nothing behind in the temporary folder, also after a failure", async () => {
    const temporary = mkdtempSync(join(made, "tmp-"));
    const env = { TMPDIR: temporary, TMP: temporary, TEMP: temporary };
    for (const path of [capture("clean-sharer.pcap"), join(made, "no-such.pcap")])
      await sharelab(["analyze", path, "--csv", join(made, "left")], { env });
    expect(readdirSync(temporary)).toEqual([]);
  });
});
