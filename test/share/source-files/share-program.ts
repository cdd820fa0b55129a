/** `sharelab share` as a program of its own, in a process group of its own, as a terminal starts it. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until } from "../peers.ts";

export const SHARE = ["share", "--port", "0"];

export class Program {
  readonly child: ChildProcess;
  stderr = "";
  readonly code: Promise<number | null>;

  constructor(...args: readonly string[]) {
    const program = fileURLToPath(new URL("../program.ts", import.meta.url));
    const command = ["--import", "tsx", program, ...args];
    this.child = spawn(process.execPath, command, { stdio: ["ignore", "ignore", "pipe"], detached: true });
    this.child.stderr!.on("data", (piece: Buffer) => (this.stderr += piece.toString()));
    this.code = new Promise((resolve) => this.child.on("close", resolve));
  }

  /** Where a sharer listens. */
  async port(): Promise<number> {
    await until(() => this.stderr.includes("to view:"), "the sharer listens");
    return Number(/ port (\d+)\n/.exec(this.stderr)![1]);
  }

  /** Process ids of programs that it has started. */
  children(): number[] {
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return processes.map(Number).filter((pid) => parentOf(pid) === this.child.pid && isFfmpeg(pid));
  }
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null; // it has ended meanwhile
  }
}

function isFfmpeg(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith("ffmpeg");
}
