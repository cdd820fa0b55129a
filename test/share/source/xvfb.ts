/** An X server of the test's own, without a screen, and what draws on it. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Ends the server when nobody holds the shell's input any more: a test that fails or is killed leaves none behind. */
const TIED = 'Xvfb "$@" </dev/null & server=$!; cat >/dev/null; kill "$server" 2>/dev/null; wait "$server"; exit 0';

export class Xvfb {
  /** As in DISPLAY. */
  readonly display: string;
  readonly #server: ChildProcess;
  readonly #children: ChildProcess[] = [];

  private constructor(server: ChildProcess, display: string) {
    this.#server = server;
    this.display = display;
  }

  /** @param screen such as "333x217x24" */
  static async start(screen: string, ...more: string[]): Promise<Xvfb> {
    const args = ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset", ...more];
    const server = spawn("sh", ["-c", TIED, "sh", ...args], { stdio: ["pipe", "ignore", "ignore", "pipe"] });
    const [number] = (await once(server.stdio[3] as Readable, "data")) as [Buffer];
    return new Xvfb(server, `:${number.toString().trim()}`);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, DISPLAY: this.display };
  }

  /** Runs a program on it. @returns what it prints */
  async run(program: string, ...args: string[]): Promise<string> {
    return (await run(program, args, { env: this.env })).stdout;
  }

  /** Starts a program on it, that is ended with the server. */
  start(program: string, ...args: string[]): ChildProcess {
    const child = spawn(program, args, { env: this.env, stdio: "ignore" });
    this.#children.push(child);
    return child;
  }

  /** @returns the screen's pixels (RGB) as ImageMagick reads them, or those of a window */
  async screenshot(window = "root"): Promise<Buffer> {
    const args = ["-silent", "-window", window, "-depth", "8", "rgb:-"];
    const { stdout } = await run("import", args, { env: this.env, encoding: "buffer", maxBuffer: 2 ** 28 });
    return stdout;
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill();
      await once(child, "exit");
    }
    if (this.#server.exitCode !== null) return;
    this.#server.stdin!.end();
    await once(this.#server, "exit");
  }
}
