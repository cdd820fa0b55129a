#!/usr/bin/env node
import { Command } from "commander";
import { analyzeCommand } from "./analyze-command.ts";
import { dissectorCommand } from "./dissector-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { gradeCommand } from "./grade-command.ts";
import { rubricCommand } from "./rubric-command.ts";
import { captureCommand } from "./capture-command.ts";
import { runCommand } from "./run.ts";
import { sessionCommand } from "./session-command.ts";
import { shareCommand } from "./share-command.ts";
import { version } from "./version.ts";
import { viewCommand } from "./view-command.ts";

const program = new Command("sharelab")
  .description("Packet analysis and lab toolkit for TCP screen-share sessions")
  .version(version())
  .addCommand(analyzeCommand("analyze"))
  .addCommand(captureCommand())
  .addCommand(sessionCommand())
  .addCommand(shareCommand())
  .addCommand(viewCommand())
  .addCommand(gradeCommand())
  .addCommand(doctorCommand())
  .addCommand(rubricCommand())
  .addCommand(dissectorCommand());

await runCommand(program);
