/** A class whose every score and flag is stated beforehand, graded as an instructor would. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../../src/lab/grade/result.ts";
import { sharelab, type Ran } from "../../support/cli.ts";
import { requireTools } from "../../support/tools.ts";
import { makeClass, type MadeClass } from "./make.ts";
import { ALIKE, ALLOWED, COPIED, HONEST, ODD, type Expected } from "./students.ts";

const EXPECTED: readonly (Expected & { readonly id: string })[] = [
  ...HONEST,
  ...COPIED,
  ...ODD,
  { id: "partner", score: 10 },
  ...ALLOWED.sampleStudents.map((id) => ({ id, score: 1, problems: ["ANSWERS_EMPTY"] })),
];
const pairKey = (a: string, b: string, finding: string): string => [...[a, b].sort(), finding].join(" ");
const PAIRS = [
  ...COPIED.map(({ id, of, finding }) => pairKey(id, of === "earlier" ? "old-student" : of, finding)),
  // Two that have the same session from a third one are alike as well.
  pairKey("copy-later", "other-end", "same-session"),
  pairKey("copy-same", "partner", "same-session"),
  ...ALIKE.map((pair) => pairKey(...pair)),
];

interface Row {
  readonly student: string;
  readonly other: string;
  readonly finding: string;
}

describe.skipIf(!requireTools("editcap", "mergecap", "tcprewrite"))("a made class", () => {
  const root = mkdtempSync(join(tmpdir(), "sharelab-made-"));
  const out = join(root, "graded");
  let made: MadeClass;
  let ran: Ran;
  let rows: readonly Row[];

  beforeAll(async () => {
    made = makeClass(root);
    ran = await sharelab(["grade", made.folder, "--rubric", made.rubric, "--out", out, "--against", made.earlier]);
    rows = parse(readFileSync(join(out, "similarity.csv"), "utf8"), { columns: true });
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const resultOf = (id: string): Result => {
    const text = readFileSync(join(out, "results", `${id}.json`), "utf8");
    return (JSON.parse(text) as { extra_data: { sharelab: Result } }).extra_data.sharelab;
  };

  it("has at least sixty submissions, all of which are graded", () => {
    expect(ran.code).toBe(0);
    expect(made.count).toBeGreaterThanOrEqual(60);
    expect(EXPECTED).toHaveLength(made.count);
    const grades = parse<Record<string, string>>(readFileSync(join(out, "grades.csv"), "utf8"), { columns: true });
    expect(grades.map(({ student }) => student).sort()).toEqual(EXPECTED.map(({ id }) => id).sort());
  });

  it.each(EXPECTED.map((expected) => [expected.id, expected] as const))(
    "%s comes to what was stated",
    (id, expected) => {
      const { score, problems, reason, flags, checks } = resultOf(id);
      const told = problems.filter(({ severity }) => severity !== "info").map(({ code }) => code);
      const pairs = PAIRS.filter((pair) => pair.split(" ").slice(0, 2).includes(id)).map((pair) => pair.split(" ")[2]);
      expect({
        score: score.points,
        problems: [...new Set(told)].sort(),
        flags: flags.map((flag) => flag.id).sort(),
        misconceptions: Object.fromEntries(
          checks.flatMap((check) => (check.misconception === null ? [] : [[check.id, check.misconception]])),
        ),
      }).toEqual({
        score: expected.score,
        problems: [...(expected.problems ?? [])].sort(),
        flags: [...pairs, ...(expected.alone ?? [])].sort(),
        misconceptions: expected.misconceptions ?? {},
      });
      if (expected.ungradable === undefined) expect(reason).toBeNull();
      else expect(reason).toMatch(expected.ungradable);
    },
  );

  it("finds every copy and nothing else", () => {
    const found = new Set(rows.map(({ student, other, finding }) => pairKey(student, other, finding)));
    const right = PAIRS.filter((pair) => found.has(pair));
    const precision = right.length / found.size;
    const recall = right.length / PAIRS.length;
    console.log(`copies: ${found.size} pairs found, ${PAIRS.length} there; precision ${precision}, recall ${recall}`);
    expect([...found].sort()).toEqual([...PAIRS].sort());
  });

  it("shows each pair's packets, and takes no points for any", () => {
    const copied = resultOf("copy-later").flags.find(({ id }) => id === "copied-capture");
    expect(copied?.evidence).toMatch(/^dana: \d+ packets .* All times are shifted by -?5400\.000 s\./);
    expect(copied?.packets.length).toBeGreaterThan(10);
    expect(resultOf("copy-same").score.points).toBe(resultOf("ada").score.points);
    expect(readFileSync(join(out, "similarity.html"), "utf8")).toContain("<bdi>copy-later</bdi>");
  });

  it("lets nothing hostile out", () => {
    expect(existsSync(join(root, "evil.txt"))).toBe(false);
    expect(ran.stdout + ran.stderr).not.toContain("\u001b]0;");
    expect(readFileSync(join(out, "similarity.csv"), "utf8")).not.toContain("\u001b");
  });
});
