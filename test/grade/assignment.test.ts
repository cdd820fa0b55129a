/** The worked assignment in fixtures/assignment: what every sample submission comes to was stated before it was graded. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { gradeFolder, rubricFile, writeResults } from "../../src/lab/grade/grade.ts";
import type { GradescopeResults } from "../../src/lab/grade/output/results-json.ts";
import { rubricSchema } from "../../src/lab/grade/rubric/schema.ts";
import { RUBRIC_TEMPLATE } from "../../src/lab/grade/rubric/template.ts";
import { readRubric } from "../../src/lab/grade/rubric/read.ts";
import { testRubric } from "../../src/lab/grade/self-test.ts";

const folder = fileURLToPath(new URL("../../fixtures/assignment/", import.meta.url));
const lab = `${folder}lab.yaml`;
const graded = (): ReturnType<typeof gradeFolder> =>
  gradeFolder(`${folder}submissions`, lab, { marksFile: `${folder}marks.csv` });

describe("the worked assignment", () => {
  it("has a rubric with nothing to mend", async () => {
    expect((await rubricFile(lab)).findings).toEqual([]);
  });

  it("gives every sample submission the score, states, misconceptions and problems that are stated", async () => {
    const outcomes = await testRubric(lab);
    expect(outcomes.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(outcomes.map(({ folder: name }) => name.split("/").at(-1))).toEqual(
      readdirSync(`${folder}submissions`).sort(),
    );
  });

  it("asks on its answer sheet for what the rubric grades, and for nothing else", async () => {
    const { rubric } = await rubricFile(lab);
    const asked = rubric?.checks.flatMap(({ question }) => (question === undefined ? [] : [question]));
    const sheet = parse(readFileSync(`${folder}answers.yml`, "utf8")) as { answers: Record<string, unknown> };
    expect(Object.keys(sheet.answers).sort()).toEqual(asked?.sort());
    for (const question of asked ?? [])
      expect(readFileSync(`${folder}handout.md`, "utf8")).toContain(`\`${question}\``);
  });

  it("is graded to the same bytes every time, in any time zone and language", async () => {
    const out = [mkdtempSync(join(tmpdir(), "sharelab-grade-")), mkdtempSync(join(tmpdir(), "sharelab-grade-"))];
    const { TZ, LANG } = process.env;
    for (const [index, zone] of ["Pacific/Kiritimati", "America/Los_Angeles"].entries()) {
      process.env["TZ"] = zone;
      process.env["LANG"] = index === 0 ? "de_DE.UTF-8" : "C";
      await writeResults(out[index]!, await graded());
    }
    process.env["TZ"] = TZ;
    process.env["LANG"] = LANG;
    const files = (at: string): string[] =>
      (readdirSync(at, { recursive: true }) as string[]).filter((f) => /\./.test(f)).sort();
    expect(files(out[0]!)).toEqual(files(out[1]!));
    expect(files(out[0]!)).toContain(join("results", "ada.json"));
    for (const file of files(out[0]!))
      expect(readFileSync(join(out[0]!, file))).toEqual(readFileSync(join(out[1]!, file)));
  });

  it("is written as Gradescope reads it, hidden checks hidden, the whole result kept beside", async () => {
    const out = mkdtempSync(join(tmpdir(), "sharelab-grade-"));
    await writeResults(out, await graded());
    const read = JSON.parse(readFileSync(join(out, "results", "ben.json"), "utf8")) as GradescopeResults;
    expect(read.score).toBe(10.5);
    expect(read.tests.filter(({ visibility }) => visibility === "hidden").map(({ name }) => name)).toEqual([
      "The packets are of the days of the assignment",
    ]);
    expect(read.extra_data.sharelab.student).toEqual({ id: "ben", name: "Ben Okafor" });
    const mss = read.tests.find(({ name }) => name.includes("MSS"));
    expect(mss).toMatchObject({ score: 0, max_score: 2, status: "failed" });
    expect(mss?.output).toContain("Expected: 1,460 B");
    expect(mss?.output).toContain("tcp.flags.syn == 1");
    expect(mss?.output).toContain("without the IP header");
  });

  it("has its class at a glance", async () => {
    const { summary } = await graded();
    expect(summary.submissions).toEqual({ total: 9, graded: 7, pending: 2, ungradable: 0, late: 1 });
    expect(summary.score.histogram.reduce((sum, count) => sum + count)).toBe(9);
    const rtt = summary.checks.find(({ id }) => id === "initial_rtt");
    expect(rtt?.misconceptions).toEqual([{ id: "wrong-prefix", title: "The unit's prefix is off", students: ["ben"] }]);
    expect(summary.pending.map(({ student }) => student)).toEqual(["dana", "ivan"]);
  });
});

describe("the published schema", () => {
  const published = JSON.parse(
    readFileSync(new URL("../../docs/rubric.schema.json", import.meta.url), "utf8"),
  ) as object;
  const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(published);

  it("is the one that rubrics are checked with", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(rubricSchema())));
  });

  it("accepts the worked rubric and the one of `rubric init`", () => {
    for (const text of [readFileSync(lab, "utf8"), RUBRIC_TEMPLATE]) {
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
      expect(readRubric(text).findings).toEqual([]);
    }
  });
});
