import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Whether this process may read from its terminal and change how that works: a job in the background that tries is
 * stopped (SIGTTIN, SIGTTOU).
 */
export function inForeground(): boolean {
  try {
    switch (process.platform) {
      case "win32":
        return true;
      case "linux": {
        // "pid (name) state ppid pgrp session tty_nr tpgid …", proc(5); the name may hold anything.
        const text = readFileSync("/proc/self/stat", "latin1");
        const [, , group, , , foreground] = text.slice(text.lastIndexOf(")") + 2).split(" ");
        return group === foreground;
      }
      default: {
        const text = execFileSync("ps", ["-o", "pgid=", "-o", "tpgid=", "-p", String(process.pid)], {
          encoding: "latin1",
          stdio: ["ignore", "pipe", "ignore"],
        });
        const [group, foreground] = text.trim().split(/\s+/);
        return group === foreground;
      }
    }
  } catch {
    return false; // better no keys than a stopped program
  }
}
