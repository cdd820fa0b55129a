import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * Whether this process may read from its terminal and change how that works: a job in the background that tries is
 * stopped (SIGTTIN, SIGTTOU).
 */
export async function inForeground(): Promise<boolean> {
  try {
    switch (process.platform) {
      case "win32":
        return true;
      case "linux": {
        // "pid (name) state ppid pgrp session tty_nr tpgid …", proc(5); the name may hold anything.
        const text = await readFile("/proc/self/stat", "latin1");
        const [, , group, , , foreground] = text.slice(text.lastIndexOf(")") + 2).split(" ");
        return group === foreground;
      }
      default: {
        const columns = ["-o", "pgid=", "-o", "tpgid="];
        const { stdout } = await promisify(execFile)("ps", [...columns, "-p", String(process.pid)]);
        const [group, foreground] = stdout.trim().split(/\s+/);
        return group === foreground;
      }
    }
  } catch {
    return false; // better no keys than a stopped program
  }
}
