/** The documents name every code and every verdict, and their examples are true. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import * as errors from "../../src/analyze/errors.ts";
import { VERDICTS } from "../../src/analyze/tcp/verdicts.ts";
import { capture, CAPTURES, packetList } from "../support/fixtures.ts";

const root = new URL("../../", import.meta.url);
const page = (name: string): string => readFileSync(new URL(`docs/${name}`, root), "utf8");
const asLine = (text: string): string => text.replaceAll(/\s+/g, " ");

/** The part of a page below a heading, up to the next one of that level or above. */
function section(text: string, heading: string): string {
  const level = heading.indexOf(" ");
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`no heading ${heading}`);
  const rest = text.slice(from + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** First cells of a page's tables that are code. */
function tabulated(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1] ?? "").sort();
}

/** Every warning and note the source can give: what stands behind `code:` and in the calls that make warnings. */
function codesOfSource(): string[] {
  const found = new Set<string>();
  const folder = new URL("src/analyze/", root);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(new URL(file, folder), "utf8");
    for (const [, value = ""] of text.matchAll(/\bcode: ([^,}]*)/g)) {
      const given = value.replaceAll(/===? *"[^"]*"/g, "");
      for (const [, code = ""] of given.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)) found.add(code);
    }
    for (const [, code = ""] of text.matchAll(/(?:warnOnce|\bonce|#give)\(\s*"([a-z-]+)"/g)) found.add(code);
    for (const [, code = ""] of text.matchAll(/"(list-[a-z-]+)"/g)) found.add(code);
  }
  return [...found].sort();
}

describe("docs/codes.md", () => {
  const text = page("codes.md");

  it("has every warning and every note of the source, and no others", () => {
    const documented = [...tabulated(section(text, "## Warnings")), ...tabulated(section(text, "## Notes"))].sort();
    expect(documented).toEqual(codesOfSource());
  });

  it("has every error", () => {
    const codes = Object.values(errors).flatMap((kind) => {
      if (kind === errors.AnalyzeError) return [];
      const made = new (kind as typeof errors.CorruptCaptureError)("", "");
      return [made.code];
    });
    expect(tabulated(section(text, "## Errors"))).toEqual(codes.sort());
  });

  it("has the exit codes", () => {
    const exits = [...section(text, "## Exit codes").matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
    expect(exits).toEqual([0, 1, 2, 3, 4, 70, 130]);
  });
});

describe("docs/verdicts.md", () => {
  const text = page("verdicts.md");

  it("has every verdict, and no others", () => {
    const headings = [...text.matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(VERDICTS.map(({ id }) => id));
  });

  it.each(VERDICTS)("tells the rule of $id, and an example that is one", async ({ id, rule }) => {
    const told = asLine(section(text, `## ${id}`));
    expect(told).toContain(rule);
    const example = told.slice(told.indexOf("**Example:**"));
    const [, file = "", number] = /`([\w-]+\.\w+)`,? packets? (\d+)/.exec(example) ?? [];
    if (number === undefined) {
      expect(example).toContain("no fixture has one");
      // "no fixture" must not become wrong when a fixture is added.
      for (const name of CAPTURES) {
        const { streams } = await analyze(capture(name), { inflate: false });
        expect(streams.flatMap(({ verdicts }) => verdicts.map(({ verdict }) => verdict))).not.toContain(id);
      }
      return;
    }
    const { streams } = await analyze(file.endsWith(".txt") ? packetList(file) : capture(file), { inflate: false });
    const there = streams
      .flatMap(({ verdicts }) => verdicts)
      .find((one) => one.verdict === id && one.packet === Number(number));
    expect(there).toBeDefined();
    const claimed = /Wireshark marks (?:it|both) `(\w+)`/.exec(example)?.[1];
    if (claimed !== undefined) {
      expect(there?.marks).toContain(claimed);
      expect(there?.agrees).toBe(false);
    }
  });
});

describe("links between the documents", () => {
  it.each(["definitions.md", "verdicts.md", "wireshark.md", "codes.md", "formats.md", "facts.md", "outputs.md"])(
    "of %s lead somewhere",
    (name) => {
      const broken = [...page(name).matchAll(/\]\(([^)#]*)(?:#([\w-]+))?\)/g)].filter(([, path = "", anchor]) => {
        const target = new URL(path === "" ? name : path, new URL("docs/", root));
        const there = readFileSync(target, "utf8");
        const anchors = [...there.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
          title
            .toLowerCase()
            .replaceAll(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
        );
        return anchor !== undefined && !anchors.includes(anchor);
      });
      expect(broken.map(([link]) => link)).toEqual([]);
    },
  );
});
