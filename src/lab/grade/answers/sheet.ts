/** A student's answers, whatever file they came in. */
import { didYouMean } from "../text/suggest.ts";
import { problem, type Problem } from "../submission/problems.ts";

export interface GivenAnswer {
  /** As it was written; items of a list one by one. */
  readonly items: readonly string[];
  /** It was written as a list, not as one text. */
  readonly isList: boolean;
  /** The file's own syntax says that it is a number, with a decimal point (JSON). */
  readonly exact: boolean;
  /** The packets given as evidence, as written; null where none were. */
  readonly packets: string | null;
}

export interface AnswerSheet {
  readonly answers: ReadonlyMap<string, GivenAnswer>;
  /** What the sheet says beside the answers: name, student id. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** One kind of answer file, in the registry (answers/registry.ts). */
export interface AnswerFormat {
  readonly name: string;
  /** Endings of the file's name, without the dot. */
  readonly endings: readonly string[];
  read(text: string): AnswerSheet;
}

/** Characters read of an answer file. */
export const MAX_SHEET_LENGTH = 256 * 1024;
const MAX_ANSWERS = 1000;
const MAX_ITEMS = 1000;

/** Keys that stand twice are told so often; then only that there are more. */
export const MAX_TWICE = 20;

/** @param told what is wrong with each, with its place; no more are looked at than those and one */
export function twiceProblems(told: readonly string[]): Problem[] {
  const problems = told.slice(0, MAX_TWICE).map((message) => problem("ANSWER_TWICE", message));
  if (told.length > MAX_TWICE) {
    problems.push(problem("ANSWER_TWICE", "More stand there twice than are named here. The last ones count."));
  }
  return problems;
}

/** What a structured file holds, made into a sheet: YAML, JSON and front matter have the same shape. */
export class SheetBuilder {
  readonly answers = new Map<string, GivenAnswer>();
  readonly metadata = new Map<string, string>();
  readonly problems: Problem[] = [];

  answer(question: string, given: GivenAnswer): void {
    if (this.answers.size >= MAX_ANSWERS && !this.answers.has(question)) {
      if (!this.problems.some(({ code }) => code === "ANSWERS_TOO_MANY")) {
        this.problems.push(problem("ANSWERS_TOO_MANY", `The answers have more than ${MAX_ANSWERS} questions.`));
      }
      return;
    }
    this.answers.set(question, { ...given, items: given.items.slice(0, MAX_ITEMS) });
  }

  sheet(): AnswerSheet {
    return { answers: this.answers, metadata: this.metadata, problems: this.problems };
  }
}

/** A value of YAML or JSON, with its text as written. */
export interface Written {
  readonly text: string | null;
  /** It is a number by the file's own syntax. */
  readonly number: boolean;
  readonly list: readonly Written[] | null;
  readonly map: ReadonlyMap<string, Written> | null;
}

const KEYS_OF_ANSWERS = ["answers", "answer"];
const VALUE_KEYS = ["value", "answer", "text"];
const PACKET_KEYS = ["packets", "packet", "evidence", "frames", "frame"];

/** Takes `answers:` with questions under it, or questions at the top beside nothing else. */
export function sheetFrom(top: Written, exactNumbers: boolean): AnswerSheet {
  const builder = new SheetBuilder();
  if (top.map === null) {
    if (top.text !== null || top.list !== null) {
      builder.problems.push(problem("ANSWERS_UNREADABLE", "The answers are no list of questions with answers."));
    }
    return builder.sheet();
  }
  const inner = KEYS_OF_ANSWERS.map((key) => top.map?.get(key)).find((found) => (found?.map ?? null) !== null);
  for (const [key, value] of inner?.map ?? top.map) {
    // `answers:` with nothing below it is no question of that name.
    if (inner === undefined && KEYS_OF_ANSWERS.includes(key)) continue;
    const given = givenAnswer(value, exactNumbers);
    if (given !== null) builder.answer(key, given);
  }
  for (const [key, value] of top.map) {
    if (value !== inner && value.text !== null) builder.metadata.set(key, value.text);
  }
  return builder.sheet();
}

function givenAnswer(written: Written, exactNumbers: boolean): GivenAnswer | null {
  const { map } = written;
  if (map === null) return plainAnswer(written, null, exactNumbers);
  const value = VALUE_KEYS.map((key) => map.get(key)).find((found) => found !== undefined);
  const evidence = PACKET_KEYS.map((key) => map.get(key)).find((found) => found !== undefined);
  const packets = evidence === undefined ? null : evidence.list?.length === 0 ? "none" : flatText(evidence);
  const given = plainAnswer(value ?? { text: "", number: false, list: null, map: null }, packets, exactNumbers);
  const says = map.get("kind")?.text ?? map.get("numbering")?.text ?? null;
  return says === null || given.isList ? given : { ...given, items: given.items.map((item) => `${item} (${says})`) };
}

function plainAnswer(written: Written, packets: string | null, exactNumbers: boolean): GivenAnswer {
  if (written.list !== null) {
    return { items: written.list.map((item) => flatText(item)), isList: true, exact: false, packets };
  }
  return { items: [written.text ?? ""], isList: false, exact: exactNumbers && written.number, packets };
}

function flatText(written: Written): string {
  if (written.list !== null) return written.list.map(flatText).join(", ");
  if (written.map !== null) return [...written.map].map(([key, value]) => `${key}: ${flatText(value)}`).join(", ");
  return written.text ?? "";
}

/** Problems with questions that the rubric does not ask. */
export function unknownQuestions(sheet: AnswerSheet, asked: ReadonlySet<string>): Problem[] {
  return [...sheet.answers.keys()]
    .filter((question) => !asked.has(question) && !METADATA_KEYS.has(question.toLowerCase()))
    .map((question) =>
      problem(
        "ANSWER_UNKNOWN_QUESTION",
        `The answers hold \`${question.slice(0, 80)}\`, which is not asked.${didYouMean(question, asked)}`,
      ),
    );
}

/** Keys of a flat sheet that are about the student. */
export const METADATA_KEYS: ReadonlySet<string> = new Set([
  "student",
  "name",
  "id",
  "email",
  "date",
  "course",
  "group",
  "partner",
  "title",
  "author",
  "section",
  "matriculation",
]);
