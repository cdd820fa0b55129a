/** Names of the namespaces of a session. They tell which process made them, so that what a killed one left can be removed. */
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = "/run/netns";

/** @param start when the process began, in the kernel's ticks: its number alone is used again some day */
export function namespaceName(pid: number, start: string, side: "sharer" | "viewer"): string {
  return `sharelab-${pid}-${start}-${side}`;
}

/** @returns when a process began, in the kernel's ticks since it was booted; null: there is no such process */
export function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the program's name in brackets, can hold anything (proc_pid_stat(5)).
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * @param startOf of a process, as {@link processStart}
 * @returns those whose session is gone
 */
export function staleNames(names: readonly string[], startOf: (pid: number) => string | null): string[] {
  return names.filter((name) => {
    const [, pid, start] = /^sharelab-(\d{1,9})-(\d{1,20})-(?:sharer|viewer)$/.exec(name) ?? [];
    return pid !== undefined && startOf(Number(pid)) !== start;
  });
}

export function existingNames(): string[] {
  try {
    return readdirSync(FOLDER);
  } catch {
    return []; // none was ever made
  }
}
