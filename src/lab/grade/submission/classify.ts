/** Which file of a submission is the capture, which one the answers: told from names and first bytes. */
import { FORMATS } from "../../../analyze/capture-file/registry.ts";
import { answerFormat } from "../answers/registry.ts";
import type { Handin } from "../rubric/types.ts";
import { problem, type Problem } from "./problems.ts";

/** A file of a submission, before it is read. */
export interface FoundFile {
  /** Within the submission, with slashes. */
  readonly path: string;
  /** Where it is on this machine. */
  readonly disk: string;
  readonly bytes: number;
  /** The first bytes, at most 4096. */
  readonly head: Buffer;
}

export interface Classified {
  readonly capture: FoundFile | null;
  readonly answers: FoundFile | null;
  readonly problems: readonly Problem[];
}

const CAPTURE_ENDINGS = /\.(pcap|pcapng|cap|dmp|ntar)(\.gz)?$/i;
const REPORT_ENDINGS = /\.(pdf|docx?|odt|rtf|html?|png|jpe?g|gif|webp|heic|xlsx?|pptx?|txt|csv|json|xml|pages)$/i;
const ANSWER_NAMES = /answers?|antwort|solution|response/i;

/** File name without folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function classify(files: readonly FoundFile[], handin: Handin): Classified {
  const problems: Problem[] = [];
  const answers = chooseAnswers(files, handin, problems);
  const capture = chooseCapture(
    files.filter((file) => file !== answers),
    handin,
    problems,
  );
  for (const wanted of handin.files) {
    if (!files.some(({ path }) => matches(wanted, baseName(path)))) {
      problems.push(problem("FILE_MISSING", `${wanted} is not in the submission.`));
    }
  }
  return { capture, answers, problems };
}

function chooseAnswers(files: readonly FoundFile[], handin: Handin, problems: Problem[]): FoundFile | null {
  const { required } = handin.answers;
  const name = handin.answers.name ?? "answers.yml";
  const wanted = stem(name);
  const readable = files.filter(({ path }) => answerFormat(path) !== null && !isMetadata(path));
  const named = readable.filter(({ path }) => stem(path) === wanted);
  const alike = readable.filter(({ path, head }) => ANSWER_NAMES.test(baseName(path)) && !isCapture(head));
  const yaml = readable.filter(({ path }) => /\.ya?ml$/i.test(path));
  const [candidates = []] = [named, alike, yaml].filter((list) => list.length > 0);
  const sorted = [...candidates].sort(byName(name));
  const [chosen] = sorted;
  if (chosen === undefined) {
    if (required)
      problems.push(problem("ANSWERS_MISSING", `There is no answer sheet (${name}; also as .md, .csv or .json).`));
    return null;
  }
  if (sorted.length > 1) {
    const others = sorted.slice(1).map(({ path }) => path);
    problems.push(
      problem(
        "ANSWERS_SEVERAL",
        `There are ${sorted.length} answer sheets; ${chosen.path} was read, not ${others.join(", ")}.`,
      ),
    );
  } else if (stem(chosen.path) !== wanted) {
    problems.push(
      problem("ANSWERS_RENAMED", `The answers are in ${chosen.path}, not in ${name}. They were read all the same.`),
    );
  }
  return chosen;
}

function chooseCapture(files: readonly FoundFile[], handin: Handin, problems: Problem[]): FoundFile | null {
  const { name, required } = handin.capture;
  const captures = files.filter(({ head }) => isCapture(head)).sort(byName(name));
  const [chosen] = captures;
  if (chosen === undefined) {
    if (required) problems.push(whyNoCapture(files, name));
    return null;
  }
  if (captures.length > 1) {
    const others = captures.slice(1).map(({ path }) => path);
    problems.push(
      problem(
        "CAPTURES_SEVERAL",
        `There are ${captures.length} captures; ${chosen.path} was graded, not ${others.join(", ")}.`,
      ),
    );
  }
  if (name !== null && !sameName(chosen.path, name)) {
    problems.push(
      problem(
        "CAPTURE_RENAMED",
        `The capture is called ${baseName(chosen.path)}, not ${name}. It was graded all the same.`,
      ),
    );
  }
  return chosen;
}

/** The name asked for first, then names that end as captures do, the largest before others. */
function byName(name: string | null): (a: FoundFile, b: FoundFile) => number {
  const rank = ({ path }: FoundFile): number =>
    name !== null && sameName(path, name) ? 0 : CAPTURE_ENDINGS.test(path) ? 1 : 2;
  return (a, b) => rank(a) - rank(b) || b.bytes - a.bytes || (a.path < b.path ? -1 : 1);
}

