import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lines, readList } from "./recording.ts";

interface Valid {
  why: string;
  line: string;
  /** Fields of a segment (null: no time), or the name of an undecoded packet. */
  gives: Record<string, unknown> | string;
  warns?: string;
}
interface Other {
  why: string;
  line: string;
}
const corpus = JSON.parse(readFileSync(new URL("lines.json", import.meta.url), "utf8")) as {
  valid: Valid[];
  passedOver: Other[];
  damaged: Other[];
  damagedSegments: Other[];
};

const FIRST = "    1   0.000000 10.9.9.1 → 10.9.9.2 TCP 66 4000 → 5000 [ACK] Seq=11 Ack=12 Win=63 Len=0";
const LAST = "    3 9999999.0 10.9.9.1 → 10.9.9.2 TCP 66 4000 → 5000 [ACK] Seq=11 Ack=12 Win=63 Len=0";
const amid = (line: string) => readList(lines(FIRST, line, LAST));

describe("one line of plain text between two others", () => {
  it.each(corpus.valid)("is read: $why", ({ line, gives, warns }) => {
    const list = amid(line);
    expect(list.codes).toEqual(warns === undefined ? [] : [warns]);
    expect(list.packets).toBe(3);
    if (typeof gives === "string") {
      expect(list.undecoded).toEqual([{ number: 2, name: gives }]);
      return;
    }
    const { seconds = 0, ...others } = gives;
    const segment = list.segments[1]!;
    expect(segment).toMatchObject(others);
    expect(segment.seconds).toBe(seconds ?? Number.NaN);
  });

  it.each(corpus.passedOver)("is passed over without a word: $why ($line)", ({ line }) => {
    const list = amid(line);
    expect(list.segments.map(({ packet }) => packet)).toEqual([1, 3]);
    expect(list.warnings).toEqual([]);
  });

  it.each(corpus.damaged)("is left out with its line number: $why", ({ line }) => {
    const list = amid(line);
    expect(list.segments.map(({ packet }) => packet)).toEqual([1, 3]);
    expect(list.undecoded).toEqual([]);
    expect(list.warnings).toMatchObject([{ code: "list-line-unreadable", packet: 1 }]);
    expect(list.warnings[0]!.message).toContain("Line 2 ");
  });

  it.each(corpus.damagedSegments)("keeps its number but gives no segment: $why", ({ line }) => {
    const list = amid(line);
    expect(list.segments.map(({ packet }) => packet)).toEqual([1, 3]);
    expect(list.undecoded).toEqual([{ number: 2, name: "unreadable line" }]);
    expect(list.codes).toEqual(["list-line-unreadable"]);
  });

  it.each([...corpus.valid, ...corpus.passedOver, ...corpus.damaged, ...corpus.damagedSegments])(
    "changes nothing about the lines around it: $why",
    ({ line }) => {
      const { segments } = amid(line);
      expect(segments[0]).toMatchObject({ packet: 1, seq: 11, ack: 12, window: 63, seconds: 0 });
      expect(segments.at(-1)).toMatchObject({ packet: 3, seq: 11, ack: 12, window: 63, seconds: 9_999_999 });
      expect(segments.at(-1)!.sack).toEqual([]);
    },
  );
});
