/**
 * The list of sample submissions with what they must come to. An expectation that was dropped because it is written in
 * another way would pass whatever the rubric does, so everything here is understood or turned away.
 */
import { GradeListError } from "./errors.ts";
import type { CheckState, Result } from "./result.ts";
import { didYouMean } from "./text/suggest.ts";
import { isMap, readYaml, type YamlDocument, type YamlValue } from "./text/yaml.ts";

export interface Sample {
  readonly folder: string;
  readonly score: number | null;
  readonly state: string | null;
  /** Points, or a state. */
  readonly checks: ReadonlyMap<string, string | number>;
  readonly misconceptions: ReadonlyMap<string, string>;
  readonly problems: readonly string[] | null;
  readonly flags: readonly string[] | null;
}

export interface SampleList {
  readonly samples: readonly Sample[];
  /** A CSV beside the list. */
  readonly marks: string | null;
}

const LIMITS = { length: 1024 * 1024, depth: 10, nodes: 50_000 };
const TOP_KEYS = ["samples", "marks"];
const EXPECTATIONS = ["score", "state", "checks", "misconceptions", "problems", "flags"] as const;
const KEYS = ["folder", "about", ...EXPECTATIONS];
const STATES: readonly Result["state"][] = ["graded", "pending", "ungradable"];
const CHECK_STATES: readonly CheckState[] = ["passed", "partial", "failed", "ungradable", "pending", "not-reached"];

/** @throws GradeListError with the line for anything in it that can't be understood */
export function readSamples(text: string, file: string): SampleList {
  const document = readYaml(text, LIMITS);
  const [first] = document.problems;
  if (first !== undefined) {
    throw new GradeListError(`${file} is no valid YAML at line ${first.line}: ${first.message}`, "Mend it.");
  }
  const reader = new Reader(document, file);
  const top = document.value;
  if (isMap(top)) reader.known(top, [], TOP_KEYS);
  const list = isMap(top) ? top["samples"] : null;
  if (!Array.isArray(list) || list.length === 0) {
    throw new GradeListError(
      `${file} lists no samples.`,
      "Write `samples:` and under it `- folder: …` with `score: …`.",
    );
  }
  const marks = isMap(top) ? top["marks"] : undefined;
  return {
    samples: list.map((entry, index) => sample(entry, ["samples", index], reader)),
    marks: marks === undefined ? null : reader.text(marks, ["marks"], "Name a CSV beside this list."),
  };
}

type Path = readonly (string | number)[];

function sample(entry: YamlValue, path: Path, reader: Reader): Sample {
  if (!isMap(entry)) throw reader.wrong(path, "A sample is a mapping of keys.", "Write `- folder: …` with `score: …`.");
  reader.known(entry, path, KEYS);
  const read = <Value>(key: string, as: (value: YamlValue, at: Path) => Value): Value | null => {
    const value = entry[key];
    return value === undefined ? null : as(value, [...path, key]);
  };
  const folder = read("folder", (value, at) => reader.text(value, at, "Name a folder beside this list."));
  if (folder === null) throw reader.wrong(path, "The sample has no `folder`.", "Name a folder beside this list.");
  const found: Sample = {
    folder,
    score: read("score", (value, at) => reader.number(value, at)),
    state: read("state", (value, at) => reader.word(value, at, STATES)),
    checks: new Map(read("checks", (value, at) => reader.entries(value, at, (one, to) => reader.outcome(one, to)))),
    misconceptions: new Map(
      read("misconceptions", (value, at) => reader.entries(value, at, (one, to) => reader.text(one, to, NO_MISTAKE))),
    ),
    problems: read("problems", (value, at) => reader.texts(value, at)),
    flags: read("flags", (value, at) => reader.texts(value, at)),
  };
  const { score, state, checks, misconceptions, problems, flags } = found;
  const states = [score, state, problems, flags].some((one) => one !== null);
  if (!states && checks.size === 0 && misconceptions.size === 0) {
    throw reader.wrong(path, `Nothing is expected of ${folder}.`, `Add one of ${EXPECTATIONS.join(", ")}.`);
  }
  return found;
}

const NO_MISTAKE = "Give the misconception's id, or `none`.";

/** Takes values for what they must be, or says where they are not. */
class Reader {
  readonly #document: YamlDocument;
  readonly #file: string;

  constructor(document: YamlDocument, file: string) {
    this.#document = document;
    this.#file = file;
  }

  wrong(path: Path, message: string, remedy: string): GradeListError {
    return new GradeListError(`${this.#file}, line ${this.#document.place(path).line}: ${message}`, remedy);
  }

  known(map: { readonly [key: string]: YamlValue }, path: Path, keys: readonly string[]): void {
    const strange = Object.keys(map).find((key) => !keys.includes(key));
    if (strange === undefined) return;
    throw this.wrong(
      [...path, strange],
      `The key \`${strange.slice(0, 60)}\` is not known here.${didYouMean(strange, keys)}`,
      `Known here: ${keys.join(", ")}.`,
    );
  }

  text(value: YamlValue, path: Path, remedy: string): string {
    if (typeof value === "string" && value.trim() !== "") return value;
    throw this.wrong(path, `\`${String(path.at(-1))}\` must be a text.`, remedy);
  }

  number(value: YamlValue, path: Path): number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.wrong(path, `\`${String(path.at(-1))}\` must be a number.`, "Write it as in `score: 10.5`.");
  }

  word(value: YamlValue, path: Path, words: readonly string[]): string {
    if (typeof value === "string" && words.includes(value)) return value;
    const meant = typeof value === "string" ? didYouMean(value, words) : "";
    throw this.wrong(path, `\`${String(path.at(-1))}\` must be one of ${words.join(", ")}.${meant}`, "Mend the value.");
  }

  /** What a check comes to: points, or a state. */
  outcome(value: YamlValue, path: Path): string | number {
    if (typeof value === "number") return this.number(value, path);
    if (typeof value === "string") return this.word(value, path, CHECK_STATES);
    throw this.wrong(
      path,
      `\`${String(path.at(-1))}\` must be points or a state.`,
      `States: ${CHECK_STATES.join(", ")}.`,
    );
  }

  entries<Value>(value: YamlValue, path: Path, as: (value: YamlValue, at: Path) => Value): [string, Value][] {
    if (isMap(value)) return Object.entries(value).map(([key, one]) => [key, as(one, [...path, key])]);
    throw this.wrong(
      path,
      `\`${String(path.at(-1))}\` must be a mapping of checks.`,
      "Write it as in `{ client_isn: failed }`, without dashes.",
    );
  }

  /** A lone text is a list of one. */
  texts(value: YamlValue, path: Path): string[] {
    const remedy = "Write it as in `[CAPTURE_EMPTY]`; `[]` means none.";
    if (Array.isArray(value)) return value.map((one, index) => this.item(one, [...path, index], remedy));
    if (typeof value === "string" && value.trim() !== "") return [value];
    throw this.wrong(path, `\`${String(path.at(-1))}\` must be a list of texts.`, remedy);
  }

  item(value: YamlValue, path: Path, remedy: string): string {
    if (typeof value === "string" && value.trim() !== "") return value;
    throw this.wrong(path, `An entry of \`${String(path.at(-2))}\` must be a text.`, remedy);
  }
}
