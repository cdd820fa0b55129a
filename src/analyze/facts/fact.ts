/**
 * A fact: the currency between the analyzer and everything that shows or grades its findings. No rendering computes a
 * number of its own.
 */
import type { DirectionReport, StreamReport } from "./report.ts";

export type Unit =
  "packets" | "segments" | "bytes" | "seconds" | "bits/s" | "frames" | "frames/s" | "ratio" | "factor" | "number";

export type FactValue = number | string | boolean | null;

export interface Fact {
  /** Stable; Wireshark's field name where one exists. */
  readonly id: string;
  readonly section: Section;
  readonly stream: number;
  /** Which side's packets it is about; null for the stream as a whole. */
  readonly from: "client" | "server" | null;
  readonly label: string;
  readonly value: FactValue;
  readonly unit: Unit | null;
  /** How the value comes about, with its operands where there are any. */
  readonly formula: string | null;
  /** Packets that prove it, the first of them; empty where every packet of the direction does. */
  readonly packets: readonly number[];
  /** How many packets prove it. */
  readonly packet_count: number;
  /** A Wireshark display filter that shows them. */
  readonly filter: string | null;
  /** Why the value is null. */
  readonly reason: string | null;
}

export const SECTIONS = ["handshake", "segments", "acks", "windows", "losses", "times", "frames", "close"] as const;
export type Section = (typeof SECTIONS)[number];

/** Packets listed with a fact. */
export const MAX_EVIDENCE = 20;

/** What a definition says of one stream or direction. */
export interface Finding {
  readonly value: FactValue;
  readonly formula?: string;
  readonly packets?: readonly (number | null | undefined)[];
  /** How many packets there are, when `packets` has only the first. */
  readonly count?: number;
  /** Path of the value in the report, to look its reason up when it is null. */
  readonly path: string;
}

interface Definition {
  readonly id: string;
  readonly section: Section;
  readonly label: string;
  readonly unit: Unit | null;
  /** A display filter without the stream's own part. */
  readonly filter: string | null;
}

export interface StreamFactKind extends Definition {
  readonly find: (stream: StreamReport) => Finding;
}

export interface DirectionFactKind extends Definition {
  readonly find: (direction: DirectionReport, peer: DirectionReport, stream: StreamReport) => Finding;
}
