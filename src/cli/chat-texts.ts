/** What `chat` tells the person at the terminal. */
import type { AddressInfo } from "node:net";
import type { ChatCounters, ChatEvent, ChatRefusal, Leaving } from "../share/chat/events.ts";
import { isLoopback } from "../share/net/own-addresses.ts";
import { toldAddresses } from "../share/net/told-addresses.ts";
import { whoCanReach } from "./who-can-reach.ts";

/** @returns where it listens, who can join, and what to type there */
export function chatLines({ address, port }: AddressInfo, allow: readonly string[]): string[] {
  const lines = [`listening on ${address} port ${port}`];
  if (!isLoopback(address) || allow.length > 0) {
    lines.push(`who can join: ${whoCanReach(address, allow)}\n  there is no password and no encryption`);
  }
  const known = toldAddresses(address, allow);
  for (const { address: host, network } of known.length > 0 ? known : [{ address: "127.0.0.1", network: null }]) {
    const where = network === null ? "" : `   (${network})`;
    lines.push(`to join: sharelab chat join NAME --host ${host} --port ${port}${where}`);
  }
  return lines;
}

export function describeChatEvent(event: ChatEvent): string {
  const at = `${event.address} port ${event.port}`;
  switch (event.kind) {
    case "joined":
      return `${event.name} has joined from ${at} (${people(event.people)})`;
    case "left":
      return `${event.name} has left${LEFT[event.how]} (${people(event.people)})`;
    case "refused":
      return `${at} was turned away: ${REFUSALS[event.why]}`;
    case "withdrew":
      return `${at} has gone without giving a name`;
    case "taken":
      return `${at} has come for something else than the chat`;
  }
}

const LEFT: Readonly<Record<Leaving, string>> = {
  quit: "",
  closed: " without {quit}",
  reset: ": the connection broke",
  stuck: ": dropped, because it did not read what it was sent",
};

const REFUSALS: Readonly<Record<ChatRefusal, string>> = {
  "not-allowed": "not allowed",
  full: "too many clients",
  "no-name": "what it sent first is too long for a name",
  "too-late": "it gave no name in time",
  "no-files": "it asked for a file, and this is a chat",
  ending: "the chat is ending",
};

/** @param keys whether there are keys to press */
export function chatStatus({ people: now, messages }: ChatCounters, keys: boolean): string {
  return `${people(now)}, ${count(messages, "message")}${keys ? "  (q: end)" : ""}`;
}

export function chatSummary({ joined, messages, refused }: ChatCounters): string {
  return `${people(joined)}, ${count(messages, "message")}${refused === 0 ? "" : `, ${refused} turned away`}`;
}

function people(number: number): string {
  return number === 1 ? "1 person" : `${number} people`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
