/** What is kept beside the submissions, for each student: extensions and secrets, which the rubric names, and marks. */
import { dirname, resolve } from "node:path";
import { beaconBook, type BeaconBook } from "./beacons/owner.ts";
import { declaredGroups } from "./groups.ts";
import { readExtensions, readMarks, type Extensions, type Marks, type StudentList } from "./records.ts";
import type { Rubric } from "./rubric/types.ts";
import type { StudentRecord } from "./scoring/grade-submission.ts";
import { textFile } from "./text/file.ts";
import { foldedName } from "./text/names.ts";
import { nearest } from "./text/suggest.ts";

/** One of those who handed in, by all names that the LMS has. */
export interface Known {
  readonly id: string;
  readonly aliases?: readonly string[];
}

/** Rows that are told one by one; of more there is the number. */
const MAX_TOLD = 5;

export class StudentLists {
  readonly #extensions: Extensions;
  readonly #marks: Marks;
  readonly #beacons: BeaconBook;
  /** Every list with its name for people, to look for rows that are of nobody. */
  readonly #named: readonly { readonly list: string; readonly students: readonly string[] }[];

  private constructor(
    { extensions, marks }: { readonly extensions: Extensions; readonly marks: Marks },
    beacons: BeaconBook,
    groups: readonly (readonly string[])[],
  ) {
    this.#extensions = extensions;
    this.#marks = marks;
    this.#beacons = beacons;
    this.#named = [
      { list: "The list of extensions", students: written(extensions) },
      { list: "The list of marks", students: written(marks) },
      { list: "A group that works together", students: groups.flat() },
    ];
  }

  /** @throws GradeError for a list that can't be read or used */
  static async read(rubric: Rubric, rubricPath: string, marksFile?: string): Promise<StudentLists> {
    const { due, zone } = rubric.assignment;
    const file = rubric.late?.extensionsFile ?? null;
    const path = file === null ? null : resolve(dirname(rubricPath), file);
    const extensions: Extensions =
      path === null ? new Map() : readExtensions(await textFile(path, "The list of extensions"), path, due, zone);
    const marks: Marks =
      marksFile === undefined
        ? new Map()
        : readMarks(await textFile(marksFile, "The list of marks"), marksFile, rubric);
    const beacons = await beaconBook(rubric, rubricPath, process.env);
    return new StudentLists({ extensions, marks }, beacons, await declaredGroups(rubric, rubricPath));
  }

  /** A list that was made from the LMS names students as the LMS does. */
  of({ id, aliases = [] }: Known): StudentRecord {
    const names = [id, ...aliases];
    const known = <Value>(list: StudentList<Value>): Value | null =>
      names.map((name) => list.get(foldedName(name))).find((one) => one !== undefined)?.value ?? null;
    return {
      extension: known(this.#extensions),
      marks: known(this.#marks) ?? new Map(),
      beacon: this.#beacons.owner(names),
    };
  }

  /** @returns for each list, who stands in it and has handed in nothing: a slip of the pen costs that student points */
  unused(students: readonly Known[]): string[] {
    const names = new Set(students.flatMap(({ id, aliases = [] }) => [id, ...aliases].map(foldedName)));
    const shown = students.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
    return this.#named.flatMap(({ list, students: listed }) => {
      const strangers = listed.filter((name) => !names.has(foldedName(name)));
      if (strangers.length === 0) return [];
      const told = strangers.slice(0, MAX_TOLD).map((name) => `\`${name}\`${meant(name, shown)}`);
      const more = strangers.length > MAX_TOLD ? [`${strangers.length - MAX_TOLD} more`] : [];
      return [`${list} names who is not among the submissions: ${[...told, ...more].join(", ")}`];
    });
  }
}

const written = (list: StudentList<unknown>): string[] => [...list.values()].map(({ student }) => student);

/** A name of the LMS often begins with the one that a person would write: "lee" for "lee_104". */
function meant(name: string, known: readonly string[]): string {
  const longer = known.filter((one) => foldedName(one).startsWith(foldedName(name)));
  const found = longer.length === 1 ? longer[0]! : nearest(name, known);
  return found === null ? "" : ` (did you mean \`${found}\`?)`;
}
