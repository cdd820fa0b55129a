/** What the instructor reads of a class: the table of grades and the terminal. */
import { describe, expect, it } from "vitest";
import { gradesCsv } from "../../src/lab/grade/output/grades-csv.ts";
import { summarize } from "../../src/lab/grade/output/summary.ts";
import { classOverview } from "../../src/lab/grade/output/terminal.ts";
import type { Flag } from "../../src/lab/grade/result.ts";
import { moodleSheet } from "../../src/lab/grade/export/sheets/moodle.ts";
import { gradescopeResults } from "../../src/lab/grade/output/results-json.ts";
import { feedbackPage } from "../../src/lab/grade/pages/feedback.ts";
import { overviewPage } from "../../src/lab/grade/pages/overview.ts";
import { gradeWith, rubricOf } from "./grading.ts";

const RUBRIC = rubricOf([{ id: "handshake", type: "fact", fact: "handshake.state", is: "full" }]);
const flag = (id: string): Flag => ({ id, title: id, evidence: "as another", packets: [] });

describe("flags of a student", () => {
  const all = [...Array.from({ length: 10 }, () => flag("copied-capture")), flag("same-session"), flag("same-session")];

  it("stand once for each kind, with how often, in the table and on the terminal", async () => {
    const results = [{ ...(await gradeWith(RUBRIC)), flags: [...all, flag("edited-with")] }];
    const [head = "", row = ""] = gradesCsv(RUBRIC, results).split("\r\n");
    expect(head.split(",")[11]).toBe("flags");
    expect(row).toContain(',"copied-capture (10), same-session (2), edited-with",');
    const style = { width: 80, color: false, unicode: false };
    const graded = { rubric: RUBRIC, results, summary: summarize(RUBRIC, results), notes: [] };
    const shown = [...classOverview(graded, style)].join("\n").replace(/\s*\|\s*\n?\|?\s*/g, " ");
    expect(shown.match(/flag/g)).toHaveLength(3);
    expect(shown).toContain("flag copied-capture (10)");
  });
});

describe("a time of submission that nobody knows", () => {
  const due = rubricOf([{ id: "handshake", type: "fact", fact: "handshake.state", is: "full" }], {
    assignment: { id: "test", title: "Test", points: 1, due: "2026-03-06T23:59:00Z" },
  });
  const SHEET =
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Feedback comments"\nParticipant 1,s,s@example.edu,-,,1.00,\n';
  const TOLD = /instructor must look|counts as in time|does not say when|SUBMISSION_TIME_UNKNOWN/;

  it("is told to the instructor and to no student, who can do nothing about it", async () => {
    const result = await gradeWith(due);
    expect(result.problems.map(({ code }) => code)).toEqual(["SUBMISSION_TIME_UNKNOWN"]);
    const summary = summarize(due, [result]);
    expect(overviewPage({ results: [result], summary, names: new Map([["s", "s"]]) })).toMatch(TOLD);
    const student = { ...result, student: { id: "s", name: null, aliases: ["1"] } };
    const { text, filled } = moodleSheet.fill(SHEET, [student], due);
    expect(filled).toBe(1);
    expect(text).toBe(SHEET.replace(",-,,", ",-,1.00,"));
    const { output, tests } = gradescopeResults(result);
    expect(output).toBe("");
    expect(JSON.stringify(tests)).not.toMatch(TOLD);
    expect(feedbackPage(result, null)).not.toMatch(TOLD);
  });

  it("is told to the student where the LMS calls it late", async () => {
    const problem = {
      code: "LATE_BY_UNKNOWN",
      severity: "warning",
      message: "The LMS calls it late, and does not say when it was handed in.",
      remedy: "The instructor must look.",
    } as const;
    expect(gradescopeResults(await gradeWith(due, { problems: [problem], submitted: 0 })).output).toContain("late");
  });
});
