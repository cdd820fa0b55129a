import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether a program is on PATH. */
export function hasTool(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

/**
 * Whether all of these programs are there to compare with: `describe.skipIf(!requireTools("tshark"))`. On a developer's
 * machine without them the comparison is skipped by name; in CI (the variable CI is set) a missing one is a failure,
 * because a skipped oracle looks like an agreeing one.
 */
export function requireTools(...names: readonly string[]): boolean {
  const missing = names.filter((name) => !hasTool(name));
  if (missing.length > 0 && (process.env["CI"] ?? "") !== "") {
    throw new Error(`CI needs these programs on PATH: ${missing.join(", ")}`);
  }
  return missing.length === 0;
}
