/** Numbers as people write them: a corpus of what is read, how, and what is not; and what is written is read again. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPackets } from "../../src/lab/grade/answers/packets.ts";
import { readQuantity } from "../../src/lab/grade/answers/quantity.ts";
import type { Dimension } from "../../src/lab/grade/answers/units.ts";
import { Exact } from "../../src/lab/grade/exact.ts";

interface Valid {
  readonly text: string;
  readonly asked: Dimension;
  /** In the base unit, to 21 digits behind the point; the likelier first. */
  readonly values: readonly string[];
  readonly dimension?: Dimension;
  readonly says?: "raw" | "relative";
  readonly approximate?: true;
}

interface Invalid {
  readonly text: string;
  readonly asked: Dimension;
  readonly code: string;
}

const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), "utf8"));
const VALID = corpus("numbers-valid") as Valid[];
const INVALID = corpus("numbers-invalid") as Invalid[];

describe("an answer that is a number", () => {
  it.each(VALID)("$text, asked for a $asked", ({ text, asked, values, dimension, says, approximate }) => {
    const read = readQuantity(text, asked);
    expect(read).toMatchObject({ kind: "quantity", says: says ?? null, approximate: approximate ?? false });
    if (read.kind !== "quantity") return;
    expect(read.readings.map(({ value }) => value.toText(21))).toEqual(
      values.map((value) => Exact.parse(value)?.toText(21)),
    );
    expect(new Set(read.readings.map((reading) => reading.dimension))).toEqual(new Set([dimension ?? asked]));
  });

  it.each(INVALID)("$text is not one: $code", ({ text, asked, code }) => {
    const read = readQuantity(text, asked);
    expect(read.kind === "unreadable" ? read.code : read.kind === "not-answered" ? "not answered" : read).toBe(code);
  });

  it("says how it was taken where there is a choice, and only there", () => {
    for (const { text, asked, values } of VALID) {
      const read = readQuantity(text, asked);
      if (read.kind !== "quantity") continue;
      expect(
        read.readings.every(({ taken }) => (taken === "") === (values.length === 1)),
        text,
      ).toBe(true);
      expect(new Set(read.readings.map(({ taken }) => taken)).size, text).toBe(read.readings.length);
    }
  });

  it("is a decimal for certain where the file's syntax says so", () => {
    const read = readQuantity("1.234", "number", true);
    expect(read.kind === "quantity" && read.readings.map(({ value }) => value.toText(3))).toEqual(["1.234"]);
  });
});

const SEPARATORS = [
  { thousands: ",", point: "." },
  { thousands: ".", point: "," },
  { thousands: " ", point: "." },
  { thousands: "\u202f", point: "," },
  { thousands: "'", point: "." },
  { thousands: "\u2019", point: "," },
] as const;
const grouped = (digits: string, separator: string): string => digits.replace(/\B(?=(\d{3})+$)/g, separator);

describe("a number that was written", () => {
  it("is read again, whatever groups its digits, whenever a fraction tells its separators apart", () => {
    const cases = fc.record({
      whole: fc.nat({ max: 10 ** 15 }),
      fraction: fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, "0")),
      style: fc.constantFrom(...SEPARATORS),
      minus: fc.constantFrom("", "-", "\u2212"),
    });
    fc.assert(
      fc.property(cases, ({ whole, fraction, style, minus }) => {
        const text = `${minus}${grouped(String(whole), style.thousands)}${style.point}${fraction}`;
        const read = readQuantity(text, "number");
        const sign = minus === "" ? "" : "-";
        const meant = Exact.parse(`${sign}${whole}.${fraction}`);
        return (
          read.kind === "quantity" && read.readings.length === 1 && meant?.equals(read.readings[0]!.value) === true
        );
      }),
    );
  });

  it("always has the meant value among its readings", () => {
    const units = fc.constantFrom(["B", 1], ["kB", 1000], ["KB", 1000], ["KiB", 1024], ["MB", 10 ** 6], ["bytes", 1]);
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), units, fc.constantFrom(...SEPARATORS), (whole, [unit, factor], style) => {
        const read = readQuantity(`${grouped(String(whole), style.thousands)} ${unit}`, "data");
        const meant = Exact.from(whole).times(Exact.from(factor));
        return read.kind === "quantity" && read.readings.some(({ value }) => value.equals(meant));
      }),
    );
  });

  it("is read exactly as a program prints it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = readQuantity(String(value), "number", true);
        return read.kind === "quantity" && Object.is(read.readings[0]!.value.toNumber(), value === 0 ? 0 : value);
      }),
    );
  });

  it("is never a reason to throw, whatever the text", () => {
    const soup = fc.string({
      unit: fc.constantFrom(...Array.from("0123456789.,-+ eExX%:/^*()~kKMGibBsµ²³'_=#\u202f")),
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.oneof(soup, fc.string(), fc.string({ unit: "binary" })), (text) => {
        for (const asked of ["data", "time", "ratio", "number", "count", "rate"] as const) readQuantity(text, asked);
        readPackets(text);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe("packet numbers", () => {
  it.each([
    ["4", [4]],
    ["4, 17", [4, 17]],
    ["4 17", [4, 17]],
    ["#4 and #17", [4, 17]],
    ["packets 4-6", [4, 5, 6]],
    ["Packet 4 to 6; frame 9.", [4, 5, 6, 9]],
    ["No. 12", [12]],
    ["[1, 2, 3]", [1, 2, 3]],
    ["4\u20136", [4, 5, 6]],
    ["4 und 5", [4, 5]],
    ["", []],
  ])("%s", (text, expected) => {
    expect(readPackets(text)).toEqual(expected);
  });

  it.each(["the SYN", "6-4", "1-999999999", "4a", "-3", "1.5"])("not %s", (text) => {
    expect(readPackets(text)).toBeNull();
  });
});
