/** Runs the built program as a user would. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const built = (name: string): string => fileURLToPath(new URL(`../../dist/cli/${name}.js`, import.meta.url));

export async function sharelab(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(built("sharelab"), args, options);
}

/** The second name of `sharelab analyze`. */
export async function analyzeAlias(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(built("analyze-alias"), args, options);
}

export interface RunOptions {
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

function run(program: string, args: readonly string[], { input, env }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const inherited = { ...process.env };
    delete inherited["NO_COLOR"];
    delete inherited["FORCE_COLOR"];
    const child = spawn(process.execPath, [program, ...args], { env: { ...inherited, LC_ALL: "C.UTF-8", ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => out.push(piece));
    child.stderr.on("data", (piece: Buffer) => err.push(piece));
    child.on("error", reject);
    child.stdin.on("error", () => {
      // The program may end before it has read everything.
    });
    child.on("close", (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.end(input ?? Buffer.alloc(0));
  });
}
