#!/usr/bin/env node
import { analyzeCommand } from "./analyze-command.ts";
import { runCommand } from "./run.ts";
import { version } from "./version.ts";

await runCommand(analyzeCommand("analyze").version(version()));
