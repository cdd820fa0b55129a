/** What `room` tells the person at the terminal. */
import { eventText } from "./file-texts.ts";
import { describeChatEvent } from "./chat-texts.ts";
import { describe } from "./share-texts.ts";
import { isAnyAddress, isLoopback } from "../share/net/own-addresses.ts";
import { toldAddresses } from "../share/net/told-addresses.ts";
import type { RoomEvent } from "../share/room/events.ts";
import type { Listening, Room } from "../share/room/room.ts";
import type { Trouble } from "../share/viewer/state.ts";
import type { PictureSize } from "../share/wire/types.ts";

export interface Announced {
  readonly allow: readonly string[];
  /** Of the shared screen; null: none is shared. */
  readonly size: PictureSize | null;
  /** null: no files. */
  readonly folder: string | null;
}

const USUAL_PORTS = { screen: 9000, video: 1234, chat: 33_000 } as const;
const PARTS = ["screen", "video", "chat"] as const;

/** @returns where a host listens, who can come, and what to type there */
export function hostLines(listening: Listening, { allow, size, folder }: Announced): string[] {
  const here = PARTS.flatMap((part) => (listening[part] === undefined ? [] : [{ part, ...listening[part] }]));
  const address = here[0]?.address;
  if (address === undefined) return ["nothing of this room can be reached by others"];
  const lines = [`the room is on ${address}: ${here.map(({ part, port }) => `${part} port ${port}`).join(", ")}`];
  if (folder !== null) lines.push(`files of ${folder} can be got`);
  if (!isLoopback(address) || allow.length > 0) {
    const reach = isAnyAddress(address) ? "who can reach this machine" : `who can reach ${address}`;
    lines.push(`who can come: ${allow.length > 0 ? allow.join(", ") : `everybody ${reach}`}`);
    lines.push("  there is no password and no encryption");
  }
  const ports = here
    .filter(({ part, port }) => port !== USUAL_PORTS[part])
    .map(({ part, port }) => ` --${part === "video" ? "peer-video" : part}-port ${port}`);
  const sized = size === null ? "" : ` --size ${size.width}x${size.height}`;
  const known = toldAddresses(address, allow);
  for (const own of known.length > 0 ? known : [{ address: "127.0.0.1", network: "no network is up" }]) {
    const where = own.network === null ? "" : `   (${own.network})`;
    lines.push(`to join: sharelab room ${own.address}${sized}${ports.join("")}${where}`);
  }
  return lines;
}

/** @returns what a guest serves, and to whom */
export function guestLines({ video }: Listening, host: string): string[] {
  if (video === undefined) return [];
  return [`your pictures are on ${video.address} port ${video.port}; only ${host} is let in`];
}

/** Tells what has changed, once. */
export class RoomTexts {
  readonly #told = new Map<string, string>();
  #tabs = 0;

  /** @returns null for what is no news by itself */
  text(event: RoomEvent): string | null {
    if ("failed" in event) return `${event.part}: ${event.failed.message} The rest of the room goes on.`;
    switch (event.part) {
      case "screen":
      case "video":
        if ("served" in event) return `${event.part}: ${describe(event.served)}`;
        return this.#viewed(event.part, event.viewed);
      case "chat":
        if ("served" in event) return event.served.kind === "taken" ? null : `chat: ${describeChatEvent(event.served)}`;
        return this.#chat(event.state);
      case "files": {
        const text = eventText(event.served);
        return text === null ? null : `files: ${text}`;
      }
      case "page": {
        const closed = event.tabs === 0 && this.#tabs > 0;
        this.#tabs = event.tabs;
        return closed ? "the page was closed; the room goes on: open it again, or end with Ctrl-C" : null;
      }
    }
  }

  #viewed(part: string, viewed: Extract<RoomEvent, { viewed: unknown }>["viewed"]): string | null {
    if (viewed.phase === "connected") {
      return this.#once(part, `${part}: connected to ${viewed.address} port ${viewed.port}`, "connected");
    }
    if (viewed.phase !== "waiting" && viewed.phase !== "stuck") return null;
    const next = viewed.phase === "stuck" ? "The page can try again." : "Trying again.";
    return this.#once(part, troubleText(part, viewed.trouble, next), viewed.trouble.kind);
  }

  #chat(state: Extract<RoomEvent, { state: unknown }>["state"]): string | null {
    if (state.phase === "in") return this.#once("chat", `chat: you are there as ${state.name}`, state.phase);
    if (state.phase !== "waiting") return null;
    return this.#once("chat", `chat: ${state.message}\n  ${state.remedy} Trying again.`, state.message);
  }

  #once(part: string, text: string, about: string): string | null {
    if (this.#told.get(part) === about) return null;
    this.#told.set(part, about);
    return text;
  }
}

function troubleText(part: string, { message, remedy, code }: Trouble, next: string): string {
  return `${part}: ${message}\n  ${remedy}${code === null ? "" : ` [${code}]`} ${next}`;
}

/** What goes on, in one line. @param keys whether there are keys to press */
export function roomStatus(room: Room, keys: boolean): string {
  const { screen, video, tabs } = room.counters;
  const people = room.chatHost?.chat.counters.people;
  const parts = [
    ...(room.screen === null ? [] : [`screen ${screen.framesPerSecond.toFixed(0)}/s`]),
    ...(room.video === null ? [] : [`video ${video.framesPerSecond.toFixed(0)}/s`]),
    ...(people === undefined ? [] : [`${people} in the chat`]),
    tabs === 1 ? "1 page open" : `${tabs === 0 ? "no" : tabs} pages open`,
  ];
  return `${parts.join(", ")}${keys ? "  (q: end, o: page)" : ""}`;
}

/** @returns what it all was */
export function roomSummary(room: Room): string {
  const { screen, video, transfers } = room.counters;
  const done = transfers.filter(({ state }) => state === "done").length;
  const chat = room.chatHost?.chat.counters;
  const parts = [
    ...(room.screen === null ? [] : [`screen: ${screen.frames} frames came`]),
    ...sentBy(room.screen),
    ...(room.video === null ? [] : [`video: ${video.frames} frames came`]),
    ...sentBy(room.video),
    ...(chat === undefined ? [] : [`chat: ${chat.joined} joined, ${chat.messages} messages`]),
    `files: ${done} whole, ${transfers.length - done} not`,
  ];
  return `the room has ended; ${parts.join("; ")}`;
}

function sentBy(part: Room["screen"] | Room["video"]): string[] {
  const sharer = part?.sharer ?? null;
  return sharer === null ? [] : [`${sharer.counters.sent} sent`];
}
