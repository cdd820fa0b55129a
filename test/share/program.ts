/** `sharelab share` and `sharelab view` as a program of their own. */
import { Command } from "commander";
import { runCommand } from "../../src/cli/run.ts";
import { shareCommand } from "../../src/cli/share-command.ts";
import { viewCommand } from "../../src/cli/view-command.ts";

await runCommand(new Command("sharelab").addCommand(shareCommand()).addCommand(viewCommand()));
