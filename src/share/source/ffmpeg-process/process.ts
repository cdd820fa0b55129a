/** One running ffmpeg that writes frames. */
import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { FFMPEG } from "./program.ts";
import { saidLines } from "./words.ts";

/** Of what ffmpeg says, characters kept: its last words are the reason. */
const TAIL = 4096;
/** Lines of it that go into a message. */
const TOLD_LINES = 3;
/** For ffmpeg to end by itself, ms. */
const PATIENCE = 1000;

/** How it ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What frames are read from; a test may stand in for it. */
export interface FrameProcess {
  readonly stdout: Readable;
  /** Kept when it has ended and all it said has been read. */
  readonly ended: Promise<Ending>;
  /** Its last words, on one line; "" when it said nothing. */
  lastWords(): string;
  /** Ends it; kept when it is gone. */
  close(): Promise<void>;
}

/** None of them outlives this process, however that ends: a camera that gives no frames would never see its pipe break. */
const running = new Set<ChildProcess>();
function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

export class FfmpegProcess implements FrameProcess {
  readonly stdout: Readable;
  readonly ended: Promise<Ending>;
  readonly pid: number | undefined;
  readonly #child: ChildProcess;
  #words = "";
  #gone = false;

  /** @param args as they are, no shell in between */
  constructor(args: readonly string[]) {
    // In a process group of its own: Ctrl-C is the sharer's to handle, which then ends ffmpeg in order.
    const child = spawn(FFMPEG, ["-nostdin", "-hide_banner", "-loglevel", "error", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    });
    this.#child = child;
    this.pid = child.pid;
    this.stdout = child.stdout;
    if (running.size === 0) process.on("exit", endAll);
    running.add(child);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#words = (this.#words + text).slice(-TAIL);
    });
    this.ended = new Promise((resolve) => {
      child.on("error", (error) => (this.#words += error.message)); // "close" follows
      child.on("close", (code, signal) => {
        this.#gone = true;
        running.delete(child);
        if (running.size === 0) process.off("exit", endAll);
        resolve({ code, signal });
      });
    });
  }

  lastWords(): string {
    return saidLines(this.#words).slice(-TOLD_LINES).join("; ");
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    this.stdout.destroy(); // one that waits for its pipe to be read would not hear the signal
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    await this.ended;
    clearTimeout(timer);
  }
}
