import { GradeListError } from "../../errors.ts";
import { feedbackText, problemsText } from "../../output/feedback-text.ts";
import type { Result } from "../../result.ts";
import { Matcher } from "./match.ts";
import { RawCsv } from "./raw-csv.ts";
import { isFinal, type Sheet } from "./types.ts";

/**
 * Moodle's grading worksheet ("Download grading worksheet"): Identifier ("Participant 310"), Full name, Email address,
 * Grade, Maximum Grade, Feedback comments.
 */
export const moodleSheet: Sheet = {
  name: "moodle-worksheet",
  option: "--moodle-worksheet <file>",
  description: "fill in the grading worksheet that you downloaded from Moodle",
  file: "moodle-worksheet.csv",
  fill(text, results, rubric) {
    const sheet = new RawCsv(text);
    const [head, ...rows] = sheet.rows;
    const titles = head === undefined ? [] : head.cells.map((_, column) => sheet.value(head, column).toLowerCase());
    const [identifier, grade] = [titles.indexOf("identifier"), titles.indexOf("grade")];
    if (identifier < 0 || grade < 0) {
      throw new GradeListError(
        "The Moodle worksheet has no columns Identifier and Grade.",
        "Download it with the assignment's Download grading worksheet, with Moodle in English.",
      );
    }
    const [name, email, most, comments] = ["full name", "email address", "maximum grade", "feedback comments"].map(
      (title) => titles.indexOf(title),
    ) as [number, number, number, number];
    const matcher = new Matcher(results);
    const open: string[] = [];
    const scales = new Set<string>();
    let filled = 0;
    for (const row of rows) {
      const participant = sheet.value(row, identifier);
      if (participant === "") continue;
      const ids = [participant, /(\d+)$/.exec(participant)?.[1] ?? "", sheet.value(row, email)];
      const result = matcher.find({ ids, name: sheet.value(row, name) });
      if (result === null) continue;
      if (!isFinal(result)) {
        open.push(result.student.id);
        continue;
      }
      sheet.set(row, grade, result.score.points.toFixed(2));
      if (comments >= 0) sheet.set(row, comments, comment(result));
      scales.add(sheet.value(row, most));
      filled++;
    }
    const own = rubric.assignment.points.toNumber();
    const other = [...scales].filter((scale) => scale !== "" && Number(scale) !== own);
    const notes = other.map((scale) => `Moodle has ${scale} as the maximum grade, the rubric ${own}`);
    return { text: sheet.text(), filled, unmatched: matcher.unmatched(results), open, notes };
  },
};

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Moodle takes it for HTML. In one line: spreadsheets and Moodle disagree on lines in cells. */
function comment(result: Result): string {
  const checks = result.checks.filter(({ hidden, state }) => !hidden && state !== "passed");
  const lines = [
    problemsText(result),
    ...checks.map((check) => `${check.title}: ${feedbackText(check, result.show_expected)}`),
  ];
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? ""))
    .join("\n\n")
    .replace(/\r?\n/g, "<br>")
    .replace(/\p{Cc}/gu, " ");
}
