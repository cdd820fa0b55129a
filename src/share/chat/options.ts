import type { Socket } from "node:net";
import { CHAT_PORT } from "../wire/chat/messages.ts";
import { checkWithin } from "../whole-number.ts";

/**
 * Looks at what a client has sent first, at least one byte, before that is taken for a name.
 *
 * @returns who takes the connection over, or null when it is the chat's
 */
export type FirstMessageHandler = (bytes: Buffer) => TakeOver | null;

/**
 * From here on the connection is its own, errors and closing included.
 *
 * @param socket paused, open for writing after the other end's FIN, with no listeners of the chat left; the greeting has
 *   been written to it, and the first bytes have been read from it
 */
export type TakeOver = (socket: Socket) => void;

export interface ChatServerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Addresses and CIDR blocks that may connect; none: everybody who can reach the address. */
  readonly allow: readonly string[];
  /** Connections at once, with those that have given no name yet. null: any number. */
  readonly maxClients: number | null;
  /** What may wait for a client that does not read, bytes; with more it is dropped. */
  readonly maxWaiting: number;
  /** How long a client may take to give its name, ms. */
  readonly nameTimeout: number;
  /** For other uses of the same port. null: none. */
  readonly firstMessage: FirstMessageHandler | null;
}

/** This machine only: there is no password. */
export const CHAT_DEFAULTS: ChatServerOptions = {
  host: "127.0.0.1",
  port: CHAT_PORT,
  allow: [],
  maxClients: null,
  maxWaiting: 256 * 1024,
  nameTimeout: 5 * 60_000,
  firstMessage: null,
};

export function checkChatOptions({ port, maxClients, maxWaiting, nameTimeout }: ChatServerOptions): void {
  checkWithin("port", port, 0, 65_535);
  if (maxClients !== null) checkWithin("max-clients", maxClients, 1, Number.MAX_SAFE_INTEGER);
  checkWithin("maxWaiting", maxWaiting, 1, Number.MAX_SAFE_INTEGER);
  checkWithin("nameTimeout", nameTimeout, 1, 2 ** 31 - 1);
}
