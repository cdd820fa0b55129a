import { Command, Option } from "commander";
import { GradeError, GradePermissionError, RubricError } from "../lab/grade/errors.ts";
import type { GradedClass } from "../lab/grade/grade.ts";
import { harmless } from "../lab/render/escape.ts";
import { EXIT_BAD_INPUT, EXIT_FINDINGS, EXIT_NO_PERMISSION } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { ProgressLine, terminalStyle, writeAll, type ColorChoice } from "./output.ts";
import { say } from "./peer-options.ts";

interface Options {
  readonly rubric: string;
  readonly out: string;
  readonly marks?: string;
  readonly emit: readonly string[];
  readonly canvasGradebook?: string;
  readonly moodleWorksheet?: string;
  readonly failOn: readonly FailOn[];
  readonly color: ColorChoice;
  readonly ascii?: true;
}

const FAIL_ON = ["problems", "flags", "pending"] as const;
/** Names of the exporters, without loading them. */
const EMIT = ["gradescope", "prairielearn", "classroom50", "junit"] as const;
type FailOn = (typeof FAIL_ON)[number];

export function gradeCommand(): Command {
  return new Command("grade")
    .description("grade a folder of submissions, each against the student's own capture")
    .argument(
      "<folder>",
      "has a folder or zip for each student, or is what Canvas, Moodle or Gradescope let you download",
    )
    .requiredOption("--rubric <file>", "what is graded, and how (see: sharelab rubric init)")
    .requiredOption("--out <folder>", "where grades.csv, summary.json and results/ are written")
    .option("--marks <file>", "a CSV with your marks for manual checks: student, check, item, points, comment")
    .addOption(new Option("--emit <what...>", "also write files for another system").choices(EMIT).default([]))
    .option("--canvas-gradebook <file>", "fill in the gradebook CSV that you exported from Canvas")
    .option("--moodle-worksheet <file>", "fill in the grading worksheet that you downloaded from Moodle")
    .addOption(
      new Option("--fail-on <what...>", "end with exit code 1 when any submission has these")
        .choices(FAIL_ON)
        .default([]),
    )
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run(folder: string, options: Options): Promise<void> {
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  try {
    const { gradeFolder, writeResults } = await import("../lab/grade/grade.ts");
    const graded = await gradeFolder(folder, options.rubric, {
      ...(options.marks === undefined ? {} : { marksFile: options.marks }),
      out: options.out,
      signal: interrupt.signal,
      onProgress: (done, total, student) => {
        progress.update(() => `grading ${done + 1} of ${total}: ${harmless(student)}`);
      },
    });
    await writeResults(options.out, graded);
    const notes = await exported(options, graded);
    progress.clear();
    for (const note of graded.notes) say(`left out: ${harmless(note)}`);
    for (const note of notes) say(harmless(note));
    const { classOverview } = await import("../lab/grade/output/terminal.ts");
    await writeAll(classOverview(graded, terminalStyle(options.color, options.ascii === true)), "\n");
    if (options.failOn.some((what) => hasAny(what, graded))) process.exitCode = EXIT_FINDINGS;
  } catch (error) {
    progress.clear();
    if (interrupt.signal.aborted) return;
    await failGrade(error);
  } finally {
    interrupt.off();
  }
}

async function exported(options: Options, { rubric, results }: GradedClass): Promise<readonly string[]> {
  const { out, emit, canvasGradebook, moodleWorksheet } = options;
  const given = [
    ["canvas-gradebook", canvasGradebook],
    ["moodle-worksheet", moodleWorksheet],
  ] as const;
  if (emit.length === 0 && given.every(([, file]) => file === undefined)) return [];
  const { writeExports } = await import("../lab/grade/export/write-exports.ts");
  const { textFile } = await import("../lab/grade/grade.ts");
  const sheets = new Map<string, string>();
  for (const [name, file] of given) if (file !== undefined) sheets.set(name, await textFile(file, "The sheet"));
  return writeExports({ rubric, rubricPath: options.rubric, results, out, emit, sheets, environment: process.env });
}

function hasAny(what: FailOn, { results }: GradedClass): boolean {
  return results.some(({ problems, flags, state }) => {
    if (what === "flags") return flags.length > 0;
    if (what === "pending") return state === "pending";
    return state === "ungradable" || problems.some(({ severity }) => severity === "error");
  });
}

/** Says what is wrong and what to do, and sets the exit code. */
export async function failGrade(error: unknown): Promise<void> {
  if (!(error instanceof GradeError)) throw error;
  if (error instanceof RubricError) {
    const { findingText } = await import("../lab/grade/output/findings-text.ts");
    for (const finding of error.findings) say(findingText(finding));
  }
  say(`${error.message}\n  ${error.remedy} [${error.code}]`);
  process.exitCode = error instanceof GradePermissionError ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}
