/** Results for exporters: of a real capture, with everything that can stand in one. */
import type { Result } from "../../../src/lab/grade/result.ts";
import { gradeWith, rubricOf } from "../grading.ts";

export const RUBRIC = rubricOf(
  [
    { id: "handshake", title: "Full handshake", type: "fact", fact: "handshake.state", is: "full" },
    { id: "mss", title: 'MSS <"of" the client> & so', type: "answer", kind: "integer", fact: "handshake.syn.mss" },
    { id: "secret", title: "Only for the instructor", type: "fact", fact: "close.how", is: "open", hidden: true },
  ],
  { assignment: { id: "lab1", title: "Lab 1", points: 3 } },
);

export const MANUAL = rubricOf([
  { id: "handshake", title: "Full handshake", type: "fact", fact: "handshake.state", is: "full" },
  { id: "essay", title: "An essay", type: "manual" },
]);

/** Scores 2 of 3 with a right answer, 1 without. */
export async function resultFor(
  id: string,
  { name = null, aliases = [], mss = 1460 }: { name?: string | null; aliases?: readonly string[]; mss?: unknown } = {},
): Promise<Result> {
  const result = await gradeWith(RUBRIC, { answers: { mss } });
  return { ...result, student: { id, name, aliases } };
}

export async function ungradableFor(id: string): Promise<Result> {
  const result = await gradeWith(RUBRIC, { answers: {}, ungradable: "lab.zip: It is a bomb." });
  return { ...result, student: { id, name: null } };
}
