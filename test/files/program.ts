/** `sharelab file` and `sharelab chat` as a program of their own. */
import { Command } from "commander";
import { chatCommand } from "../../src/cli/chat-command.ts";
import { fileCommand } from "../../src/cli/file-command.ts";
import { runCommand } from "../../src/cli/run.ts";

await runCommand(new Command("sharelab").addCommand(fileCommand()).addCommand(chatCommand()));
