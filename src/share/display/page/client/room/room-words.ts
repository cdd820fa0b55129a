/** States of a room in words. Pure: nothing of the browser. */
import type { ViewerState } from "../../../../viewer/state.ts";
import type { ChatState, RoomTransfer } from "../../room-protocol.ts";
import { NOTHING_MORE, say, type Said } from "../words.ts";

/** For the mark beside a part: how it stands, and in a word. */
export interface Standing {
  readonly phase: "live" | "wait" | "bad" | "off";
  readonly is: string;
}

/** @param host whose screen it is */
export function sayScreen(state: ViewerState, host: string, own: boolean): Said {
  const said = say(state, host);
  if (state.phase === "over") {
    return {
      ...said,
      title: "The room has ended",
      remedy: "The last picture stays.",
      text: state.trouble?.message ?? "",
    };
  }
  if (own && state.phase === "connected") return { ...said, title: "The screen comes at once." };
  if (state.phase === "waiting" && state.trouble.kind === "unreachable") {
    return {
      ...said,
      phase: "Not there",
      title: `${host} shares no screen`,
      remedy: "It is shown as soon as it is shared. The rest of the room goes on.",
    };
  }
  return said;
}

/** The program itself is away. */
export function sayRoomAway(): Said {
  return {
    ...NOTHING_MORE,
    phase: "No room",
    title: "The room does not answer",
    text: "This page shows what the program sharelab room has, and lost it.",
    remedy: "Look whether it still runs. When it was started again, open the new address that it printed.",
    retry: "Try now",
  };
}

export function standingOf(state: ViewerState): Standing {
  switch (state.phase) {
    case "live":
      return { phase: "live", is: "live" };
    case "connecting":
      return {
        phase: "wait",
        is: state.listening ? "nobody there yet" : state.trouble === null ? "connecting" : "not there",
      };
    case "connected":
      return { phase: "wait", is: "connected" };
    case "waiting":
      return { phase: "wait", is: state.trouble.kind === "ended" ? "ended" : "not there" };
    case "stuck":
      return { phase: "bad", is: "problem" };
    case "over":
      return { phase: "bad", is: "over" };
  }
}

export function standingOfChat(state: ChatState): Standing {
  switch (state.phase) {
    case "in":
      return { phase: "live", is: `as ${state.name}` };
    case "joining":
    case "connecting":
      return { phase: "wait", is: "connecting" };
    case "waiting":
      return { phase: "wait", is: "not there" };
    case "off":
      return { phase: "off", is: "off" };
    case "over":
      return { phase: "bad", is: "over" };
  }
}

/** Files come over the chat's connection, and nothing tells whether they do before one is asked for. */
export function standingOfFiles(state: ChatState): Standing {
  const standing = standingOfChat(state);
  return standing.phase === "live" ? { phase: "live", is: "ready" } : standing;
}

/** @returns what is to be said of it; nothing where all is well */
export function sayChat(state: ChatState): string {
  switch (state.phase) {
    case "in":
      return "";
    case "joining":
      return "Joining the chat …";
    case "connecting":
      return "Connecting to the chat …";
    case "waiting":
      return `The chat is not there. ${state.message} ${state.remedy}`;
    case "off":
      return "This room was started without a chat.";
    case "over":
      return "The room has ended.";
  }
}

/** @param left ms to the next attempt */
export function since(left: number): string {
  const seconds = Math.ceil(left / 1000);
  return seconds > 0 ? `Tries again in ${seconds} s.` : "Trying now …";
}

/** @returns how one end stands to the other's picture */
export function sayOther(state: ViewerState): string {
  switch (state.phase) {
    case "live":
      return state.address;
    case "connected":
      return `${state.address}, no picture yet`;
    case "connecting":
      return state.listening ? "Nobody there yet" : state.trouble === null ? "Connecting" : "No video there";
    case "waiting":
      return state.trouble.kind === "ended" ? "Has stopped" : "No video there";
    case "stuck":
      return state.trouble.message;
    case "over":
      return "Over";
  }
}

/** @returns whether anybody sees this end's picture */
export function sayOwn(state: ViewerState): string {
  switch (state.phase) {
    case "live":
      return `Seen by ${state.address}`;
    case "stuck":
      return state.trouble.message;
    case "over":
      return "Over";
    default:
      return "Nobody looks yet";
  }
}

const MOVING: Readonly<Record<RoomTransfer["direction"], string>> = {
  get: "Getting",
  put: "Sending",
  given: "Being fetched",
  taken: "Coming in",
};
const DONE: Readonly<Record<RoomTransfer["direction"], string>> = {
  get: "Got",
  put: "Sent",
  given: "Fetched",
  taken: "Received",
};

export function sayTransfer({ direction, state }: RoomTransfer): string {
  switch (state) {
    case "done":
      return `✓ ${DONE[direction]}`;
    case "failed":
      return "✗ Failed";
    case "waiting":
    case "moving":
      return MOVING[direction];
  }
}

export function amount({ bytes, size }: Pick<RoomTransfer, "bytes" | "size">): string {
  return size === null || size === bytes ? scaled(bytes) : `${scaled(bytes)} of ${scaled(size)}`;
}

export function scaled(bytes: number): string {
  for (const [factor, unit] of [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const) {
    if (bytes >= factor) return `${(bytes / factor).toFixed(1)} ${unit}`;
  }
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
