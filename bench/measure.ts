/** Runs one command as a process of its own and measures it: wall time, processor time, peak memory. */
import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface Measured {
  readonly seconds: number;
  /** User and system, all threads; null where nothing on this machine can tell. */
  readonly cpuSeconds: number | null;
  readonly peakMegabytes: number | null;
  readonly output: string;
}

/** Something that starts a command and writes down what it used. */
export interface Meter {
  readonly name: string;
  /** @param notes the file to write to */
  wrap(notes: string, command: readonly string[]): string[];
  read(notes: string): { cpuSeconds: number; peakMegabytes: number } | null;
}

const KILOBYTE = 1024;

const GNU_TIME: Meter = {
  name: "GNU time",
  wrap: (notes, command) => ["/usr/bin/time", "-f", "%U %S %M", "-o", notes, ...command],
  read: (notes) => {
    // A line "Command exited with …" may stand in front.
    const [user, system, kilobytes] = (notes.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    return used(user, system, kilobytes);
  },
};

const BSD_TIME: Meter = {
  name: "BSD time",
  wrap: (notes, command) => ["/usr/bin/time", "-l", "-o", notes, ...command],
  read: (notes) => {
    const times = /([\d.]+) user\s+([\d.]+) sys/.exec(notes);
    const peak = /(\d+)\s+maximum resident set size/.exec(notes);
    // Bytes on macOS, kilobytes on the other BSDs.
    const unit = process.platform === "darwin" ? KILOBYTE : 1;
    return used(Number(times?.[1]), Number(times?.[2]), Number(peak?.[1]) / unit);
  },
};

/** Its own 10 MB stand below every peak: a forked child is counted from the fork on. */
const PYTHON: Meter = {
  name: "python3",
  wrap: (notes, command) => ["python3", "-c", PYTHON_METER, notes, ...command],
  read: (notes) => {
    const [user, system, kilobytes] = notes.split(" ").map(Number);
    return used(user, system, kilobytes);
  },
};

const PYTHON_METER = `
import os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
peak = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
open(sys.argv[1], "w").write(f"{used.ru_utime} {used.ru_stime} {peak}")
sys.exit(os.waitstatus_to_exitcode(status))
`;

function used(user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN): ReturnType<Meter["read"]> {
  const found = { cpuSeconds: user + system, peakMegabytes: kilobytes / KILOBYTE };
  return Number.isNaN(found.cpuSeconds + found.peakMegabytes) ? null : found;
}

/** @returns the first way to measure that works here; null: wall times only */
export async function findMeter(): Promise<Meter | null> {
  for (const meter of [GNU_TIME, BSD_TIME, PYTHON]) {
    try {
      const { peakMegabytes } = await measure([process.execPath, "--version"], meter);
      if (peakMegabytes !== null) return meter;
    } catch {
      // not this one
    }
  }
  return null;
}

/**
 * @param keepOutput for commands that print little; else standard output goes nowhere, at no cost
 * @throws Error when the command can't be started or fails
 */
export async function measure(command: readonly string[], meter: Meter | null, keepOutput = false): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-measure-"));
  const notes = join(folder, "used");
  try {
    const [program = "", ...args] = meter === null ? command : meter.wrap(notes, command);
    const begun = performance.now();
    const output = await run(program, args, keepOutput);
    const seconds = (performance.now() - begun) / 1000;
    const found = meter === null ? null : meter.read(readFileSync(notes, "utf8"));
    return {
      seconds,
      cpuSeconds: found?.cpuSeconds ?? null,
      peakMegabytes: found?.peakMegabytes ?? null,
      output,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], keepOutput: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", keepOutput ? "pipe" : "ignore", "pipe"] });
    let output = "";
    let complaints = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-500);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ended with ${code}: ${complaints.trim()}`));
    });
  });
}

/** @returns true when PATH has such a program */
export function installed(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
