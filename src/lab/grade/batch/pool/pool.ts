/** Hands submissions to workers, and outlives every one of them. */
import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GradeWriteError } from "../../errors.ts";
import type { PartKey } from "../parts/part.ts";
import { LIMIT_MARK, type FromWorker, type Task, type ToWorker, type WorkerSettings } from "./messages.ts";

export interface PoolEvents {
  /** A part is there. */
  readonly done: (task: Task, kept: boolean) => void;
  /** No worker got through with it. @param key null: it failed before that was known */
  readonly failed: (task: Task, reason: string, key: PartKey | null) => Promise<void>;
}

/** Of its memory limit; a worker that holds more between submissions is replaced by a fresh one. */
const REST_SHARE = 0.6;
/** A worker's last words that are kept. */
const MAX_WORDS = 4096;

interface Running {
  readonly task: Task;
  readonly again: boolean;
  key: PartKey | null;
}

/**
 * Grades all tasks on so many processes. Returns when each has its part or has failed.
 *
 * @throws GradeError when results can't be written; the signal's reason when it aborts
 */
export async function runPool(
  tasks: readonly Task[],
  count: number,
  settings: WorkerSettings,
  events: PoolEvents,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), "sharelab-grade-"));
  try {
    await new Pool(tasks, settings, events, temporary).run(Math.min(count, tasks.length), signal);
  } finally {
    // What a worker that was ended could not take away itself.
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

class Pool {
  readonly #tasks: readonly Task[];
  readonly #settings: WorkerSettings;
  readonly #events: PoolEvents;
  readonly #temporary: string;
  readonly #children = new Set<ChildProcess>();
  #next = 0;
  #broken: Error | null = null;

  constructor(tasks: readonly Task[], settings: WorkerSettings, events: PoolEvents, temporary: string) {
    this.#tasks = tasks;
    this.#settings = settings;
    this.#events = events;
    this.#temporary = temporary;
  }

  async run(count: number, signal?: AbortSignal): Promise<void> {
    const stop = (): void => {
      for (const child of this.#children) child.kill("SIGKILL");
    };
    signal?.addEventListener("abort", stop);
    try {
      await Promise.all(Array.from({ length: count }, () => this.#slot(signal)));
    } finally {
      signal?.removeEventListener("abort", stop);
      stop();
    }
    signal?.throwIfAborted();
    if (this.#broken !== null) throw this.#broken;
  }

  /** One worker after another, until nothing is left to do. */
  async #slot(signal?: AbortSignal): Promise<void> {
    let left: Running | null = null;
    while (this.#broken === null && signal?.aborted !== true) {
      const running: Running | null = left ?? this.#take();
      if (running === null) return;
      const end = await this.#life(running);
      if (end === null || this.#stopped(signal)) return;
      left = null;
      if (end.running === null) continue; // it was replaced between two submissions
      const limit = end.words.split(LIMIT_MARK)[1]?.split("\n")[0];
      // What went over a limit will do so again; a crash may have had another's leavings to thank for.
      if (limit === undefined && !end.running.again) left = { task: end.running.task, again: true, key: null };
      else await this.#fail(end.running, limit ?? whyEnded(end));
    }
  }

  #stopped(signal?: AbortSignal): boolean {
    return signal?.aborted === true || this.#broken !== null;
  }

  #take(): Running | null {
    const task = this.#tasks[this.#next++];
    return task === undefined ? null : { task, again: false, key: null };
  }

  async #fail({ task, key }: Running, why: string): Promise<void> {
    try {
      await this.#events.failed(task, `It could not be graded: ${why}.`, key);
    } catch (error) {
      this.#broken = error as Error;
    }
  }

  /** @returns how the process ended, and what it was at; null when there was nothing left for it to do */
  #life(first: Running): Promise<Ended | null> {
    const { limits } = this.#settings;
    const child = fork(workerModule(), [], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [`--max-old-space-size=${limits.megabytes}`],
      env: { ...process.env, TMPDIR: this.#temporary, TEMP: this.#temporary, TMP: this.#temporary },
    });
    this.#children.add(child);
    let running: Running | null = first;
    let finished = false;
    let words = "";
    const send = (message: ToWorker): void => {
      if (child.connected) child.send(message, () => undefined); // that it is gone is told by its exit
    };
    child.stderr?.on("data", (piece: Buffer) => {
      words = (words + piece.toString("latin1")).slice(-MAX_WORDS);
    });
    child.on("message", (message: FromWorker) => {
      if (running === null) return;
      if (message.type === "key") running.key = message.key;
      else if (message.type === "broken") {
        this.#broken ??= new GradeWriteError(message.message, message.remedy);
        child.kill("SIGKILL");
      } else {
        this.#events.done(running.task, message.kept);
        const tired = message.megabytes > limits.megabytes * REST_SHARE;
        running = tired || this.#broken !== null ? null : this.#take();
        finished = running === null && !tired;
        if (running === null) child.disconnect();
        else send({ type: "task", task: running.task });
      }
    });
    send({ type: "settings", settings: this.#settings });
    send({ type: "task", task: first.task });
    return new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#children.delete(child);
        resolve(finished ? null : { running, words, code, signal });
      };
      child.on("error", (error) => {
        words += error.message;
        if (child.pid === undefined) ended(null, null);
      });
      // Node does not always tell the end of a process whose channel was closed by "close": its exit and the end of what
      // it said are waited for one by one.
      const said = new Promise<void>((silent) => {
        if (child.stderr === null) silent();
        else child.stderr.once("close", silent);
      });
      child.on("exit", (code, signal) => {
        void said.then(() => {
          ended(code, signal);
        });
      });
    });
  }
}

interface Ended {
  readonly running: Running | null;
  readonly words: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function whyEnded({ words, code, signal }: Ended): string {
  if (/heap out of memory|allocation failed|ERR_MEMORY_ALLOCATION/i.test(words))
    return "it took more memory than there is";
  const how = signal === null ? `with code ${code ?? "unknown"}` : `by ${signal}`;
  return `the process that graded it ended ${how}, twice`;
}

/** Workers run from the build, also when this module runs from its source. */
function workerModule(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../../../../dist/lab/grade/batch/pool/" : "./";
  return fileURLToPath(new URL(`${built}worker.js`, import.meta.url));
}
