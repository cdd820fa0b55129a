/** Connects to a peer, trying again for a while where that is asked for. */
import { connect as openSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Peer } from "./peer.ts";

/** Between the first two attempts; doubled from one to the next, up to the second, ms. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;
/** Of a pause, at random: peers that lost the same one don't come back all at once. */
const JITTER = 0.3;
/** For one attempt, ms. */
const PATIENCE = 10_000;
/** Before the kernel asks a silent peer whether it is still there, ms. */
const KEEP_ALIVE = 30_000;
/** What can change by itself when a peer starts or a network comes up. */
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
  /** Tried as well each time that nobody is at `port`. */
  readonly otherPort?: number;
  /** Who is expected there. */
  readonly peer: Peer;
  /** How long to go on trying, ms; 0: once. */
  readonly retryFor: number;
  /** Whether to try again whatever the trouble is: it was reached before, so host and port are right. */
  readonly known?: boolean;
  readonly signal: AbortSignal;
  /** After an attempt that failed, when another one follows. @param wait ms */
  readonly onRetry?: (problem: string, wait: number) => void;
}

/**
 * @returns a connected socket, paused; null when `signal` came first
 * @throws ShareError of the class that the peer has for it, when it can't be reached
 */
export async function connect(options: ConnectOptions): Promise<Socket | null> {
  const { host, port, otherPort, peer, retryFor, known = false, signal, onRetry } = options;
  const giveUpAt = performance.now() + retryFor;
  for (let pause = FIRST_PAUSE, attempt = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE), attempt++) {
    try {
      return await connectToEither(host, port, otherPort, signal);
    } catch (error) {
      if (signal.aborted) return null;
      const { code, message } = plain(error);
      const left = giveUpAt - performance.now();
      if (left <= 0 || !(known || PASSING.has(code))) {
        const attempts = attempt === 1 ? "" : ` after ${attempt} attempts`;
        throw new peer.Unreachable(`Can't reach ${host} port ${port}${attempts}: ${message}.`, remedy(code, peer), {
          cause: error,
        });
      }
      const wait = Math.min(withJitter(pause), left);
      onRetry?.(message, wait);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** @param pause ms */
export function withJitter(pause: number): number {
  return pause * (1 + JITTER * (Math.random() * 2 - 1));
}

async function connectToEither(
  host: string,
  port: number,
  otherPort: number | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await connectOnce(host, port, signal);
  } catch (error) {
    if (otherPort === undefined || signal.aborted) throw error;
    return await connectOnce(host, otherPort, signal);
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

function remedy(code: string, { start }: Peer): string {
  switch (code) {
    case "ECONNREFUSED":
      return `Nobody listens there: start the ${start}, and check host and port.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "No such name is known: check the host, or use its IP address.";
    default:
      return "Check host, port and the network in between, firewalls included.";
  }
}
