import { describe, expect, it } from "vitest";
import type { SegmentCall } from "./recording.ts";
import { detect, fixture, readList } from "./recording.ts";

/** The rows of loss1-fields.csv, cut at its commas: the lists of the same packets have to say the same. */
const [titles = [], ...rows] = fixture("loss1-fields.csv")
  .toString()
  .trimEnd()
  .split("\n")
  .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', "")));
const packets = rows.map((cells) => (field: string) => cells[titles.indexOf(field)]!);

const number = (text: string): number => (text === "" ? -1 : Number(text));

function expected(raw: boolean): SegmentCall[] {
  return packets.map((field) => {
    const base = raw ? Number(field("tcp.ack_raw")) - Number(field("tcp.ack")) : 0;
    const edges = field("tcp.options.sack_le").split(",").filter(Boolean);
    const right = field("tcp.options.sack_re").split(",");
    return {
      kind: "segment" as const,
      packet: Number(field("frame.number")),
      seconds: 0,
      nanoseconds: Number(field("frame.time_relative").replace("0.", "")),
      from: `${field("ip.src")}:${field("tcp.srcport")}`,
      to: `${field("ip.dst")}:${field("tcp.dstport")}`,
      seq: Number(field(raw ? "tcp.seq_raw" : "tcp.seq")),
      ack: Number(field(raw ? "tcp.ack_raw" : "tcp.ack")),
      flags: Number(field("tcp.flags")),
      window: Number(field("tcp.window_size_value")),
      length: Number(field("tcp.len")),
      urgentPointer: 0,
      mss: number(field("tcp.options.mss_val")),
      windowShift: number(field("tcp.options.wscale.shift")),
      sackPermitted: field("tcp.options.sack_perm") !== "",
      tsVal: number(field("tcp.options.timestamp.tsval")),
      tsEcr: number(field("tcp.options.timestamp.tsecr")),
      sack: edges.flatMap((edge, i) => [(Number(edge) + base) % 2 ** 32, (Number(right[i]) + base) % 2 ** 32]),
      ipId: -1,
      ttl: -1,
      checksum: -1,
      captured: 0,
    };
  });
}

/** The capture's first packet: 1795228689.207836. */
function since(seconds: number, nanoseconds: number, calls: readonly SegmentCall[]): SegmentCall[] {
  return calls.map((call) => {
    const sum = call.nanoseconds + nanoseconds;
    return { ...call, seconds: call.seconds + seconds + Math.floor(sum / 1e9), nanoseconds: sum % 1e9 };
  });
}

const relative = expected(false);
const raw = expected(true);
const SACKS = relative.filter(({ sack }) => sack.length > 2);

describe("exports of the same sixty packets", () => {
  it("hold what is worth reading: a handshake, and segments with several SACK blocks", () => {
    expect(relative).toHaveLength(60);
    expect(SACKS).toHaveLength(3);
  });

  it("tshark's own lines", () => {
    const list = readList(fixture("loss1-tshark.txt"));
    expect(list.conventions).toEqual({ sequenceNumbers: "relative", windows: "scaled", time: "relative" });
    expect(list.segments).toEqual(relative);
    expect(list.warnings).toEqual([]);
  });

  it("raw numbers with dates: read as UTC, which is said", () => {
    const list = readList(fixture("loss1-raw-date.txt"));
    expect(list.conventions).toEqual({ sequenceNumbers: "raw", windows: "scaled", time: "date" });
    expect(list.segments).toEqual(since(1_795_228_689, 207_836_000, raw));
    expect(list.codes).toEqual(["list-time-zone-unknown"]);
  });

  it("times since the packet before: summed up, which is said", () => {
    const list = readList(fixture("loss1-delta.txt"));
    expect(list.conventions.time).toBe("delta");
    // A delta is of the packets displayed, so that the gap in the list is in the sum too.
    expect(list.segments).toEqual(relative);
    expect(list.codes).toEqual(["list-time-delta"]);
  });

  it("details between the lines are passed over", () => {
    const list = readList(fixture("loss1-details.txt"));
    expect(list.segments).toEqual(relative.slice(0, 3));
    expect(list.warnings).toEqual([]);
  });

  it("Wireshark's plain text with the column titles before every packet", () => {
    const list = readList(fixture("loss1-wireshark.txt"));
    expect(list.segments).toEqual(relative.slice(0, 40));
    expect(list.warnings).toEqual([]);
  });

  it("Wireshark's CSV", () => {
    const list = readList(fixture("loss1-wireshark.csv"));
    expect(list.conventions).toEqual({ sequenceNumbers: "relative", windows: "scaled", time: "relative" });
    expect(list.segments).toEqual(relative);
    expect(list.warnings).toEqual([]);
  });

  it("semicolons between the columns, epoch times", () => {
    const list = readList(fixture("loss1-semicolon.csv"));
    expect(list.conventions).toEqual({ sequenceNumbers: "relative", windows: "scaled", time: "epoch" });
    expect(list.segments).toEqual(since(1_795_228_689, 207_836_000, relative));
  });

  it("fields: raw numbers, the header's windows, nine digits; SACK edges brought to raw ones", () => {
    const list = readList(fixture("loss1-fields.csv"));
    expect(list.conventions).toEqual({ sequenceNumbers: "raw", windows: "unscaled", time: "epoch" });
    expect(list.calls[0]).toMatchObject({ info: { timeDigits: 9 } });
    expect(list.segments).toEqual(since(1_795_228_689, 207_836_000, raw));
    expect(list.warnings).toEqual([]);
  });

  it("each is taken by one format", () => {
    const names = ["loss1-tshark.txt", "loss1-raw-date.txt", "loss1-delta.txt", "loss1-details.txt"];
    for (const name of [...names, "loss1-wireshark.txt"]) expect(detect(fixture(name))).toEqual(["wireshark-text"]);
    for (const name of ["loss1-wireshark.csv", "loss1-semicolon.csv", "loss1-fields.csv"])
      expect(detect(fixture(name))).toEqual(["wireshark-csv"]);
  });
});
