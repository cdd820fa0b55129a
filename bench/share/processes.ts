/** Programs under measurement: started, waited for, and what they used, by Linux's /proc. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Ticks of /proc/PID/stat, a second. */
const TICKS = 100;
/** For a program to say that it is ready, and to end, ms. */
const PATIENCE = 15_000;

export class Program {
  readonly #child: ChildProcess;
  #text = "";

  /** Standard output and standard error are kept together. */
  constructor(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const [program = "", ...args] = command;
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#text += chunk.toString();
      });
    }
    this.#child.on("error", (error) => {
      this.#text += error.message;
    });
  }

  get output(): string {
    return this.#text;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * @param patience ms
   * @throws Error when it ends, or says nothing of the kind in time
   */
  async says(what: RegExp, patience = PATIENCE): Promise<RegExpExecArray> {
    const giveUpAt = Date.now() + patience;
    for (;;) {
      const found = what.exec(this.#text);
      if (found !== null) return found;
      if (this.#child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`no ${String(what)}: ${this.#text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** User and system time of all its threads so far, seconds. */
  get cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
    // The name in brackets may hold anything; fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Resident, MB. */
  get megabytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "close");
    return this.#child.exitCode;
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    this.#child.kill(signal);
    await this.ended();
    clearTimeout(timer);
  }
}
