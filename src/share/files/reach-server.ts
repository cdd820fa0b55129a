import type { Socket } from "node:net";
import { ConnectError, FileConnectError } from "../errors.ts";
import { connect } from "../net/connect.ts";
import { USUAL_TIMING } from "./timing.ts";

export interface FileServerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * @returns a connected socket, paused; when nothing moves for too long it emits "timeout". Null when `signal` came first
 * @throws FileConnectError
 */
export async function reachServer(
  { host, port }: FileServerAddress,
  signal: AbortSignal,
  idle = USUAL_TIMING.idle,
): Promise<Socket | null> {
  try {
    const socket = await connect({ host, port, peer: "sharer", retryFor: 0, signal });
    if (socket === null) return null;
    socket.on("error", () => undefined); // "close" follows
    // Each end of this protocol ends its side when it has said all.
    socket.allowHalfOpen = true;
    return socket.setNoDelay(true).setTimeout(idle);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const { code } = error.cause as NodeJS.ErrnoException;
    const remedy =
      code === "ECONNREFUSED"
        ? "Nobody listens there: start the server first (sharelab file serve), and check --host and --port."
        : error.remedy;
    throw new FileConnectError(error.message, remedy, { cause: error.cause });
  }
}
