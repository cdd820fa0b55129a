/** The second made class: what is found in one that nothing was tuned on. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../../src/lab/grade/result.ts";
import { sharelab, type Ran } from "../../support/cli.ts";
import { requireTools } from "../../support/tools.ts";
import { makeBlindClass, type BlindClass } from "./make.ts";
import { ALIKE, COPIED, HONEST } from "./students.ts";

const key = (a: string, b: string, finding: string): string => [...[a, b].sort(), finding].join(" ");
const PAIRS = [
  ...COPIED.flatMap(({ id, of, finding, also = [] }) => [
    key(id, of === "earlier" ? "graduate" : of, finding),
    ...also.map(([other, what]) => key(id, other, what)),
  ]),
  ...ALIKE.map((pair) => key(...pair)),
];
const EXPECTED = [...HONEST, ...COPIED];

describe.skipIf(!requireTools("editcap", "mergecap", "tcprewrite", "tshark"))(
  "a class that nothing was tuned on",
  () => {
    const root = mkdtempSync(join(tmpdir(), "sharelab-blind-"));
    const out = join(root, "graded");
    let made: BlindClass;
    let ran: Ran;

    beforeAll(async () => {
      made = makeBlindClass(root);
      ran = await sharelab(["grade", made.folder, "--rubric", made.rubric, "--out", out, "--against", made.earlier]);
    }, 600_000);
    afterAll(() => {
      rmSync(root, { recursive: true, force: true });
    });

    const resultOf = (id: string): Result => {
      const text = readFileSync(join(out, "results", `${id}.json`), "utf8");
      return (JSON.parse(text) as { extra_data: { sharelab: Result } }).extra_data.sharelab;
    };

    it("is graded whole", () => {
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(made.count).toBeGreaterThanOrEqual(60);
    });

    it("gets the scores that were stated", () => {
      const scores = Object.fromEntries(EXPECTED.map(({ id }) => [id, resultOf(id).score.points]));
      expect(scores).toEqual(Object.fromEntries(EXPECTED.map(({ id, score }) => [id, score])));
    });

    it("gets the flags of captures alone that were stated", () => {
      const pairs = new Set(PAIRS.map((pair) => pair.split(" ")[2]));
      const alone = EXPECTED.map(({ id }) => [
        id,
        resultOf(id).flags.flatMap((flag) => (pairs.has(flag.id) ? [] : [flag.id])),
      ]);
      expect(Object.fromEntries(alone)).toEqual(
        Object.fromEntries(EXPECTED.map(({ id, alone: own = [] }) => [id, own])),
      );
    });

    it("has its copies found, and nobody else called one", () => {
      const rows = parse<Record<string, string>>(readFileSync(join(out, "similarity.csv"), "utf8"), { columns: true });
      const found = new Set(rows.map(({ student = "", other = "", finding = "" }) => key(student, other, finding)));
      const right = PAIRS.filter((pair) => found.has(pair));
      const [precision, recall] = [right.length / found.size, right.length / PAIRS.length];
      console.log(`copies: ${found.size} findings, ${PAIRS.length} stated; precision ${precision}, recall ${recall}`);
      expect([...found].sort()).toEqual([...PAIRS].sort());
    });
  },
);
