import { Command, InvalidArgumentError, Option } from "commander";
import { join } from "node:path";
import type { Keyed } from "../lab/grade/batch/changes.ts";
import type { BatchClass } from "../lab/grade/batch/finish.ts";
import type { BatchOptions } from "../lab/grade/batch/run.ts";
import { GradeError, GradePermissionError, RubricError } from "../lab/grade/errors.ts";
import type { GradedClass } from "../lab/grade/grade.ts";
import { harmless } from "../lab/render/escape.ts";
import { EXIT_BAD_INPUT, EXIT_FINDINGS, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { ProgressLine, terminalStyle, writeAll, type ColorChoice } from "./output.ts";
import { say } from "./peer-options.ts";
import { version } from "./version.ts";

interface Options {
  readonly rubric: string;
  readonly out: string;
  readonly marks?: string;
  readonly emit: readonly string[];
  readonly canvasGradebook?: string;
  readonly moodleWorksheet?: string;
  readonly failOn: readonly FailOn[];
  readonly workers?: number;
  readonly resume?: true;
  readonly shard?: string;
  readonly against: readonly string[];
  readonly changedSince?: string;
  readonly timeLimit: number;
  readonly memoryLimit: number;
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
    .option(
      "--against <folder>",
      "compare with an earlier batch too: its --out, or its submissions (repeatable)",
      many,
      [],
    )
    .option("--workers <n>", "processes to grade with (default: one for each core)", whole)
    .option("--resume", "go on where a run into the same folder was stopped; what has changed is graded anew")
    .option("--shard <n/of>", "grade only every of-th submission; `grade merge` joins them")
    .option("--changed-since <folder>", "say what is other than in an earlier --out, and why")
    .option("--time-limit <seconds>", "processor time for one submission", whole, 120)
    .option("--memory-limit <MB>", "memory of one process", whole, 1024)
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .addCommand(
      new Command("merge")
        .description("join the shards of a class that were graded apart, and compare over the whole")
        .argument("<folders...>", "what the shards wrote with --out; --rubric and --out as for grade")
        .action((folders: string[], _own: object, { parent }: Command) => merge(folders, parent!.opts())),
    )
    .action(run);
}

const many = (value: string, before: readonly string[]): string[] => [...before, value];

function whole(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(value);
}

async function run(folder: string, options: Options): Promise<void> {
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  try {
    const { gradeBatch } = await import("../lab/grade/batch/run.ts");
    const { keyedResults } = await import("../lab/grade/batch/changes.ts");
    // Read before anything is written: it may be the same folder.
    const before = options.changedSince === undefined ? null : await keyedResults(options.changedSince);
    const { graded, manifest, kept } = await gradeBatch(
      folder,
      options.rubric,
      await batchOptions(options, interrupt.signal, progress),
    );
    progress.clear();
    if (kept > 0) say(`${kept} of ${manifest.students.length} results were there already.`);
    if (graded === null) {
      say(`${manifest.students.length} of ${manifest.total} submissions are graded; \`grade merge\` joins the shards.`);
      return;
    }
    await tell(graded, options);
    if (before !== null) await tellChanges(before, options.out);
  } catch (error) {
    progress.clear();
    if (interrupt.signal.aborted) return;
    await failGrade(error);
  } finally {
    interrupt.off();
  }
}

async function batchOptions(options: Options, signal: AbortSignal, progress: ProgressLine): Promise<BatchOptions> {
  const { readShard } = await import("../lab/grade/batch/shard.ts");
  return {
    out: options.out,
    version: version(),
    against: options.against,
    resume: options.resume === true,
    shard: options.shard === undefined ? null : readShard(options.shard),
    limits: { seconds: options.timeLimit, megabytes: options.memoryLimit },
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.marks === undefined ? {} : { marksFile: options.marks }),
    signal,
    onProgress: (done, total, student) => {
      progress.update(() => `graded ${done} of ${total}: ${harmless(student)}`);
    },
  };
}

async function exported(options: Options, { rubric, results }: GradedClass): Promise<readonly string[]> {
  const { out, emit, canvasGradebook, moodleWorksheet } = options;
  const given = [
    ["canvas-gradebook", canvasGradebook],
    ["moodle-worksheet", moodleWorksheet],
  ] as const;
  if (emit.length === 0 && given.every(([, file]) => file === undefined)) return [];
  const { writeExports } = await import("../lab/grade/export/write-exports.ts");
  const { textFile } = await import("../lab/grade/text/file.ts");
  const sheets = new Map<string, string>();
  for (const [name, file] of given) if (file !== undefined) sheets.set(name, await textFile(file, "The sheet"));
  return writeExports({ rubric, rubricPath: options.rubric, results, out, emit, sheets, environment: process.env });
}

/** What belongs to the grading of submissions, which a merge does not read. */
const NOT_FOR_MERGE = [
  ["marks", "--marks", "Marks are part of a result: give them with each shard, and --resume, then merge."],
  ["shard", "--shard", "A merge is of all shards."],
] as const;

async function merge(folders: readonly string[], options: Options): Promise<void> {
  for (const [key, name, remedy] of NOT_FOR_MERGE) {
    if (options[key] === undefined) continue;
    say(`${name} has no place in a merge.\n  ${remedy}`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  try {
    const { mergeShards } = await import("../lab/grade/batch/merge.ts");
    const settings = await batchOptions(options, interrupt.signal, progress);
    const { keyedResults } = await import("../lab/grade/batch/changes.ts");
    const before = options.changedSince === undefined ? null : await keyedResults(options.changedSince);
    const graded = await mergeShards(folders, options.rubric, settings);
    progress.clear();
    await tell(graded, options);
    if (before !== null) await tellChanges(before, options.out);
  } catch (error) {
    progress.clear();
    if (interrupt.signal.aborted) return;
    await failGrade(error);
  } finally {
    interrupt.off();
  }
}

async function tell(graded: BatchClass, options: Options): Promise<void> {
  const { writeBatch } = await import("../lab/grade/batch/finish.ts");
  const { classOverview } = await import("../lab/grade/output/terminal.ts");
  await writeBatch(options.out, graded);
  const notes = await exported(options, graded);
  for (const note of graded.notes) say(`left out: ${harmless(note)}`);
  for (const note of notes) say(harmless(note));
  const style = terminalStyle(options.color, options.ascii === true);
  const { width } = style;
  await writeAll(classOverview(graded, style), "\n");
  if (graded.pairs.length > 0) {
    const { pairLines } = await import("../lab/grade/similarity/output/lines.ts");
    const { wrap } = await import("../lab/render/terminal/wrap.ts");
    await writeAll(["\n", ...[...pairLines(graded)].map((line) => `${wrap(harmless(line), width, "    ")}\n`)]);
  }
  if (options.failOn.some((what) => hasAny(what, graded))) process.exitCode = EXIT_FINDINGS;
}

async function tellChanges(before: ReadonlyMap<string, Keyed>, out: string): Promise<void> {
  const { changeLines, changesCsv, changesSince, keyedResults } = await import("../lab/grade/batch/changes.ts");
  const { writeWhole } = await import("../lab/grade/output/write.ts");
  const changes = changesSince(before, await keyedResults(out));
  await writeWhole(join(out, "changes.csv"), changesCsv(changes));
  await writeAll(["\n", ...[...changeLines(changes)].map((line) => `${harmless(line)}\n`)]);
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
    for (const finding of error.findings)
      say(`${error.file}${findingText(finding)}`.split("\n").map(harmless).join("\n"));
  }
  say(`${error.message}\n  ${error.remedy} [${error.code}]`);
  process.exitCode = error instanceof GradePermissionError ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}
