/** Lists that an instructor keeps beside a rubric: extensions, and marks for what only a person can judge. */
import { parse } from "csv-parse/sync";
import type { Mark } from "./checks/types.ts";
import { GradeListError } from "./errors.ts";
import { Exact } from "./exact.ts";
import type { Rubric } from "./rubric/types.ts";
import type { Extension } from "./scoring/late.ts";
import { readMoment } from "./text/moment.ts";
import { foldedName } from "./text/names.ts";
import { plusDays } from "./text/zone.ts";
import { didYouMean } from "./text/suggest.ts";

/** What a list says of one student. */
export interface Listed<Value> {
  /** As the list has it. */
  readonly student: string;
  /** The first line about the student. */
  readonly line: number;
  readonly value: Value;
}

/** By the student's folded name (text/names.ts). */
export type StudentList<Value> = ReadonlyMap<string, Listed<Value>>;
export type Extensions = StudentList<Extension>;
/** By check and item. */
export type Marks = StudentList<ReadonlyMap<string, Mark>>;

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

function rows(text: string, file: string, needed: readonly string[]): Row[] {
  let records: string[][];
  try {
    records = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new GradeListError(
      `${file} is no valid CSV: ${(error as Error).message}.`,
      "Save it again as CSV with commas.",
    );
  }
  const [head = [], ...rest] = records;
  const names = head.map((name) => name.toLowerCase());
  for (const name of needed) {
    if (names.includes(name)) continue;
    throw new GradeListError(
      `${file} has no column \`${name}\`.`,
      `Its first line must name the columns: ${needed.join(", ")}, …`,
    );
  }
  return rest.map((cells, index) => ({
    line: index + 2,
    cells: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""])),
  }));
}

/** Columns: student, and one of due, days, hours. */
export function readExtensions(text: string, file: string, due: number | null, zone: string | null): Extensions {
  const found = new Map<string, Listed<Extension>>();
  for (const { line, cells } of rows(text, file, ["student"])) {
    const student = cells["student"] ?? "";
    if (student === "") continue;
    const before = found.get(foldedName(student));
    if (before !== undefined) throw twice(`${file}, line ${line}`, student, before.line);
    found.set(foldedName(student), {
      student,
      line,
      value: { due: extended(cells, { due, zone }, `${file}, line ${line}`) },
    });
  }
  return found;
}

function extended(
  cells: Row["cells"],
  { due, zone }: { readonly due: number | null; readonly zone: string | null },
  place: string,
): number {
  const until = cells["due"] ?? "";
  if (until !== "") {
    const moment = readMoment(until);
    if (moment !== null && !moment.zoneless) return moment.seconds;
    throw new GradeListError(
      `${place}: \`${until}\` is no time with its zone.`,
      "Write it as 2026-03-06T23:59:00+01:00.",
    );
  }
  const [days, hours] = [cells["days"] ?? "", cells["hours"] ?? ""];
  const ofDays = /^\d{1,4}(\.\d{1,3})?$/.test(days) ? Number(days) : null;
  const ofHours = /^\d{1,5}(\.\d{1,3})?$/.test(hours) ? Number(hours) : null;
  if (ofDays === null && ofHours === null)
    throw new GradeListError(`${place} gives no due, days or hours.`, "Fill in one of the three.");
  if (due === null)
    throw new GradeListError(
      `${place} extends a due date, and the rubric has none.`,
      "Give `assignment.due` in the rubric.",
    );
  return Math.round(ofDays === null ? due + (ofHours ?? 0) * 3600 : plusDays(due, ofDays, zone));
}

/** Columns: student, check, item (empty for a check without items), points, comment. */
export function readMarks(text: string, file: string, rubric: Rubric): Marks {
  const manual = new Map(rubric.checks.flatMap(({ id, marked }) => (marked === undefined ? [] : [[id, marked]])));
  type Marked = Mark & { readonly line: number };
  const found = new Map<string, Listed<Map<string, Marked>>>();
  for (const { line, cells } of rows(text, file, ["student", "check", "points"])) {
    const { student = "", check = "", points = "", comment = "" } = cells;
    if (student === "" || points === "") continue;
    const place = `${file}, line ${line}`;
    const items = manual.get(check);
    if (items === undefined) {
      throw new GradeListError(
        `${place}: \`${check}\` is no manual check of the rubric.${didYouMean(check, manual.keys())}`,
        "Name the id of a manual check.",
      );
    }
    const value = Exact.parse(points.replace(",", "."));
    if (value === null || value.compare(Exact.of(0n)) < 0) {
      throw new GradeListError(`${place}: \`${points}\` is no number of points.`, "Write it as 2.5.");
    }
    const item = cells["item"] === undefined || cells["item"] === "" ? check : cells["item"];
    const most = items.get(item);
    if (most === undefined) {
      throw new GradeListError(
        `${place}: \`${item}\` is no item of ${check}.${didYouMean(item, items.keys())}`,
        items.has(check) ? "Leave the item empty." : `Its items are ${[...items.keys()].join(", ")}.`,
      );
    }
    if (value.compare(most) > 0) {
      const what = item === check ? check : `${item} of ${check}`;
      throw new GradeListError(
        `${place}: ${points} points for ${what}, which has ${most.toText(3)}.`,
        "Mend the points, here or in the rubric.",
      );
    }
    const own = found.get(foldedName(student)) ?? { student, line, value: new Map<string, Marked>() };
    const before = own.value.get(`${check}/${item}`);
    if (before !== undefined) throw twice(place, `${student}, ${item}`, before.line);
    own.value.set(`${check}/${item}`, { points: value, comment: comment === "" ? null : comment, line });
    found.set(foldedName(student), own);
  }
  return found;
}

function twice(place: string, what: string, line: number): GradeListError {
  return new GradeListError(`${place}: ${what} stands in line ${line} already.`, "Leave one of the two lines.");
}

/** Columns: student, group. @returns the group of each student */
export function readGroups(text: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { cells } of rows(text, file, ["student", "group"])) {
    const { student = "", group = "" } = cells;
    if (student !== "" && group !== "") found.set(student, group);
  }
  return found;
}

/** What a student was told to give to `session --student`, and the secret of one's own; null: none. */
export type BeaconNames = readonly {
  readonly student: string;
  readonly beacon: string;
  readonly secret: string | null;
  /** Where in the list. */
  readonly place: string;
}[];

/** Columns: student, and beacon (the same, where it is left out), secret. */
export function readBeaconNames(text: string, file: string): BeaconNames {
  return rows(text, file, ["student"]).flatMap(({ line, cells }) => {
    const { student = "", beacon = "", secret = "" } = cells;
    if (student === "") return [];
    return [
      {
        student,
        beacon: beacon === "" ? student : beacon,
        secret: secret === "" ? null : secret,
        place: `${file}, line ${line}`,
      },
    ];
  });
}
