/**
 * What the room and its page say to each other over the WebSocket of chat and files. Runs on both sides: nothing of Node
 * in it, nothing of the browser. Messages are JSON texts; each side checks what the other one sends.
 */

/** Parts of a room: what may be there, or not. */
export const PARTS = ["screen", "video", "chat", "files"] as const;
export type Part = (typeof PARTS)[number];

export interface RoomHello {
  readonly type: "hello";
  readonly role: "host" | "guest";
  /** Whose room it is, in words. */
  readonly title: string;
  /** Those that are switched on here. */
  readonly parts: readonly Part[];
  /** Of a file that is sent from the page or got for it, bytes. */
  readonly maxBytes: number;
}

/**
 * joining: connected, not welcomed yet; waiting: it was not there, or went away, and is tried again in `retryIn` ms; over:
 * the room has ended.
 */
export type ChatState =
  | { readonly phase: "off" | "connecting" | "over" }
  | { readonly phase: "joining" | "in"; readonly name: string }
  | { readonly phase: "waiting"; readonly message: string; readonly remedy: string; readonly retryIn: number };

export const LINE_KINDS = ["said", "notice", "unsent", "unconfirmed"] as const;

export interface RoomLine {
  /** Counts on from 1. */
  readonly id: number;
  /** When it came, ms since the epoch. */
  readonly at: number;
  /** Who said it; null: the server did, or it can't be told. */
  readonly name: string | null;
  /** Harmless for a terminal; for the page it is text and nothing else. */
  readonly text: string;
  /** unsent: ours, and did not go out; unconfirmed: ours, and did not come back. */
  readonly kind: (typeof LINE_KINDS)[number];
  readonly own: boolean;
  /** It goes on with the one before, or has melted into it: the protocol frames nothing. */
  readonly inside: boolean;
}

export const DIRECTIONS = ["get", "put", "taken", "given"] as const;
export const TRANSFER_STATES = ["waiting", "moving", "done", "failed"] as const;

export interface RoomTransfer {
  readonly id: number;
  /** get, put: by this page; taken, given: by others, from and to the folder of this room. */
  readonly direction: (typeof DIRECTIONS)[number];
  readonly name: string;
  /** Bytes; null: the protocol does not tell. */
  readonly size: number | null;
  readonly bytes: number;
  readonly state: (typeof TRANSFER_STATES)[number];
  /** Of all bytes, hexadecimal; null: not known yet. */
  readonly sha256: string | null;
  /** What else is to be said, or what went wrong. */
  readonly note: string;
  /** Whether the page can fetch it, as `got/ID`. */
  readonly kept: boolean;
}

export type ToRoomPage =
  | RoomHello
  | { readonly type: "chat"; readonly state: ChatState }
  /** Only those that the page has not been sent on this connection. */
  | { readonly type: "lines"; readonly lines: readonly RoomLine[] }
  /** All that are kept, the oldest first. */
  | { readonly type: "transfers"; readonly transfers: readonly RoomTransfer[] };

export type FromRoomPage =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "get"; readonly name: string }
  | { readonly type: "cancel"; readonly id: number }
  /** Try to connect now. */
  | { readonly type: "retry" };

/** Longest text that can be said at once, UTF-16 units. */
export const MAX_SAY = 2000;
/** Longest name of a file, UTF-16 units. */
export const MAX_FILE_NAME = 255;
/** Longest message from a page, bytes. */
export const MAX_FROM_ROOM_PAGE = 16 * 1024;
/** Longest message to a page, UTF-16 units. */
export const MAX_TO_ROOM_PAGE = 4 * 1024 * 1024;
/** Below the page's address: PUT `put/NAME`, GET `got/ID`. */
export const PUT_PATH = "put/";
export const GOT_PATH = "got/";

type Fields = Readonly<Record<string, unknown>>;

/** @returns null for whatever a page of ours would not send */
export function readFromRoomPage(text: string): FromRoomPage | null {
  const message = fieldsOf(text);
  switch (message?.["type"]) {
    case "say":
      return isText(message["text"], MAX_SAY) ? { type: "say", text: message["text"] } : null;
    case "get":
      return isText(message["name"], MAX_FILE_NAME) ? { type: "get", name: message["name"] } : null;
    case "cancel":
      return isCount(message["id"]) ? { type: "cancel", id: message["id"] } : null;
    case "retry":
      return { type: "retry" };
    default:
      return null;
  }
}

/** @returns null for whatever a room of ours would not send */
export function readToRoomPage(text: string): ToRoomPage | null {
  const message = text.length <= MAX_TO_ROOM_PAGE ? fieldsOf(text) : null;
  if (message === null) return null;
  const right = isToRoomPage(message);
  return right ? (message as unknown as ToRoomPage) : null;
}

function isToRoomPage(message: Fields): boolean {
  switch (message["type"]) {
    case "hello":
      return (
        isOneOf(message["role"], ["host", "guest"]) &&
        isString(message["title"]) &&
        isListOf(message["parts"], (part) => isOneOf(part, PARTS)) &&
        isCount(message["maxBytes"])
      );
    case "chat":
      return isRecord(message["state"]) && isChatState(message["state"]);
    case "lines":
      return isListOf(message["lines"], (line) => isRecord(line) && isLine(line));
    case "transfers":
      return isListOf(message["transfers"], (transfer) => isRecord(transfer) && isTransfer(transfer));
    default:
      return false;
  }
}

function isChatState({ phase, name, message, remedy, retryIn }: Fields): boolean {
  switch (phase) {
    case "off":
    case "connecting":
    case "over":
      return true;
    case "joining":
    case "in":
      return isString(name);
    case "waiting":
      return isString(message) && isString(remedy) && isCount(retryIn);
    default:
      return false;
  }
}

function isLine({ id, at, name, text, kind, own, inside }: Fields): boolean {
  const flags = typeof own === "boolean" && typeof inside === "boolean";
  return isCount(id) && isCount(at) && isStringOrNull(name) && isString(text) && isOneOf(kind, LINE_KINDS) && flags;
}

function isTransfer(transfer: Fields): boolean {
  const { id, direction, name, size, bytes, state, sha256, note, kept } = transfer;
  return (
    isCount(id) &&
    isOneOf(direction, DIRECTIONS) &&
    isString(name) &&
    (size === null || isCount(size)) &&
    isCount(bytes) &&
    isOneOf(state, TRANSFER_STATES) &&
    isStringOrNull(sha256) &&
    isString(note) &&
    typeof kept === "boolean"
  );
}

function fieldsOf(text: string): Fields | null {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) ? message : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isStringOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

/** Neither empty nor too long. */
function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= longest;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === "string" && known.includes(value);
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
