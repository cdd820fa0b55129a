/** Who is expected at the other end of a connection. */
import { ChatConnectError, ConnectError, FileConnectError, PushError, type ShareError } from "../errors.ts";

export interface Peer {
  /** What to start where nobody listens, as a sentence goes on: "sharer first". */
  readonly start: string;
  /** It can't be reached. */
  readonly Unreachable: new (message: string, remedy: string, options?: ErrorOptions) => ShareError;
}

export const SHARER: Peer = { start: "sharer first", Unreachable: ConnectError };
export const VIEWER: Peer = { start: "viewer first (view --listen)", Unreachable: PushError };
export const CHAT_SERVER: Peer = { start: "server first (chat serve)", Unreachable: ChatConnectError };
export const FILE_SERVER: Peer = { start: "server first (file serve)", Unreachable: FileConnectError };
