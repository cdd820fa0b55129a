/**
 * Beacons in band: a connection of their own to the sharer's machine. The viewer's side says its beacon, the sharer's
 * side its own, where they have one, and both close; nothing else is ever said there.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "../../share/net/listen.ts";
import { MAX_BEACON_BYTES } from "../beacon/format.ts";

/** For one exchange, ms: lost packets may be sent again a few times. */
const PATIENCE = 5000;
/** Connections at a time. */
const MOST = 4;

/** @throws ListenError */
export async function listenForBeacons(host: string, port: number, own: string | null): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    bound(socket);
    socket.on("end", () => socket.end(own ?? ""));
  });
  server.maxConnections = MOST;
  await listen(server, host, port);
  return server;
}

/** @returns whether all of it was said and the other side closed in order */
export function sendBeacon(host: string, port: number, beacon: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true });
    bound(socket);
    let ended = false;
    socket.on("end", () => {
      ended = true;
    });
    socket.on("close", () => {
      resolve(ended);
    });
    socket.end(beacon ?? "");
  });
}

/** What the other side says is only for the capture; too much of it, or too slowly, ends the connection. */
function bound(socket: Socket): void {
  let bytes = 0;
  const timer = setTimeout(() => socket.destroy(), PATIENCE);
  socket.on("error", () => undefined);
  socket.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MAX_BEACON_BYTES) socket.destroy();
  });
  socket.on("close", () => {
    clearTimeout(timer);
  });
}
