import { GradeListError } from "../../errors.ts";
import type { Rubric } from "../../rubric/types.ts";
import { Matcher, type RowKeys } from "./match.ts";
import { RawCsv, type RawRow } from "./raw-csv.ts";
import { isFinal, type Sheet } from "./types.ts";

/**
 * Canvas' gradebook ("Export Entire Gradebook"): Student, ID, SIS User ID, SIS Login ID, Section, and a column for each
 * assignment, called "title (number)". Rows in front of the students hold the points possible and posting.
 */
export const canvasSheet: Sheet = {
  name: "canvas-gradebook",
  option: "--canvas-gradebook <file>",
  description: "fill in the gradebook CSV that you exported from Canvas",
  file: "canvas-gradebook.csv",
  fill(text, results, rubric) {
    const sheet = new RawCsv(text);
    const [head, ...rows] = sheet.rows;
    const titles = head === undefined ? [] : head.cells.map((_, column) => sheet.value(head, column));
    const at = (name: string): number => titles.findIndex((title) => title.toLowerCase() === name);
    const [student, id] = [at("student"), at("id")];
    if (student < 0 || id < 0) {
      throw new GradeListError(
        "The Canvas gradebook has no columns Student and ID.",
        "Export it in Canvas with Grades > Export > Export Entire Gradebook.",
      );
    }
    const column = columnOf(titles, rubric);
    const keys = [id, at("sis login id"), at("sis user id")].filter((found) => found >= 0);
    const keysOf = (row: (typeof rows)[number]): RowKeys => ({
      ids: keys.map((key) => sheet.value(row, key)),
      name: sheet.value(row, student),
    });
    const matcher = new Matcher(results, rows.map(keysOf));
    const open: string[] = [];
    let filled = 0;
    for (const row of rows) {
      if (sheet.value(row, id) === "") continue;
      const result = matcher.find(keysOf(row));
      if (result === null) continue;
      if (!isFinal(result)) {
        open.push(result.student.id);
        continue;
      }
      sheet.set(row, column, String(result.score.points));
      filled++;
    }
    return {
      text: sheet.text(),
      filled,
      unmatched: matcher.unmatched(results),
      open,
      notes: possible(sheet, rows, student, column, rubric),
    };
  },
};

function columnOf(titles: readonly string[], { assignment }: Rubric): number {
  const names = titles.map((title) => title.replace(/\s*\(\d+\)$/, "").toLowerCase());
  const wanted = [assignment.title, assignment.id].map((name) => name.toLowerCase());
  const found = names.flatMap((name, index) => (wanted.includes(name) ? [index] : []));
  if (found.length === 1) return found[0]!;
  const listed = titles.filter((title) => /\(\d+\)$/.test(title)).slice(0, 10);
  throw new GradeListError(
    `The Canvas gradebook has ${found.length === 0 ? "no column" : `${found.length} columns`} called ${assignment.title}; its assignments: ${listed.join(", ")}.`,
    "Give the rubric's `assignment.title` the name that the assignment has in Canvas.",
  );
}

function possible(sheet: RawCsv, rows: readonly RawRow[], student: number, column: number, rubric: Rubric): string[] {
  const row = rows.find((one) => /points possible/i.test(sheet.value(one, student)));
  const most = row === undefined ? "" : sheet.value(row, column);
  const own = rubric.assignment.points.toNumber();
  return most === "" || Number(most) === own ? [] : [`Canvas has ${most} points possible, the rubric ${own}`];
}
