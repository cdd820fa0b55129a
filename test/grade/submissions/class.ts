/** Makes folders of classes as LMSs lay them out. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Result } from "../../../src/lab/grade/result.ts";
import type { Rubric } from "../../../src/lab/grade/rubric/types.ts";
import { gradeSubmission } from "../../../src/lab/grade/scoring/grade-submission.ts";
import { findSources } from "../../../src/lab/grade/submission/find-sources.ts";
import { readSource } from "../../../src/lab/grade/submission/read-source.ts";
import { capture } from "../../support/fixtures.ts";
import { rubricOf } from "../grading.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const PLAIN = readFileSync(capture("plain-sharer.pcap"));
export const ANSWERS = "answers:\n  mss: 1460\n";

export const RUBRIC = rubricOf(
  [
    { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
    { id: "mss", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
  ],
  { handin: { capture: { name: "session.pcap" }, answers: { name: "answers.yml" } } },
);

/** The same with a due date, and a tenth off for each day. */
export const DUE_RUBRIC = rubricOf(
  [
    { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
    { id: "mss", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
  ],
  {
    assignment: { id: "test", title: "Test", points: 2, due: "2026-03-06T23:59:00Z" },
    late: { per_day: "10 %" },
    handin: { capture: { name: "session.pcap" }, answers: { name: "answers.yml" } },
  },
);

export const temporary = (): string => mkdtempSync(join(tmpdir(), "sharelab-class-"));

export function folderWith(files: Files): string {
  const folder = temporary();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export interface GradedHere {
  readonly layout: string;
  readonly notes: readonly string[];
  readonly results: readonly Result[];
  /** By id: score, and codes of problems. */
  readonly short: Readonly<Record<string, string>>;
}

export async function gradeClass(path: string, rubric: Rubric = RUBRIC): Promise<GradedHere> {
  const { layout, sources, notes, close } = await findSources(path);
  const results: Result[] = [];
  for (const source of sources) results.push(gradeSubmission(rubric, await readSource(source, rubric.handin)));
  await close();
  return {
    layout: layout.name,
    notes,
    results,
    short: Object.fromEntries(
      results.map(({ student, score, problems }) => [
        student.id,
        [score.points, ...problems.map(({ code }) => code)].join(" "),
      ]),
    ),
  };
}
