import type { Side } from "./opening.ts";
import type { Conversation } from "./stream-table.ts";

/** The side that opened; where no SYN tells, the one whose port is not the service's; else the higher port. */
export function clientSide(conversation: Conversation, ports: ReadonlySet<number>): Side {
  if (conversation.opener !== null) return conversation.opener;
  const { a, b } = conversation;
  if (ports.has(a.port) !== ports.has(b.port)) return ports.has(a.port) ? 1 : 0;
  return a.port >= b.port ? 0 : 1;
}
