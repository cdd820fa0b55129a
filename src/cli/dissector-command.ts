import { Command } from "commander";
import { luaDissector } from "../lab/render/dissector/dissector.ts";
import { writeAll } from "./output.ts";
import { version } from "./version.ts";

export function dissectorCommand(): Command {
  return new Command("dissector")
    .description("print a Wireshark dissector in Lua: sharelab dissector > sharelab.lua")
    .action(async () => {
      await writeAll([luaDissector(version())]);
    });
}
