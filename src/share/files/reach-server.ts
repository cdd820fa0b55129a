import type { Socket } from "node:net";
import { connect } from "../net/connect.ts";
import { FILE_SERVER } from "../net/peer.ts";
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
  const socket = await connect({ host, port, peer: FILE_SERVER, retryFor: 0, signal });
  if (socket === null) return null;
  socket.on("error", () => undefined); // "close" follows
  // Each end of this protocol ends its side when it has said all.
  socket.allowHalfOpen = true;
  return socket.setNoDelay(true).setTimeout(idle);
}
