import { describe, expect, it } from "vitest";
import { fixture, readList } from "./recording.ts";

/** The packet list's own words, by a pattern that shares nothing with the reader. */
function shown(name: string): Record<string, string>[] {
  const line =
    /^ *(?<packet>\d+) +(?<seconds>\d+)\.(?<micros>\d{6}) (?<from>\S+) +(?<to>\S+) +TCP +\d+ (?<sport>\d+) → (?<dport>\d+) \[(?<flags>[A-Z, ]+)\] Seq=(?<seq>\d+)(?: Ack=(?<ack>\d+))? Win=(?<window>\d+) Len=(?<length>\d+)(?<options>.*)$/;
  return fixture(name)
    .toString()
    .trimEnd()
    .split("\n")
    .map((text) => line.exec(text)!.groups!);
}

const BITS: Record<string, number> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 };

describe.each([
  { name: "sharer-side.txt", windows: "scaled", multiplier: 256 },
  { name: "viewer-side.txt", windows: "scaled", multiplier: 256 },
  { name: "midstream.txt", windows: "unscaled", multiplier: 1 },
])("$name, as printed in students' reports", ({ name, windows, multiplier }) => {
  const list = readList(fixture(name));

  it("tells raw sequence numbers, relative times and whether windows are scaled", () => {
    expect(list.conventions).toEqual({ sequenceNumbers: "raw", windows, time: "relative" });
  });

  it("gives every number of every line, windows as in the header", () => {
    expect(list.segments).toEqual(
      shown(name).map((row) => {
        const flags = row["flags"]!.split(", ").reduce((sum, flag) => sum | BITS[flag]!, 0);
        const syn = (flags & 2) !== 0;
        return {
          kind: "segment",
          packet: Number(row["packet"]),
          seconds: Number(row["seconds"]),
          nanoseconds: Number(row["micros"]) * 1000,
          from: `${row["from"]}:${row["sport"]}`,
          to: `${row["to"]}:${row["dport"]}`,
          seq: Number(row["seq"]),
          ack: Number(row["ack"] ?? 0),
          flags,
          window: Number(row["window"]) / (syn ? 1 : multiplier),
          length: Number(row["length"]),
          urgentPointer: 0,
          mss: syn ? 1460 : -1,
          windowShift: syn ? 8 : -1,
          sackPermitted: syn,
          tsVal: -1,
          tsEcr: -1,
          sack: [],
          ipId: -1,
          ttl: -1,
          checksum: -1,
          captured: 0,
        };
      }),
    );
  });

  it("says first what the interface's times are, warns of nothing, and is whole", () => {
    expect(list.calls.slice(0, 2).map(({ kind }) => kind)).toEqual(["interface", "conventions"]);
    expect(list.calls[0]).toMatchObject({ info: { linkType: null, snaplen: null, name: null, timeDigits: 6 } });
    expect(list.warnings).toEqual([]);
    expect(list.truncated).toBe(false);
  });
});
