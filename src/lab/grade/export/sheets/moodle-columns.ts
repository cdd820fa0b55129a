/** Which column of Moodle's worksheet is which. Moodle translates the titles, so what stands below them is looked at. */
import { GradeListError } from "../../errors.ts";
import type { RawCsv } from "./raw-csv.ts";

/** Places, from 0; -1: the worksheet has no such column. */
export interface MoodleColumns {
  readonly identifier: number;
  readonly name: number;
  readonly email: number;
  readonly grade: number;
  readonly most: number;
  readonly comments: number;
  /** What was told from what stands in the columns, for the instructor to look at; empty: the titles said it. */
  readonly notes: readonly string[];
}

/** @throws GradeListError when it is none, or can't be told for sure */
export function moodleColumns(sheet: RawCsv): MoodleColumns {
  const [head, ...rows] = sheet.rows;
  const titles = head === undefined ? [] : head.cells.map((_, column) => sheet.value(head, column));
  const english = titles.map((title) => title.toLowerCase());
  const at = (title: string): number => english.indexOf(title);
  const [identifier, grade] = [at("identifier"), at("grade")];
  if (identifier >= 0 && grade >= 0) {
    const [name, email] = [at("full name"), at("email address")];
    return { identifier, grade, name, email, most: at("maximum grade"), comments: at("feedback comments"), notes: [] };
  }
  const values = titles.map((_, column) =>
    rows.filter(({ cells }) => cells.length > 1).map((row) => sheet.value(row, column)),
  );
  const found = byContent(values);
  if (found === null) {
    throw new GradeListError(
      "The Moodle worksheet has no columns Identifier and Grade, and none that can be told to be these.",
      "Download it with the assignment's Download grading worksheet; if it is that one, once more with Moodle in English.",
    );
  }
  const told = (["grade", "most", "comments"] as const).flatMap((key) =>
    found[key] < 0 ? [] : [`${titles[found[key]] ?? ""} (${WORDS[key]})`],
  );
  return { ...found, notes: [`columns of the worksheet, by what stands in them: ${told.join(", ")}`] };
}

const WORDS = { grade: "grade", most: "maximum grade", comments: "feedback comments" } as const;
const NUMBER = /^\d+([.,]\d+)?$/;

/**
 * Moodle's order is the same in all languages (mod/assign, offline grading worksheet): identifier, full name, what
 * identifies users, status, grade, maximum grade, whether it can be changed, times, feedback.
 */
function byContent(values: readonly (readonly string[])[]): Omit<MoodleColumns, "notes"> | null {
  const [identifiers = []] = values;
  const isNumbered = identifiers.length > 0 && identifiers.every((value) => /^\D+\d+$/.test(value));
  const isUnique = new Set(identifiers).size === identifiers.length;
  const maxima = values.flatMap((column, place) => {
    const [first = ""] = column;
    const grades = values[place - 1] ?? [];
    const all = NUMBER.test(first) && Number(first.replace(",", ".")) > 0 && column.every((value) => value === first);
    return place > 2 && all && grades.every((value) => value === "" || value === "-" || NUMBER.test(value))
      ? [place]
      : [];
  });
  const [most, ...others] = maxima;
  if (!isNumbered || !isUnique || most === undefined || others.length > 0) return null;
  const email = values.findIndex((column) => column.some((value) => /^[^\s@]+@[^\s@]+$/.test(value)));
  // Behind whether it can be changed and two times; without them, the last column may be one of these.
  const comments = values.length >= most + 5 ? values.length - 1 : -1;
  return { identifier: 0, name: 1, email, grade: most - 1, most, comments };
}
