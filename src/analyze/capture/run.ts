/** Starting other programs and reading what they say. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { setPriority } from "node:os";
import { delimiter, join } from "node:path";
import type { EngineCounts, EngineEnd, EngineProcess } from "./types.ts";

/** Where these tools lie when they are not on the PATH. */
const USUAL_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  linux: ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/bin"],
  darwin: ["/Applications/Wireshark.app/Contents/MacOS", "/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin"],
  win32: ["C:\\Program Files\\Wireshark", "C:\\Program Files (x86)\\Wireshark"],
};

/** The path of a program, also of one that this user may not run; null when it is not there. */
export function findProgram(name: string, platform: string = process.platform): string | null {
  const file = platform === "win32" ? `${name}.exe` : name;
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...(USUAL_FOLDERS[platform] ?? [])];
  const paths = folders.filter((folder) => folder !== "").map((folder) => join(folder, file));
  const there = paths.filter(isFile);
  return there.find(isExecutable) ?? there[0] ?? null;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a program to its end, for a few seconds at most. */
export function ask(path: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const options = { timeout: 10_000, maxBuffer: 2 ** 22, env: PLAIN_ENVIRONMENT, windowsHide: true };
    execFile(path, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ stdout, stderr, code });
    });
  });
}

/** Messages are told apart by their words, so they must be English. */
const PLAIN_ENVIRONMENT = { ...process.env, LC_ALL: "C", LANGUAGE: "C" };
/** Of what a process says, its last words are kept. */
const MAX_SAID = 8192;
/** More than others get, so that a burst does not wait for a share of the processor. */
const PRIORITY = -10;

export interface EngineCommand {
  readonly path: string;
  readonly args: readonly string[];
  /** Counts that a piece of standard error brings; null: none. */
  readonly read?: (said: string) => EngineCounts | null;
  /** Asks the process to say its counts; not before it has said what matches `readyToCount`. */
  readonly askCounts?: (child: ChildProcess) => void;
  readonly readyToCount?: RegExp;
  readonly stop: (child: ChildProcess) => void;
  /** It ends by itself when its standard input does. */
  readonly endsWithInput?: true;
  readonly none: EngineCounts;
}

export function startEngine(command: EngineCommand): EngineProcess {
  const child = spawn(command.path, [...command.args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: PLAIN_ENVIRONMENT,
    windowsHide: true,
    // In a group of its own, Ctrl-C on the terminal reaches only us, and we end it in order.
    detached: process.platform !== "win32",
  });
  let said = "";
  let counts = command.none;
  let ready = command.readyToCount === undefined;
  child.stdin.on("error", () => undefined); // it has ended
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-MAX_SAID);
    counts = command.read?.(said) ?? counts;
    ready ||= command.readyToCount?.test(said) === true;
  });
  const ended = new Promise<EngineEnd>((resolve) => {
    child.on("error", (error) => {
      resolve({ code: null, signal: null, said: error.message });
    });
    child.on("close", (code, signal) => {
      resolve({ code, signal, said });
    });
  });
  if (child.pid !== undefined) raisePriority(child.pid);
  const orphan = (): void => {
    child.kill("SIGKILL");
  };
  process.on("exit", orphan);
  const watchdog = command.endsWithInput === true ? null : startWatchdog(child.pid);
  void ended.then(() => {
    process.off("exit", orphan);
    watchdog?.kill("SIGKILL");
  });
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid,
    output: child.stdout,
    ended,
    counts: () => {
      if (ready && running()) command.askCounts?.(child);
      return counts;
    },
    stop: () => {
      if (running()) command.stop(child);
    },
    kill: () => {
      if (running()) child.kill("SIGKILL");
      child.stdout.destroy();
    },
  };
}

/**
 * A shell that waits for the end of its input, which is the end of this program however it came about, and then ends the
 * engine: by itself that would notice only with the next packet.
 */
function startWatchdog(pid: number | undefined): ChildProcess | null {
  if (pid === undefined || process.platform === "win32") return null;
  const script = 'read -r nothing; kill -INT "$1"';
  const watchdog = spawn("/bin/sh", ["-c", script, "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.on("error", () => undefined); // no shell, no watchdog
  watchdog.stdin.on("error", () => undefined);
  watchdog.unref();
  return watchdog;
}

function raisePriority(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
  } catch {
    // It takes a right that most users don't have; without it a burst may cost packets, which are counted.
  }
}
