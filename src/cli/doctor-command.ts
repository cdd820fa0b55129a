import { Command, Option } from "commander";
import { diagnose, unknownIds, type Check } from "../lab/doctor/diagnose.ts";
import { lookAtThisMachine } from "../lab/doctor/look.ts";
import { doctorText } from "../lab/doctor/text.ts";
import { EXIT_FINDINGS, EXIT_USAGE } from "./exit.ts";
import { ProgressLine, terminalStyle, writeAll, type ColorChoice } from "./output.ts";
import { say } from "./peer-options.ts";
import { version } from "./version.ts";

interface Options {
  readonly json?: true;
  readonly require?: readonly string[];
  readonly color: ColorChoice;
  readonly ascii?: true;
}

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("what this machine can do for sharelab, and the command that adds what is missing")
    .option("--json", "as JSON")
    .option("--require <names>", "end with 1 unless these work, such as capture,screen,conditions", (text: string) =>
      text.split(",").map((name) => name.trim()),
    )
    .option("--ascii", "no characters beyond ASCII")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run({ json, require: required = [], color, ascii }: Options): Promise<void> {
  const progress = new ProgressLine();
  const timer = setInterval(() => {
    progress.update(() => "trying what this machine can do");
  }, 100);
  const findings = await lookAtThisMachine();
  clearInterval(timer);
  progress.clear();
  const checks = diagnose(findings);
  const unknown = unknownIds(checks, required);
  if (unknown.length > 0) {
    say(`There is no check named ${unknown.join(", ")}.\n  There are: ${checks.map(({ id }) => id).join(", ")}.`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { platform, system, node } = findings;
  const text =
    json === true
      ? JSON.stringify({ schema: "sharelab/doctor/v1", version: version(), platform, system, node, checks }, null, 1)
      : doctorText(`sharelab ${version()} on ${system}`, checks, terminalStyle(color, ascii === true));
  await writeAll([text], "\n");
  const failing = checks.filter(({ id, state }) => required.includes(id) && state !== "works");
  if (failing.length > 0) fail(failing);
}

function fail(failing: readonly Check[]): void {
  say(`required, and not working here: ${failing.map(({ id }) => id).join(", ")}`);
  process.exitCode = EXIT_FINDINGS;
}
