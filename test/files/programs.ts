import { fileURLToPath } from "node:url";
import { Program } from "../chat/support.ts";

export const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));

/** The command `file`, from its source. */
export function file(...args: readonly string[]): Program {
  return new Program(process.execPath, ["--import", "tsx", PROGRAM, "file", ...args]);
}
