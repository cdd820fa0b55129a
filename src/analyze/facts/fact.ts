/**
 * A fact: the currency between the analyzer and everything that shows or grades its findings. No rendering computes a
 * number of its own.
 */
import type { DirectionReport, StreamReport } from "./report.ts";

export type Unit =
  "packets" | "segments" | "bytes" | "seconds" | "bits/s" | "frames" | "frames/s" | "ratio" | "factor" | "number";

export type FactValue = number | string | boolean | null;

export interface Fact {
  /** Stable; Wireshark's field name where one exists. docs/facts.md lists them all. */
  readonly id: string;
  readonly section: Section;
  readonly stream: number;
  /** Which side's packets it is about; null for the stream as a whole. */
  readonly from: "client" | "server" | null;
  readonly label: string;
  readonly value: FactValue;
  readonly unit: Unit | null;
  /** How the value comes about, with its operands where they are known. */
  readonly formula: string;
  /** Packets that prove it, the first of them; empty where no packet does, as for a count of 0. */
  readonly packets: readonly number[];
  /** How many packets prove it. */
  readonly packet_count: number;
  /** A Wireshark display filter that shows them. */
  readonly filter: string | null;
  /** Where Wireshark shows it: the name of a field, or a menu path such as "Statistics > Conversations". */
  readonly wireshark: string;
  /** Why the value is null; null for a known value. */
  readonly reason: string | null;
}

export const SECTIONS = [
  "handshake",
  "segments",
  "first",
  "acks",
  "windows",
  "losses",
  "times",
  "frames",
  "chat",
  "files",
  "close",
] as const;
export type Section = (typeof SECTIONS)[number];

export const SECTION_TITLES: Readonly<Record<Section, string>> = {
  handshake: "Ends and handshake",
  segments: "Segments",
  first: "The first data segments",
  acks: "ACKs",
  windows: "Windows",
  losses: "Losses",
  times: "Times",
  frames: "Frames",
  chat: "Chat",
  files: "Files",
  close: "End",
};

/** Packets listed with a fact. */
export const MAX_EVIDENCE = 20;

/** What a definition says of one stream or direction. */
export interface Finding {
  readonly value: FactValue;
  /** With the operands; left out: the definition's own. */
  readonly formula?: string;
  readonly packets?: readonly (number | null | undefined)[];
  /** How many packets there are, when `packets` has only the first. */
  readonly count?: number;
  /** Path of the value in the report, to look its reason up when it is null. */
  readonly path: string;
  /** A display filter that is closer than the definition's. */
  readonly filter?: string;
  /** Why it is null, where the report has no reason of its own. */
  readonly reason?: string;
}

export interface Definition {
  readonly id: string;
  readonly section: Section;
  readonly label: string;
  readonly unit: Unit | null;
  /** How the value comes about, in general. */
  readonly formula: string;
  /** A display filter without the stream's own part; null: by the packets' numbers. */
  readonly filter: string | null;
  readonly wireshark: string;
}

export interface StreamFactKind extends Definition {
  /** undefined: there is no such thing in this stream, and so no fact. */
  readonly find: (stream: StreamReport) => Finding | undefined;
}

export interface DirectionFactKind extends Definition {
  /** The packets are the other side's: its ACKs of what this side sent. */
  readonly shownBy?: "peer";
  /** undefined: there is no such thing in this direction, and so no fact. */
  readonly find: (direction: DirectionReport, peer: DirectionReport, stream: StreamReport) => Finding | undefined;
}

/** A number in a formula: whole ones as they are, others with six significant digits. */
export function operand(value: number | null | undefined): string {
  if (value === null || value === undefined) return "?";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** "1 byte", "8 bytes". @param noun in the singular */
export function operands(value: number | null | undefined, noun: string): string {
  return `${operand(value)} ${noun}${value === 1 ? "" : "s"}`;
}
