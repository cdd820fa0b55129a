/** A shell in a terminal of its own, for programs that behave differently there. */
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "./peers.ts";

/** Python's pty module joins its own input and output to a new terminal. */
const RELAY = "import pty, sys; pty.spawn(sys.argv[1:])";
const PROGRAM = `${process.execPath} --import tsx ${fileURLToPath(new URL("program.ts", import.meta.url))}`;

export class Terminal {
  readonly #child: ChildProcess;
  #all = "";
  #seen = 0;

  constructor() {
    this.#child = spawn("python3", ["-c", RELAY, "bash", "--norc", "--noprofile", "-i"], {
      env: { ...process.env, PS1: "$ ", TERM: "xterm", LC_ALL: "C.UTF-8", SHARELAB: PROGRAM },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout!.on("data", (piece: Buffer) => (this.#all += piece.toString()));
    this.type("stty cols 80 rows 24 -echo\n");
  }

  /** What the terminal was sent since the last `sees`, escape sequences included. */
  get output(): string {
    return this.#all.slice(this.#seen);
  }

  type(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  /** Waits for words, and for what they are followed by. @returns all up to them, from where the last `sees` ended */
  async sees(words: string): Promise<string> {
    await until(() => this.output.includes(words), `the terminal shows ${JSON.stringify(words)}`).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${this.output}`);
      },
    );
    const end = this.#seen + this.output.indexOf(words) + words.length;
    const text = this.#all.slice(this.#seen, end);
    this.#seen = end;
    return text;
  }

  /** How the terminal is set up. */
  async mode(): Promise<"cooked" | "raw"> {
    this.type("stty -a; echo mode''-end\n");
    const text = await this.sees("mode-end");
    return /\sicanon\s/.test(text) && /\sisig\s/.test(text) ? "cooked" : "raw";
  }

  close(): void {
    this.#child.kill("SIGHUP");
  }
}
