/**
 * The comparison of two captures of one session, one taken at each end, as `analyze A B --json` prints it
 * (docs/compare.schema.json). "a" and "b" are the captures in the order given. Absent knowledge is null with its reason in
 * `unknown`, by its path.
 */
import type { EndpointReport, Unknown } from "../facts/report.ts";
import type { FactValue, Unit } from "../facts/fact.ts";

export const COMPARE_SCHEMA = "sharelab/compare/v1";

export type Place = "a" | "b";

export interface CompareReport {
  readonly schema: typeof COMPARE_SCHEMA;
  readonly captures: {
    readonly a: ComparedCapture;
    readonly b: ComparedCapture;
  };
  readonly streams: readonly ComparedStream[];
  /** tcp.streams that the other capture doesn't have. */
  readonly only_in_a: readonly number[];
  readonly only_in_b: readonly number[];
}

export interface ComparedCapture {
  readonly packets: number;
  readonly first_time: string | null;
  readonly duration: number | null;
  /** The capture was cut or damaged, or the capturing machine dropped packets: what is missing may be missing here only. */
  readonly incomplete: boolean;
}

export interface ComparedStream {
  /** tcp.stream in each capture. */
  readonly stream: { readonly a: number; readonly b: number };
  readonly matched_by: "addresses" | "sequence-numbers";
  readonly client: { readonly a: EndpointReport; readonly b: EndpointReport };
  readonly server: { readonly a: EndpointReport; readonly b: EndpointReport };
  /** Addresses or ports differ: something between the two translates them. */
  readonly translated: boolean;
  /** The capture taken nearer to the client; null: can't be told. */
  readonly near_client: Place | null;
  /** More packets than could be compared: only the first ones of each capture are. */
  readonly packets_left_out: { readonly a: number; readonly b: number };
  readonly clock: ClockReport;
  /** From the client first. */
  readonly directions: readonly [ComparedDirection, ComparedDirection];
  /** Facts that are not the same in both. */
  readonly differences: readonly Difference[];
  readonly unknown: Unknown;
}

/** b's clock - a's clock. */
export interface ClockReport {
  /** Seconds. */
  readonly offset: number | null;
  /** The offset is at most this much wrong, seconds: half of the smallest round trip between the capture points. */
  readonly uncertainty: number | null;
  /** Smallest time from one capture point to the other and back, seconds: needs no clock to be right. */
  readonly min_round_trip: number | null;
  /** How much b's clock gains on a's, parts per million. */
  readonly drift_ppm: number | null;
  /** Of the drift, from how well the smallest delays lie on a line. */
  readonly drift_uncertainty_ppm: number | null;
}

export interface Spread {
  readonly min: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export interface ComparedDirection {
  readonly from: "client" | "server";
  /** The capture on the sender's side. */
  readonly sent_in: Place;
  /** Packets of this direction in each capture. */
  readonly packets: { readonly a: number; readonly b: number };
  /** Packets in both. */
  readonly matched: number;
  /** What left and did not arrive, as far as the other capture was running. */
  readonly lost: { readonly packets: number; readonly bytes: number; readonly list: readonly LostPacket[] };
  /** What was acknowledged and not sent again, so arrived, but is not in the receiver's capture; packets of the sender's. */
  readonly missed: { readonly packets: number; readonly list: readonly number[] };
  /** What arrived twice though it was sent once, packets of the receiver's capture. */
  readonly duplicated: { readonly packets: number; readonly list: readonly number[] };
  /** What the receiver's side saw and the sender's didn't: its capture missed it. */
  readonly unseen: { readonly packets: number; readonly list: readonly number[] };
  /** Packets from before or behind the time in which the other capture was running. */
  readonly outside: { readonly a: number; readonly b: number };
  /** Packets that were overtaken on the way, of the receiver's capture. */
  readonly reordered: { readonly packets: number; readonly list: readonly number[] };
  readonly offload: {
    /** Segments larger in the sender's capture: cut by its network card behind the capture point. */
    readonly cut: { readonly segments: number; readonly list: readonly OffloadGroup[] };
    /** Segments larger in the receiver's capture: joined by its network card in front of the capture point. */
    readonly joined: { readonly segments: number; readonly list: readonly OffloadGroup[] };
  };
  /** Time from the sender's to the receiver's capture point, less its smallest value, seconds: clocks don't matter. */
  readonly delay_above_minimum: Spread;
  /** The same with the clock's offset taken off; each value is as uncertain as that. */
  readonly one_way_delay: Spread;
}

export interface LostPacket {
  /** Of the sender's capture. */
  readonly packet: number;
  /** Relative, as tcp.seq. */
  readonly seq: number;
  readonly length: number;
  /** The packet of the sender's capture that brought its last byte after all, and the same in the receiver's; null: none did. */
  readonly again: number | null;
  readonly arrived: number | null;
}

/** A large segment and its pieces. */
export interface OffloadGroup {
  readonly packet: number;
  readonly length: number;
  /** Packets of the other capture. */
  readonly pieces: readonly number[];
}

export interface Difference {
  readonly id: string;
  readonly from: "client" | "server" | null;
  readonly label: string;
  readonly unit: Unit | null;
  readonly a: FactValue;
  readonly b: FactValue;
}