function whyNoCapture(files: readonly FoundFile[], name: string | null): Problem {
  const asked = name === null ? "a capture" : `the capture ${name}`;
  const named = files.find(({ path }) => (name !== null && sameName(path, name)) || CAPTURE_ENDINGS.test(path));
  if (named?.bytes === 0) return problem("CAPTURE_EMPTY", `${named.path} is empty: it has no bytes.`);
  const report = files.find(({ path }) => REPORT_ENDINGS.test(path) && !isMetadata(path));
  if (named !== undefined) {
    const what = kindOf(named.head);
    if (what !== null) return problem("CAPTURE_IS_A_REPORT", `${named.path} is ${what}, not a capture.`);
    return problem("CAPTURE_UNREADABLE", `${named.path} is of no capture kind that can be read.`);
  }
  if (report !== undefined) {
    return problem(
      "CAPTURE_IS_A_REPORT",
      `In place of ${asked} there is ${report.path}, ${kindOf(report.head) ?? "which holds no packets"}.`,
    );
  }
  return problem("CAPTURE_MISSING", `The submission does not hold ${asked}.`);
}

const KINDS: readonly (readonly [name: string, test: (head: Buffer) => boolean])[] = [
  ["a PDF document", (head) => head.toString("latin1", 0, 5) === "%PDF-"],
  ["a PNG image", (head) => head.toString("hex", 0, 4) === "89504e47"],
  ["a JPEG image", (head) => head.toString("hex", 0, 3) === "ffd8ff"],
  ["an office document or an archive", (head) => head.toString("hex", 0, 4) === "504b0304"],
  [
    "a report of `sharelab analyze --json`",
    (head) => /^\s*\{\s*"schema":\s*"sharelab\/report/.test(head.toString("utf8")),
  ],
  ["a web page", (head) => /^\s*(<!doctype html|<html)/i.test(head.toString("utf8"))],
  ["a report of `sharelab analyze`", (head) => /^[^\n]*: [\d,]+ packets, [\d,]+ bytes/.test(head.toString("utf8"))],
  ["JSON", (head) => /^\s*[{[]/.test(head.toString("utf8"))],
  ["a text", isText],
];

/** Nearly all of it printable ASCII. */
function isText(head: Buffer): boolean {
  const printable = head.reduce(
    (count, byte) => count + Number((byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)),
    0,
  );
  return head.length > 0 && printable >= head.length * 0.8;
}

function kindOf(head: Buffer): string | null {
  return KINDS.find(([, test]) => test(head))?.[0] ?? null;
}

export function isCapture(head: Buffer): boolean {
  if (head.length === 0) return false;
  if (head[0] === 0x1f && head[1] === 0x8b) return true;
  return FORMATS.some((format) => format.detect(head, head.length < 4096));
}

export function isMetadata(path: string): boolean {
  return /^(submission|submission_metadata|metadata)\.ya?ml$/i.test(baseName(path));
}

function sameName(path: string, name: string): boolean {
  return stem(path) === stem(name) && CAPTURE_ENDINGS.test(path) === CAPTURE_ENDINGS.test(name);
}

/** "answers" of "lab/Answers.YML": what stands in front of the endings, in lower case. */
function stem(path: string): string {
  return baseName(path)
    .toLowerCase()
    .replace(/(\.(pcapng|pcap|cap))?(\.gz)?$/, "")
    .replace(/\.(ya?ml|md|markdown|csv|tsv|json)$/, "");
}

function matches(wanted: string, name: string): boolean {
  const parts = wanted.toLowerCase().split("*");
  const lower = name.toLowerCase();
  if (parts.length === 1) return lower === parts[0];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found =
      index === parts.length - 1 ? (lower.endsWith(part) ? lower.length - part.length : -1) : lower.indexOf(part, at);
    if (found < at || (index === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  return true;
}
