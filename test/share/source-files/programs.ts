/** Other people's programs, for making files and comparing pictures. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** @returns what it wrote; throws when it failed */
export function run(program: string, ...args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr.toString()}`);
  return stdout;
}

/** A folder that is gone when the tests of this file are done. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-files-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Whether a process runs, or has ended and nobody has asked how. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether a process that is not a child of this one runs: whoever adopted it may leave it a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch {
    return existsSync("/proc/self") ? false : isAlive(pid);
  }
}
