import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import { harmless } from "../lab/render/escape.ts";
import { EXIT_BAD_INPUT, EXIT_FINDINGS } from "./exit.ts";
import { failGrade } from "./grade-command.ts";
import { writeAll } from "./output.ts";
import { say } from "./peer-options.ts";

export function rubricCommand(): Command {
  return new Command("rubric")
    .description("write, check and test the rubrics that `sharelab grade` reads")
    .addCommand(
      new Command("init")
        .description("print a commented rubric to start from, or write it to a file")
        .argument("[file]", "a file that does not exist yet")
        .action(init),
    )
    .addCommand(
      new Command("lint")
        .description("find what is wrong with a rubric; ends with 1 when there are errors")
        .argument("<file>")
        .option("--json", "the findings as JSON")
        .option("--strict", "end with 1 for warnings too")
        .action(lint),
    )
    .addCommand(
      new Command("test")
        .description("grade sample submissions and compare with the scores that are expected of them")
        .argument("<file>", "the rubric")
        .option("--samples <file>", "the list of samples (default: samples.yml beside the rubric)")
        .action(test),
    )
    .addCommand(new Command("facts").description("list the facts that a rubric can name").action(facts));
}

async function init(file: string | undefined): Promise<void> {
  const { RUBRIC_TEMPLATE } = await import("../lab/grade/rubric/template.ts");
  if (file === undefined) {
    await writeAll([RUBRIC_TEMPLATE]);
    return;
  }
  try {
    await writeFile(file, RUBRIC_TEMPLATE, { flag: "wx" });
    say(`${file} is written.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "exists already" : `can't be written (${code ?? "unknown reason"})`;
    say(`${file} ${why}.\n  Give another name. [GRADE_WRITE_FAILED]`);
    process.exitCode = EXIT_BAD_INPUT;
  }
}

async function lint(file: string, options: { readonly json?: true; readonly strict?: true }): Promise<void> {
  try {
    const { lintFile } = await import("../lab/grade/rubric/lint-file.ts");
    const { findingText } = await import("../lab/grade/output/findings-text.ts");
    const findings = await lintFile(file);
    if (options.json === true) {
      await writeAll([`${JSON.stringify({ schema: "sharelab/rubric-lint/v1", findings }, null, 2)}\n`]);
    } else {
      const name = basename(file);
      const lines = findings.map((finding) => `${name}${findingText(finding).split("\n").map(harmless).join("\n")}`);
      await writeAll(lines.length === 0 ? [`${harmless(name)}: nothing to mend`] : lines, "\n");
    }
    const fatal = findings.some(({ severity }) => severity === "error" || options.strict === true);
    if (fatal) process.exitCode = EXIT_FINDINGS;
  } catch (error) {
    await failGrade(error);
  }
}

async function test(file: string, options: { readonly samples?: string }): Promise<void> {
  try {
    const { testRubric } = await import("../lab/grade/self-test.ts");
    const outcomes = await testRubric(file, options.samples);
    const failed = outcomes.filter(({ differences }) => differences.length > 0);
    const lines = outcomes.flatMap(({ folder, score, max, differences }) => [
      `${differences.length === 0 ? "as expected" : "DIFFERS    "}  ${harmless(folder)}: ${score} of ${max}`,
      ...differences.map((difference) => `    ${harmless(difference)}`),
    ]);
    await writeAll([...lines, `${outcomes.length - failed.length} of ${outcomes.length} samples as expected`], "\n");
    if (failed.length > 0) process.exitCode = EXIT_FINDINGS;
  } catch (error) {
    await failGrade(error);
  }
}

async function facts(): Promise<void> {
  const { FACT_KINDS, kindOf } = await import("../lab/grade/facts/catalogue.ts");
  const lines = [...FACT_KINDS.values()].map(
    (kind) => `${kind.id.padEnd(36)} ${kindOf(kind).padEnd(9)} ${kind.sided ? "side  " : "stream"}  ${kind.label}`,
  );
  await writeAll(lines, "\n");
}
