/** `sharelab room` as a program of its own. */
import { Command } from "commander";
import { roomCommand } from "../../src/cli/room-command.ts";
import { runCommand } from "../../src/cli/run.ts";

await runCommand(new Command("sharelab").addCommand(roomCommand()));
