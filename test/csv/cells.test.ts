/** One cell: RFC 4180, and never a formula. */
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cell, decimal, line } from "../../src/lab/render/csv/cells.ts";

describe("a cell", () => {
  it.each(["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1+1"])(
    "of text %j is no formula",
    (text) => {
      expect(cell(text).replace(/^"/, "")).toMatch(/^'/);
    },
  );

  it("of a number stays a number", () => {
    expect([0, -1.5, 1e-7, 4294967295].map(cell)).toEqual(["0", "-1.5", "1e-7", "4294967295"]);
    expect(cell(decimal("1763693870.123456789"))).toBe("1763693870.123456789");
  });

  it("is empty for what is not known", () => {
    expect([null, Number.NaN, decimal(null)].map(cell)).toEqual(["", "", ""]);
  });

  it("is quoted where it must be", () => {
    expect(cell('a,"b"\r\nc')).toBe('"a,""b""\r\nc"');
    expect(cell("a b;c")).toBe("a b;c");
  });

  it("reads back as it was, whatever it is", () => {
    const cells = fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(cells, (texts) => {
        const [record] = parse(line(texts), { record_delimiter: "\r\n" });
        const safe = texts.map((text) => (/^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text));
        expect(record).toEqual(safe);
      }),
    );
  });
});
