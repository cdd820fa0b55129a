/** `sharelab chat` as a program of its own. */
import { Command } from "commander";
import { chatCommand } from "../../src/cli/chat-command.ts";
import { runCommand } from "../../src/cli/run.ts";

await runCommand(new Command("sharelab").addCommand(chatCommand()));
