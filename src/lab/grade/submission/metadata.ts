/** `submission.yml` beside what was handed in: who, and when. Written by an LMS or a script, not by the student. */
import { readMoment } from "../text/moment.ts";
import { readYaml } from "../text/yaml.ts";
import { problem, type Problem } from "./problems.ts";

export interface SubmissionMetadata {
  /** Seconds since the epoch. */
  readonly submitted: number | null;
  readonly keys: ReadonlyMap<string, string>;
}

const LIMITS = { length: 64 * 1024, depth: 10, nodes: 2000 };
const TIME_KEYS = ["submitted", "submitted_at", "created_at"];

export function readMetadata(
  text: string,
  file: string,
): SubmissionMetadata & { readonly problems: readonly Problem[] } {
  const document = readYaml(text.replace(/^\ufeff/, ""), LIMITS);
  const problems: Problem[] = [];
  const [first] = document.problems;
  if (first !== undefined) {
    problems.push(problem("METADATA_UNREADABLE", `${file} is no valid YAML at line ${first.line}: ${first.message}`));
  }
  const keys = new Map<string, string>();
  const { value } = document;
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const key of Object.keys(value)) {
      const scalar = document.scalar([key]);
      if (scalar !== null && scalar.source !== "") keys.set(key, scalar.source);
    }
  }
  const time = TIME_KEYS.map((key) => keys.get(key)).find((found) => found !== undefined);
  const moment = time === undefined ? null : readMoment(time);
  if (time !== undefined && moment === null) {
    problems.push(
      problem("METADATA_UNREADABLE", `${file}: \`${time.slice(0, 60)}\` is no time such as 2026-03-06T23:59:00+01:00.`),
    );
  } else if (moment?.zoneless === true) {
    problems.push(
      problem("METADATA_UNREADABLE", `${file}: the time \`${time ?? ""}\` has no zone; it was taken as UTC.`),
    );
  }
  return { submitted: moment?.seconds ?? null, keys, problems };
}
