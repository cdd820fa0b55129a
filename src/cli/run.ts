import { CommanderError, type Command } from "commander";
import { EXIT_USAGE } from "./exit.ts";
import { heedClosedPipes } from "./output.ts";

/** Runs a command with this process's arguments. Wrong usage ends with 2, a defect of ours with 70 and a short word. */
export async function runCommand(command: Command): Promise<void> {
  heedClosedPipes();
  for (const one of withAllInside(command)) one.exitOverride().showHelpAfterError("(--help shows the options)");
  try {
    await command.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
      return;
    }
    const text =
      error instanceof Error
        ? process.env["SHARELAB_DEBUG"] === undefined
          ? error.message
          : error.stack
        : String(error);
    process.stderr.write(
      `sharelab: internal error: ${text}\n  Please report it, with SHARELAB_DEBUG=1 set for the details.\n`,
    );
    process.exitCode = EXIT_INTERNAL;
  }
}

function withAllInside(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllInside)];
}

/** EX_SOFTWARE of sysexits(3). */
const EXIT_INTERNAL = 70;
