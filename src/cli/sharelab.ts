#!/usr/bin/env node
import { Command } from "commander";
import { runCommand } from "./run.ts";
import { version } from "./version.ts";

/** By name, in the order of the help. Only the one that is asked for is loaded: starting takes a third of the time. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  analyze: async () => (await import("./analyze-command.ts")).analyzeCommand("analyze"),
  capture: async () => (await import("./capture-command.ts")).captureCommand(),
  session: async () => (await import("./session-command.ts")).sessionCommand(),
  share: async () => (await import("./share-command.ts")).shareCommand(),
  view: async () => (await import("./view-command.ts")).viewCommand(),
  call: async () => (await import("./call-command.ts")).callCommand(),
  chat: async () => (await import("./chat-command.ts")).chatCommand(),
  file: async () => (await import("./file-command.ts")).fileCommand(),
  room: async () => (await import("./room-command.ts")).roomCommand(),
  grade: async () => (await import("./grade-command.ts")).gradeCommand(),
  doctor: async () => (await import("./doctor-command.ts")).doctorCommand(),
  rubric: async () => (await import("./rubric-command.ts")).rubricCommand(),
  dissector: async () => (await import("./dissector-command.ts")).dissectorCommand(),
};

const program = new Command("sharelab")
  .description("Packet analysis and lab toolkit for TCP screen-share sessions")
  .version(version());

const asked = process.argv[2] ?? "";
const load = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]!] : asked === "--version" ? [] : Object.values(COMMANDS);
for (const one of load) program.addCommand(await one());

await runCommand(program);
