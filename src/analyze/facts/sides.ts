/** Which side of a conversation is which. */
import type { FrameDecoder } from "../frames/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { Conversation } from "../tcp/stream-table.ts";

/** The side that opened; where no SYN tells, the one whose port is not the service's; else the higher port. */
export function clientSide(conversation: Conversation, ports: ReadonlySet<number>): Side {
  if (conversation.opener !== null) return conversation.opener;
  const { a, b } = conversation;
  if (ports.has(a.port) !== ports.has(b.port)) return ports.has(a.port) ? 1 : 0;
  return a.port >= b.port ? 0 : 1;
}

/** The side whose bytes are frames: the server's in nearly every session, the client's when it pushes. */
export function framesSide(decoders: readonly [FrameDecoder, FrameDecoder], client: Side): Side {
  const server: Side = client === 0 ? 1 : 0;
  return decoders[server].recognised || !decoders[client].recognised ? server : client;
}
