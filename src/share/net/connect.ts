/** Connects to a sharer, trying again for a while where that is asked for. */
import { connect as openSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../errors.ts";

/** Between the first two attempts; doubled from one to the next, up to the second, ms. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;
/** Of a pause, at random: viewers that lost the same sharer don't come back all at once. */
const JITTER = 0.3;
/** For one attempt, ms. */
const PATIENCE = 10_000;
/** Before the kernel asks a silent sharer whether it is still there, ms. */
const KEEP_ALIVE = 30_000;
/** What can change by itself when a sharer starts or a network comes up. */
const PASSING = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EAI_AGAIN",
]);

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** How long to go on trying, ms; 0: once. */
  readonly retryFor: number;
  readonly signal: AbortSignal;
}

/** @returns a connected socket, paused; null when `signal` came first */
export async function connect(options: ConnectOptions): Promise<Socket | null> {
  const { host, port, retryFor, signal } = options;
  const giveUpAt = performance.now() + retryFor;
  for (let pause = FIRST_PAUSE, attempt = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE), attempt++) {
    try {
      return await connectOnce(host, port, signal);
    } catch (error) {
      if (signal.aborted) return null;
      const { code, message } = plain(error);
      const left = giveUpAt - performance.now();
      if (left <= 0 || !PASSING.has(code)) {
        const attempts = attempt === 1 ? "" : ` after ${attempt} attempts`;
        throw new ConnectError(`Can't reach ${host} port ${port}${attempts}: ${message}.`, remedy(code), {
          cause: error,
        });
      }
      const wait = Math.min(pause * (1 + JITTER * (Math.random() * 2 - 1)), left);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

function connectOnce(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Error("stopped"));
      return;
    }
    const socket = openSocket({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE });
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      socket.off("error", fail).off("connect", succeed);
      act();
    };
    const fail = (error: Error): void => {
      settle(() => {
        socket.on("error", () => undefined);
        socket.destroy();
        reject(error);
      });
    };
    const stop = (): void => {
      fail(new Error("stopped"));
    };
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no answer within ${PATIENCE / 1000} s`), { code: "ETIMEDOUT" }));
    }, PATIENCE);
    signal.addEventListener("abort", stop);
    const succeed = (): void => {
      settle(() => {
        resolve(socket.pause());
      });
    };
    socket.on("error", fail);
    socket.on("connect", succeed);
  });
}

/** Where a name has several addresses, what went wrong with the first. */
function plain(error: unknown): { code: string; message: string } {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = first as NodeJS.ErrnoException;
  return { code: code ?? "", message };
}

function remedy(code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "Nobody listens there: start the sharer first, and check host and port.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "No such name is known: check the host, or use its IP address.";
    default:
      return "Check host, port and the network in between, firewalls included.";
  }
}
