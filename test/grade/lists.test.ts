/** Lists beside a rubric: whom they name, and what is no row of theirs. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readExtensions, readMarks } from "../../src/lab/grade/records.ts";
import { readRubric } from "../../src/lab/grade/rubric/read.ts";
import { StudentLists } from "../../src/lab/grade/student-lists.ts";
import { rubricOf, rubricText } from "./grading.ts";

const CHECKS = [
  { id: "essay", type: "manual", points: 1 },
  {
    id: "parts",
    type: "manual",
    points: 3,
    items: [
      { id: "x", title: "X", points: 1 },
      { id: "y", title: "Y", points: 2 },
    ],
  },
];
const RUBRIC = rubricOf(CHECKS);
const marks = (...rows: string[]): ReturnType<typeof readMarks> =>
  readMarks(["student,check,item,points", ...rows].join("\n"), "marks.csv", RUBRIC);

describe("marks", () => {
  it("are for a check, or for its items", () => {
    const ada = marks("Ada,essay,,0.5", "ada,parts,x,1", "ADA,parts,y,1.5").get("ada");
    expect(ada?.student).toBe("Ada");
    expect([...(ada?.value ?? [])].map(([key, { points }]) => `${key} ${points.toText(2)}`)).toEqual([
      "essay/essay 0.5",
      "parts/x 1",
      "parts/y 1.5",
    ]);
  });

  it.each([
    ["ada,essay,,2", "line 2: 2 points for essay, which has 1."],
    ["ada,parts,y,10", "line 2: 10 points for y of parts, which has 2."],
    ["ada,parts,xx,1", "line 2: `xx` is no item of parts. Did you mean `x`?"],
    ["ada,parts,,1", "line 2: `parts` is no item of parts."],
    ["ada,essay,z,1", "line 2: `z` is no item of essay."],
    ["ada,essay,,-1", "line 2: `-1` is no number of points."],
  ])("%s is turned away", (row, message) => {
    expect(() => marks(row)).toThrow(message);
  });

  it("are given once", () => {
    expect(() => marks("ada,essay,,1", "Ada,essay,,0")).toThrow("line 3: Ada, essay stands in line 2 already.");
    expect(() => readExtensions("student,days\nada,1\nada,2", "extensions.csv", 0, null)).toThrow(
      "stands in line 2 already",
    );
  });
});

describe("lists of students", () => {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-lists-"));
  const path = join(folder, "lab.yaml");
  const late = { per_day: "10 %", extensions: "extensions.csv" };
  const text = rubricText(CHECKS, {
    assignment: { id: "lab", title: "Lab", points: 4, due: "2026-03-06T23:59:00+01:00" },
    late,
    similarity: { together: [["Ben", "lee"]] },
  });

  async function lists(): Promise<StudentLists> {
    const { rubric, findings } = readRubric(text);
    if (rubric === null) throw new Error(JSON.stringify(findings));
    writeFileSync(path, text);
    writeFileSync(join(folder, "extensions.csv"), "student,days\nADA,2\nghost,1\n");
    writeFileSync(join(folder, "marks.csv"), "student,check,points\n  Ben ,essay,1\nlee,essay,1\n");
    return StudentLists.read(rubric, path, join(folder, "marks.csv"));
  }

  it("name them in any case, by any name that the LMS has", async () => {
    const read = await lists();
    expect(read.of({ id: "ada_12", aliases: ["12", "Ada"] }).extension).not.toBeNull();
    expect(read.of({ id: "ben" }).marks.size).toBe(1);
    expect(read.of({ id: "zoe" })).toMatchObject({ extension: null, marks: new Map() });
    expect(read.of({ id: "ben" }).beacon.partners).toEqual(["lee"]);
  });

  it("tell whom they name that handed in nothing, with who may be meant", async () => {
    const students = [{ id: "ada" }, { id: "BEN" }, { id: "lee_104" }];
    expect((await lists()).unused(students)).toEqual([
      "The list of extensions names who is not among the submissions: `ghost`",
      "The list of marks names who is not among the submissions: `lee` (did you mean `lee_104`?)",
      "A group that works together names who is not among the submissions: `lee` (did you mean `lee_104`?)",
    ]);
  });
});
