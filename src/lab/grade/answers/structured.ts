/** Answers in YAML, in a Markdown file's front matter, and in JSON. */
import {
  plainValue,
  readYaml,
  type YamlDocument,
  type YamlPlace,
  type YamlProblem,
  type YamlValue,
} from "../text/yaml.ts";
import { problem } from "../submission/problems.ts";
import type { Path } from "../rubric/finding.ts";
import { twiceKeys } from "./json-keys.ts";
import {
  MAX_SHEET_LENGTH,
  MAX_TWICE,
  sheetFrom,
  SheetBuilder,
  twiceProblems,
  type AnswerFormat,
  type AnswerSheet,
  type Written,
} from "./sheet.ts";

const LIMITS = { length: MAX_SHEET_LENGTH, depth: 20, nodes: 10_000 };

export const yamlAnswers: AnswerFormat = {
  name: "YAML",
  endings: ["yml", "yaml"],
  read: (text) => fromYaml(text, 0),
};

/** What stands between two lines of `---` at the top; the text below is for people. */
export const markdownAnswers: AnswerFormat = {
  name: "Markdown with a front matter",
  endings: ["md", "markdown"],
  read: (text) => {
    const match = /^\ufeff?\s*---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
    if (match !== null) return fromYaml(match[1]!, text.slice(0, match[0].indexOf(match[1]!)).split("\n").length - 1);
    return unreadable("The Markdown file has no front matter: lines of `---` around the answers, at the top.");
  },
};

export const jsonAnswers: AnswerFormat = {
  name: "JSON",
  endings: ["json"],
  read: (text) => {
    if (text.length > MAX_SHEET_LENGTH) return unreadable(tooLong(text));
    const plain = text.replace(/^\ufeff/, "");
    let value: unknown;
    try {
      value = JSON.parse(plain);
    } catch (error) {
      return unreadable(`The answers are no valid JSON: ${(error as Error).message}.`);
    }
    const sheet = sheetFrom(fromJson(value, 0), true);
    const twice = twiceKeys(plain, MAX_TWICE + 1).map(
      ({ key, line, column }) =>
        `The key \`${key.slice(0, 80)}\` stands here twice. The last one counts (line ${line}, column ${column}).`,
    );
    return { ...sheet, problems: [...twiceProblems(twice), ...sheet.problems] };
  },
};

export function unreadable(message: string): AnswerSheet {
  const builder = new SheetBuilder();
  builder.problems.push(problem("ANSWERS_UNREADABLE", message));
  return builder.sheet();
}

export function tooLong(text: string): string {
  return `The answers have ${text.length} characters; ${MAX_SHEET_LENGTH} are read at most.`;
}

function fromYaml(text: string, linesBefore: number): AnswerSheet {
  const document = readYaml(text.replace(/^\ufeff/, ""), LIMITS);
  const sheet = sheetFrom(written(document, document.value, []), false);
  const where = ({ line, column }: YamlPlace): string => `line ${line + linesBefore}, column ${column}`;
  const isTwice = ({ kind }: YamlProblem): boolean => kind === "duplicate-key";
  const twice = document.problems.filter(isTwice);
  const wrong = document.problems.filter((found) => !isTwice(found));
  return {
    ...sheet,
    problems: [
      ...twiceProblems(twice.map((found) => `${found.message} The last one counts (${where(found)}).`)),
      ...wrong.map((found) =>
        problem("ANSWERS_UNREADABLE", `The answers are no valid YAML at ${where(found)}: ${found.message}`),
      ),
      ...sheet.problems,
    ],
  };
}

function written(document: YamlDocument, value: YamlValue, path: Path): Written {
  if (Array.isArray(value)) {
    return leaf({ list: value.map((item, index) => written(document, item, [...path, index])) });
  }
  if (value !== null && typeof value === "object") {
    return leaf({
      map: new Map(Object.entries(value).map(([key, item]) => [key, written(document, item, [...path, key])])),
    });
  }
  if (value === null) return leaf({ text: path.length === 0 ? null : "" });
  return leaf({ text: document.scalar(path)?.source ?? String(value), number: typeof value === "number" });
}

function fromJson(value: unknown, depth: number): Written {
  if (depth > LIMITS.depth || value === null || value === undefined) return leaf({ text: depth === 0 ? null : "" });
  if (Array.isArray(value))
    return leaf({ list: value.slice(0, LIMITS.nodes).map((item) => fromJson(item, depth + 1)) });
  if (typeof value === "object") {
    return leaf({ map: new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item, depth + 1)])) });
  }
  return leaf({ text: plainValue(value as YamlValue), number: typeof value === "number" });
}

function leaf(parts: Partial<Written>): Written {
  return { text: null, number: false, list: null, map: null, ...parts };
}
