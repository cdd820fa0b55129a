import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameProblem } from "../../src/share/files/names.ts";

const HOSTILE = JSON.parse(readFileSync(new URL("hostile-names.json", import.meta.url), "utf8")) as readonly string[];
/** Harmless by their names; that of some leads nowhere, and of others to what is no file. */
const HARMLESS = [
  "folder",
  "fifo",
  "link-out.txt",
  "link-in.txt",
  "link-folder",
  "%2e%2e%2fsecret.txt",
  "..%c0%afsecret.txt",
  "$(touch owned)",
  "a?b*c",
  "-rf",
];
const problem = (name: string): string | null => nameProblem(name, { hidden: false });

describe("names", () => {
  it.each(HOSTILE.filter((name) => !HARMLESS.includes(name)))("%j is refused, with a reason", (name) => {
    expect(problem(name)).toMatch(/^(is|has|ends|begins) /);
  });

  it.each([
    "notes.txt",
    "with spaces (1) & signs, even 50 %.pdf",
    "Übung ж 日本語.zip",
    "e\u0301t\u00e9.txt",
    "👨‍👩‍👧.png",
    "می‌خواهم.txt",
    "party.partly",
    "console.log",
    "auxiliary.c",
    "com10.txt",
    "x".repeat(247),
    "½.txt",
  ])("%j is fine", (name) => {
    expect(problem(name)).toBeNull();
  });

  it("hidden ones only where they are let through, and never those that lead elsewhere", () => {
    expect(nameProblem(".profile", { hidden: true })).toBeNull();
    for (const name of [".", "..", "../.profile"]) expect(nameProblem(name, { hidden: true })).not.toBeNull();
  });

  it("are as long as the documentation says, and no longer", () => {
    const text = readFileSync(new URL("../../docs/files.md", import.meta.url), "utf8");
    const most = Number(/longer than (\d+)\s+bytes/.exec(text)?.[1]);
    expect(nameProblem("x".repeat(most), { hidden: false })).toBeNull();
    expect(nameProblem("x".repeat(most + 1), { hidden: false })).toBe(`is longer than ${most} bytes`);
  });

  it("no name that is let through is more than a name, on any system, in any form of Unicode", () => {
    const dangerous = fc.constantFrom("..", "/", "\\", ":", ".", " ", "\0", "a", "nul", "．", "／", "‥", "\u202e");
    fc.assert(
      fc.property(fc.array(fc.oneof(dangerous, fc.string({ unit: "grapheme" }))), (parts) => {
        const name = parts.join("");
        if (problem(name) !== null) return;
        for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) {
          const text = name.normalize(form);
          expect(text).not.toMatch(/[/\\:\p{Cc}]|^\.|[. ]$/u);
        }
        expect(Buffer.byteLength(name)).toBeLessThan(255);
      }),
      { numRuns: 2000 },
    );
  });
});
