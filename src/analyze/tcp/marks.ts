/** Wireshark's tcp.analysis.* flags as bits, named by their own last word. */

export const RETRANSMISSION = 1 << 0;
export const FAST_RETRANSMISSION = 1 << 1;
export const SPURIOUS_RETRANSMISSION = 1 << 2;
export const OUT_OF_ORDER = 1 << 3;
export const DUPLICATE_ACK = 1 << 4;
export const LOST_SEGMENT = 1 << 5;
export const ACK_LOST_SEGMENT = 1 << 6;
export const ZERO_WINDOW = 1 << 7;
export const ZERO_WINDOW_PROBE = 1 << 8;
export const ZERO_WINDOW_PROBE_ACK = 1 << 9;
export const WINDOW_FULL = 1 << 10;
export const WINDOW_UPDATE = 1 << 11;
export const KEEP_ALIVE = 1 << 12;
export const KEEP_ALIVE_ACK = 1 << 13;
export const REUSED_PORTS = 1 << 14;
export const TFO_SYN = 1 << 15;
export const TFO_ACK = 1 << 16;
export const TFO_IGNORED = 1 << 17;

export const MARK_NAMES = [
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "duplicate_ack",
  "lost_segment",
  "ack_lost_segment",
  "zero_window",
  "zero_window_probe",
  "zero_window_probe_ack",
  "window_full",
  "window_update",
  "keep_alive",
  "keep_alive_ack",
  "reused_ports",
  "tfo_syn",
  "tfo_ack",
  "tfo_ignored",
] as const;

export type MarkName = (typeof MARK_NAMES)[number];

export function markNames(marks: number): MarkName[] {
  return MARK_NAMES.filter((_, bit) => (marks & (1 << bit)) !== 0);
}
