import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, withJitter } from "../net/connect.ts";
import { VIEWER } from "../net/peer.ts";
import type { PushTarget } from "./options.ts";

/** After a connection that was soon over; doubled from one such to the next, up to the second, ms. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** A connection that lasted so long was no refusal, ms. */
const LASTING = 5000;

/**
 * Connects to a viewer that listens, and again whenever it has gone, until `signal`.
 *
 * @param serve is given each connection; its promise is kept when that is closed
 * @param onUnreachable once for each time that it can't be reached
 * @throws PushError when it can't be reached for a reason that does not pass, and never was
 */
export async function pushTo(
  { host, port }: PushTarget,
  signal: AbortSignal,
  serve: (socket: Socket) => Promise<void>,
  onUnreachable: (problem: string) => void,
): Promise<void> {
  let known = false;
  let pause = FIRST_PAUSE;
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    let told = false;
    const onRetry = (problem: string): void => {
      if (!told) onUnreachable(problem);
      told = true;
    };
    const socket = await connect({ host, port, peer: VIEWER, retryFor: Infinity, known, signal, onRetry });
    if (socket === null || stopped()) {
      socket?.destroy();
      return;
    }
    known = true;
    const since = performance.now();
    await serve(socket);
    pause = performance.now() - since > LASTING ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
    await sleep(withJitter(pause), undefined, { signal }).catch(() => undefined);
  }
}
