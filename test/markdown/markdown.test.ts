/** `--markdown`: the facts read back out of it are those of the JSON, and nothing foreign in it comes alive. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import { code, prose, table, words } from "../../src/lab/render/markdown/escape.ts";
import { markdownReport } from "../../src/lab/render/markdown/markdown.ts";
import { factText } from "../../src/lab/render/units.ts";
import { sharelab } from "../support/cli.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";
import { cells, outsideCode, seen, tables } from "./reading.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "@everyone #1 GH-1 https://evil.example www.evil.example mail@evil.example",
  "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
  "| a | b |",
  "a\\|b \\\\| c",
  "`` ` ``` code",
  "\u001b[2J\u001b]0;title\u0007",
  "\u202egnp.exe\u202c \u2066x\u2069",
  "line\n# heading\r\n- item",
  "</details><h1>out</h1>",
  "=cmd|' /C calc'!A0",
];

describe("the Markdown report", () => {
  it.each([...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)])(
    "of %s says what the JSON says",
    async (path) => {
      const report = await analyze(path);
      const text = [...markdownReport(report, "capture")].join("");
      const found = tables(text);
      const full = found.filter(([head]) => head?.[0] === "fact");
      const rows = full.flatMap((one) => one.slice(1)).map((row) => row.map(seen));
      const known = facts(report);
      expect(rows).toHaveLength(known.length);
      for (const [index, row] of rows.entries()) {
        const fact = known[index]!;
        expect(row[0]).toBe(fact.id);
        expect(row[1]).toBe(fact.from ?? "");
        expect(row[2]).toBe(fact.value === null ? "" : String(fact.value));
        expect(row[4]).toBe(fact.formula);
        expect(row[6]).toBe(fact.filter ?? "");
        expect(row[7]).toBe(fact.wireshark);
        expect(row[8]).toBe(fact.reason ?? "");
      }
      // The tables in front show the same, rounded.
      const shown = new Set(found.flat(2).map(seen));
      for (const fact of known.filter((one) => one.from !== null && one.value !== null && one.section === "segments"))
        expect(shown).toContain(factText(fact));
      for (const one of found) for (const row of one) expect(row).toHaveLength(one[0]!.length);
    },
  );

  it("has no markup from a hostile comment, name or warning", async () => {
    const original = readFileSync(capture("pcapng-comments.pcapng"));
    const { comments } = (await analyze(original)).capture;
    const target = comments.map(({ text }) => text).sort((a, b) => b.length - a.length)[0]!;
    for (const text of HOSTILE) {
      const report = await analyze(original);
      const evil = {
        ...report,
        capture: {
          ...report.capture,
          comments: [
            { packet: 4, text },
            { packet: null, text: target },
          ],
          warnings: [{ code: "x", message: text }],
        },
      };
      const markdown = [...markdownReport(evil, text)].join("");
      harmlessMarkdown(markdown);
    }
  });

  it("escapes the comment of a real file", async () => {
    const original = readFileSync(capture("pcapng-comments.pcapng"));
    const { comments } = (await analyze(original)).capture;
    const target = comments[0]?.text ?? "";
    const evil = Buffer.from(original);
    evil.write("<b>@x\u001b[2J", original.indexOf(target));
    const path = join(mkdtempSync(join(tmpdir(), "sharelab-test-")), "a`b|<i>.pcapng");
    writeFileSync(path, evil);
    const { stdout, code: exit } = await sharelab(["analyze", path, "--markdown"]);
    expect(exit).toBe(0);
    expect(stdout).toContain("\\x1b[2J");
    harmlessMarkdown(stdout);
  });

  it("can't be had together with --json", async () => {
    expect(await sharelab(["analyze", capture("nanoseconds.pcap"), "--markdown", "--json"])).toMatchObject({ code: 2 });
  });
});

/** Nothing but our own markup is left outside of code. */
function harmlessMarkdown(markdown: string): void {
  // eslint-disable-next-line no-control-regex
  expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  const ours = /^<\/?details>$|^<summary>[^<]*<\/summary>$/;
  for (const line of markdown.split("\n")) {
    if (ours.test(line)) continue;
    const left = outsideCode(line);
    expect(left).not.toMatch(/(?<!\\)[<>]|@|https?:|www\.|javascript:|!\[|\]\(/);
  }
  expect(markdown.split("\n").filter((line) => line.startsWith("# "))).toHaveLength(1);
}

describe("escaping", () => {
  it("keeps any text within its code span, and readable", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("`|\\ ab<>@*_[]\n")) }), (text) => {
        expect(outsideCode(`x ${code(text)} y`)).toMatch(/^x {2}y$|^x \(empty\) y$/);
      }),
    );
  });

  it("keeps any text within its cell", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...Array.from("`|\\ ab")) }), { minLength: 1, maxLength: 4 }),
        (texts) => {
          const [head, , row] = table(
            texts.map(() => "h"),
            [texts.map(code)],
          ).split("\n");
          expect(cells(head!)).toHaveLength(texts.length);
          expect(cells(row!)).toHaveLength(texts.length);
        },
      ),
    );
  });

  it("leaves plain prose as it is, and makes code of what could be more", () => {
    expect(prose("Capture on one interface, not on any (it sees packets twice).")).not.toContain("`");
    for (const text of HOSTILE) expect(prose(text)).toMatch(/^`/);
    expect(words("a_b * c | d <e>")).toBe("a\\_b \\* c \\| d \\<e\\>");
  });
});
