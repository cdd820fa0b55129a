/** A station in a process of its own, in another network namespace. It is asked and answers over Node's IPC channel. */
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PartFailedError, type Failure } from "./errors.ts";
import type { Station } from "./station.ts";

export type Method = keyof Station;

export interface Question {
  readonly id: number;
  readonly method: Method;
  readonly argument: unknown;
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** For a station to end by itself, ms. */
const PATIENCE = 8000;

class Remote {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, Asked>();
  readonly #ended: Promise<void>;
  #last = 0;
  #gone: Error | null = null;

  constructor(command: string, prefix: readonly string[]) {
    const own = import.meta.url.endsWith(".ts") ? "./station-child.ts" : "./station-child.js";
    const args = [...prefix, process.execPath, ...process.execArgv, fileURLToPath(new URL(own, import.meta.url))];
    // In a group of its own, Ctrl-C on the terminal reaches only us, and we end it in order.
    this.#child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], detached: true });
    this.#child.on("message", (message) => {
      this.#answered(message as Answer);
    });
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        this.#gone ??= new PartFailedError(
          "SESSION_PART_ENDED",
          `A side of the session ended by itself: ${why}.`,
          "Was it killed, or is there no memory left? Try again.",
        );
        for (const { reject } of this.#asked.values()) reject(this.#gone);
        this.#asked.clear();
        resolve();
      };
      this.#child.on("error", (error) => {
        end(error.message);
      });
      this.#child.on("exit", (code, signal) => {
        end(signal ?? `exit code ${code}`);
      });
    });
  }

  ask(method: Method, argument: unknown): Promise<unknown> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    const id = ++this.#last;
    const answer = new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      const question: Question = { id, method, argument };
      this.#child.send(question, () => undefined); // that it could not be sent is told by "exit"
    });
    answer.catch(() => undefined); // whoever waits for it is told
    return answer;
  }

  async close(): Promise<void> {
    const closing = this.ask("close", null).catch(() => undefined);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    await closing;
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
    clearTimeout(timer);
  }

  #answered({ id, value, failure }: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (failure === undefined) asked?.resolve(value);
    else asked?.reject(new PartFailedError(failure.code, failure.message, failure.remedy));
  }
}

/** @param command with its arguments, in front of Node's own, such as `ip netns exec NAME` */
export function remoteStation(command: string, prefix: readonly string[]): Station {
  const remote = new Remote(command, prefix);
  return new Proxy({} as Station, {
    get: (_, method) => {
      if (typeof method !== "string" || method === "then") return undefined;
      if (method === "close") return () => remote.close();
      return (argument: unknown) => remote.ask(method as Method, argument ?? null);
    },
  });
}
