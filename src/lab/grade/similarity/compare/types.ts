/** What two submissions have in common, and what that is called. */

/**
 * - `same-file`: the very same bytes
 * - `copied-capture`: the same packets with the same times, or times that were shifted as a whole
 * - `same-session`: the same packets at other times: another capture of the session, such as the other end's, or one
 *   whose times were written anew
 * - `rewritten-session`: the same payloads, sent at the same moments by the sender's clock, under other sequence numbers
 * - `same-beacon`: one beacon of `session --student` is in both
 * - `same-pictures`: frames that hardly anybody else has
 * - `same-text`: what was written freely, in the same words
 * - `same-numbers`: answers of many digits that are the same, though hardly two captures would give them
 */
export const FINDING_IDS = [
  "same-file",
  "copied-capture",
  "same-session",
  "rewritten-session",
  "same-beacon",
  "same-pictures",
  "same-text",
  "same-numbers",
] as const;
export type FindingId = (typeof FINDING_IDS)[number];

export const FINDING_TITLES: Readonly<Record<FindingId, string>> = {
  "same-file": "The same file",
  "copied-capture": "A copy of the same capture",
  "same-session": "Another capture of the same session",
  "rewritten-session": "The same session with rewritten numbers",
  "same-beacon": "The same beacon",
  "same-pictures": "The same pictures",
  "same-text": "Texts alike",
  "same-numbers": "The same numbers of many digits",
};

/** A packet of one and the packet of the other that is the same. */
export interface PacketPair {
  readonly a: number;
  readonly b: number;
  /** Seconds since each capture's first packet; null: unknown. */
  readonly timeA: number | null;
  readonly timeB: number | null;
  /** Seconds that the second was captured later than the first, by the captures' own clocks; null: unknown. */
  readonly apart: number | null;
}

export interface Finding {
  readonly id: FindingId;
  /** 0 to 1: the share of the smaller one that is in the other, or how much of it counts. */
  readonly score: number;
  readonly shared: number;
  /** Of how many in each. */
  readonly of: readonly [number, number];
  /** Sentences for the instructor, none of them with anything but numbers and names out of the captures. */
  readonly evidence: readonly string[];
  /** The first packets in common, in the order of the first one's capture. */
  readonly packets: readonly PacketPair[];
}

export interface Pair {
  /** Places in the list of fingerprints. */
  readonly a: number;
  readonly b: number;
  readonly findings: readonly Finding[];
}
