import { feedbackText, problemsText } from "../../output/feedback-text.ts";
import type { CheckResult, Result } from "../../result.ts";
import { Matcher, type RowKeys } from "./match.ts";
import { moodleColumns } from "./moodle-columns.ts";
import { RawCsv } from "./raw-csv.ts";
import { isFinal, type Sheet } from "./types.ts";

/**
 * Moodle's grading worksheet ("Download grading worksheet"): Identifier ("Participant 310"), Full name, Email address,
 * Grade, Maximum Grade, Feedback comments; in other languages the same under other titles.
 */
export const moodleSheet: Sheet = {
  name: "moodle-worksheet",
  option: "--moodle-worksheet <file>",
  description: "fill in the grading worksheet that you downloaded from Moodle",
  file: "moodle-worksheet.csv",
  fill(text, results, rubric) {
    const sheet = new RawCsv(text);
    const { identifier, name, email, grade, most, comments, notes } = moodleColumns(sheet);
    const [, ...rows] = sheet.rows;
    const keysOf = (row: (typeof rows)[number]): RowKeys => {
      const participant = sheet.value(row, identifier);
      const ids = [participant, /(\d+)$/.exec(participant)?.[1] ?? "", sheet.value(row, email)];
      return { ids, name: sheet.value(row, name) };
    };
    const matcher = new Matcher(results, rows.map(keysOf));
    const open: string[] = [];
    const scales = new Set<string>();
    let filled = 0;
    for (const row of rows) {
      if (sheet.value(row, identifier) === "") continue;
      const result = matcher.find(keysOf(row));
      if (result === null) continue;
      if (!isFinal(result)) {
        open.push(result.student.id);
        continue;
      }
      const scale = sheet.value(row, most);
      const points = result.score.points.toFixed(2);
      // A Moodle that writes 3,00 reads no 3.00.
      sheet.set(row, grade, scale.includes(",") ? points.replace(".", ",") : points);
      if (comments >= 0) sheet.set(row, comments, comment(result));
      scales.add(scale);
      filled++;
    }
    const own = rubric.assignment.points.toNumber();
    const other = [...scales].filter((scale) => scale !== "" && Number(scale.replace(",", ".")) !== own);
    const scaled = other.map((scale) => `Moodle has ${scale} as the maximum grade, the rubric ${own}`);
    return {
      text: sheet.text(),
      filled,
      unmatched: matcher.unmatched(results),
      open,
      notes: [...notes, ...scaled],
    };
  },
};

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** An instructor wrote something, which the student is to read whatever the points are. */
function isCommented({ type, reason, items }: CheckResult): boolean {
  return type === "manual" && (reason !== null || items.some(({ comment }) => comment !== null));
}

/** Moodle takes it for HTML. In one line: spreadsheets and Moodle disagree on lines in cells. */
function comment(result: Result): string {
  const checks = result.checks.filter((check) => !check.hidden && (check.state !== "passed" || isCommented(check)));
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
