/**
 * What really happened, where Wireshark's marks alone would mislead. Each verdict has a rule that a student can check by
 * hand; docs/verdicts.md tells them with examples.
 */
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from "./marks.ts";

export interface VerdictKind {
  readonly id: string;
  /** The rule by which it is told, in one sentence. */
  readonly rule: string;
  /** Marks that say the same. A verdict differs from Wireshark where the packet has another mark of {@link JUDGED}. */
  readonly marks: number;
  /** Wireshark marks this case only at times, so that no mark does not contradict it. */
  readonly unmarked?: true;
}

/** Marks that state a conclusion, and so can be wrong. The others (zero window, window full, …) state what is in the header. */
export const JUDGED =
  RETRANSMISSION |
  FAST_RETRANSMISSION |
  SPURIOUS_RETRANSMISSION |
  OUT_OF_ORDER |
  LOST_SEGMENT |
  ACK_LOST_SEGMENT |
  ZERO_WINDOW_PROBE |
  ZERO_WINDOW_PROBE_ACK |
  KEEP_ALIVE |
  KEEP_ALIVE_ACK |
  DUPLICATE_ACK;

/** The verdicts by their number in {@link VERDICTS}. */
export const Verdict = {
  copy: 0,
  retransmission: 1,
  fastRetransmission: 2,
  spuriousRetransmission: 3,
  retransmissionWithNewData: 4,
  retransmissionOfUnseen: 5,
  outOfOrder: 6,
  newData: 7,
  keepAlive: 8,
  keepAliveAck: 9,
  zeroWindowProbe: 10,
  zeroWindowProbeAck: 11,
  missingSegment: 12,
  noHole: 13,
  ackOfUnseen: 14,
  ackOfSeen: 15,
  simultaneousOpen: 16,
  synRetransmission: 17,
  finRetransmission: 18,
  conflictingBytes: 19,
  dataAfterReset: 20,
  urgentData: 21,
  dataInSyn: 22,
  superSegment: 23,
  duplicateSack: 24,
} as const;

export type VerdictNumber = (typeof Verdict)[keyof typeof Verdict];

export const VERDICTS: readonly VerdictKind[] = [
  {
    id: "copy",
    rule: "Same sequence number, length and IP identification as one of the last 32 packets of the stream: one packet, recorded or delivered twice. A sender that sends again uses a new identification.",
    marks: 0,
  },
  {
    id: "retransmission",
    rule: "Every byte was sent before and was not acknowledged yet.",
    marks: RETRANSMISSION,
  },
  {
    id: "fast_retransmission",
    rule: "Every byte was sent before, and at least two duplicate ACKs asked for it within the last 20 ms.",
    marks: RETRANSMISSION | FAST_RETRANSMISSION,
  },
  {
    id: "spurious_retransmission",
    rule: "Every byte had been acknowledged before it was sent again.",
    marks: RETRANSMISSION | SPURIOUS_RETRANSMISSION,
  },
  {
    id: "retransmission_with_new_data",
    rule: "Begins with bytes that were sent before and goes on with bytes that were not.",
    marks: RETRANSMISSION | OUT_OF_ORDER,
  },
  {
    id: "retransmission_of_unseen",
    rule: "Fills a hole, and its IP identification (or, without one, its lateness) says that it was sent after the bytes behind the hole: the first copy was lost before it reached the capture.",
    marks: RETRANSMISSION | FAST_RETRANSMISSION,
  },
  {
    id: "out_of_order",
    rule: "Its IP identification (or, where it fills a hole without one, its promptness) says that it was sent before bytes that came earlier: it was overtaken on the way, perhaps by its own retransmission.",
    marks: OUT_OF_ORDER,
  },
  { id: "new_data", rule: "No byte of it was seen before, and none behind it either.", marks: 0 },
  {
    id: "keep_alive",
    rule: "Repeats at most one byte, already acknowledged, in front of the next sequence number after at least one idle second (RFC 9293 section 3.8.4).",
    marks: KEEP_ALIVE,
  },
  { id: "keep_alive_ack", rule: "Answers a keep-alive.", marks: KEEP_ALIVE_ACK },
  {
    id: "zero_window_probe",
    rule: "Sent while the other side's window is 0, with one new byte or, as Linux does it, none and a sequence number one below the next (RFC 9293 section 3.8.6.1).",
    marks: ZERO_WINDOW_PROBE,
  },
  {
    id: "zero_window_probe_ack",
    rule: "Answers a zero window probe.",
    marks: ZERO_WINDOW_PROBE_ACK | ZERO_WINDOW,
  },
  {
    id: "missing_segment",
    rule: "Bytes in front of this segment had not been seen when it came.",
    marks: LOST_SEGMENT,
  },
  {
    id: "no_hole",
    rule: "Every byte in front of this segment had been seen; the one that seems to be missing was carried by a window probe and accepted.",
    marks: 0,
  },
  {
    id: "ack_of_unseen",
    rule: "Acknowledges bytes that the capture does not hold (so far): the capture missed them, or stored them later.",
    marks: ACK_LOST_SEGMENT,
  },
  {
    id: "ack_of_seen",
    rule: "Every byte it acknowledges had been seen, in a window probe or behind the repeated part of a retransmission.",
    marks: 0,
  },
  {
    id: "simultaneous_open",
    rule: "Both sides sent a SYN without ACK before either got the other's; each answers with a SYN, ACK of the same number (RFC 9293 section 3.5).",
    marks: 0,
  },
  { id: "syn_retransmission", rule: "The same SYN was sent before.", marks: RETRANSMISSION | FAST_RETRANSMISSION },
  {
    id: "fin_retransmission",
    rule: "The same FIN was sent before.",
    marks: RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION,
  },
  {
    id: "conflicting_bytes",
    rule: "Repeats bytes with other values; the first copy is kept.",
    marks: RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION | OUT_OF_ORDER,
  },
  { id: "data_after_reset", rule: "Carries data although its stream was reset before.", marks: 0 },
  { id: "urgent_data", rule: "URG is set: some bytes are marked urgent (RFC 6093).", marks: 0 },
  { id: "data_in_syn", rule: "The SYN carries data (TCP Fast Open, RFC 7413).", marks: 0 },
  {
    id: "super_segment",
    rule: "The IP header's length is 0: segmentation offload left it for the network card, and the capture's length holds.",
    marks: 0,
  },
  {
    id: "duplicate_sack",
    rule: "Its first SACK block lies below the ACK or within the second block: the receiver got those bytes twice (D-SACK, RFC 2883).",
    marks: DUPLICATE_ACK,
    unmarked: true,
  },
];
