/**
 * What the numbers of a packet list mean. A list doesn't say whether its sequence numbers are relative, its windows
 * multiplied, or what its times count from: these are preferences of the Wireshark that printed it. Here they are told
 * from the lines themselves, and "unknown" is an answer.
 *
 * Wireshark's side of it (User's Guide, "TCP preferences" and "Time Display Formats"; Wireshark wiki,
 * "TCP Relative Sequence Numbers"): relative numbers count from 0 at the SYN or, where a stream begins without one, from
 * 1 at its first segment; a window is multiplied where the sender's SYN was in the capture, in a SYN never.
 */
import { ACK, RST, SYN } from "../../packet/segment.ts";
import type { ListConventions } from "../types.ts";
import type { ListSchema } from "./field-row.ts";
import type { PacketRow } from "./row.ts";
import { MAX_HEADER_WINDOW, SMALLEST_MULTIPLIER, WindowScales } from "./window-scales.ts";

/** @param rows the beginning of the list */
export function decideConventions(rows: readonly PacketRow[], schema: ListSchema): ListConventions {
  return {
    sequenceNumbers: schema.sequenceNumbers ?? decideSequenceNumbers(rows),
    windows: schema.windows ?? decideWindows(rows),
    time: decideTime(rows, schema),
  };
}

/** No captured segment carries more, so that packet N of a capture has at most N times as many bytes before it. */
const MOST_OF_A_PACKET = 65_536;

/**
 * A SYN settles it: relative ones show Seq=0, raw ones practically never (one initial sequence number in 2^32). Without a
 * SYN, line by line:
 *
 * - Seq or Ack of 0 or 1 speaks for "relative": a side that sends nothing, as the viewer of a screen share, stays at 1.
 * - A number above 65,536 times the packet's own number speaks for "raw": so much can't have been transferred yet. The
 *   same distance below 2^32 doesn't count, as relative numbers of segments older than the stream's first wrap around.
 *   This needs the No. column, which keeps its numbers in a filtered list.
 *
 * RSTs are left out: theirs may be 0 whatever the convention (RFC 9293 section 3.10.7.1).
 */
function decideSequenceNumbers(rows: readonly PacketRow[]): ListConventions["sequenceNumbers"] {
  let synZero = 0;
  let synOther = 0;
  let segments = 0;
  let relative = 0;
  let raw = 0;
  for (const { tcp, number } of rows) {
    if (tcp === null || (tcp.numbers.flags & RST) !== 0) continue;
    const { flags, seq, ack } = tcp.numbers;
    if ((flags & SYN) !== 0) {
      if (seq === 0) synZero++;
      else synOther++;
      continue;
    }
    if ((flags & ACK) === 0) continue;
    segments++;
    const most = number === null ? Infinity : number * MOST_OF_A_PACKET;
    const impossible = (value: number): boolean => value > most && value < 2 ** 32 - most;
    if (impossible(seq) || impossible(ack)) raw++;
    else if (seq <= 1 || ack <= 1) relative++;
  }
  if (synZero + synOther > 0) return synZero >= synOther ? "relative" : "raw";
  if (2 * raw > segments) return "raw";
  return relative > 0 ? "relative" : "unknown";
}

/**
 * Windows of segments that are no SYN. Above 65,535 they have been multiplied, for certain. Else:
 *
 * - Where the list has the sender's SYN with a scale: multiples of its multiplier (256, say) have been multiplied, as
 *   Wireshark does with a handshake it saw; where more than a quarter are no multiples, they are the header's own.
 * - Where the connection doesn't scale, by its SYNs, shown and header's windows are the same: "unscaled".
 * - Where the SYN isn't in the list, Wireshark may yet have seen it: the list may be a part of the capture. A window that
 *   is no multiple of 4 can't have been multiplied by 4 or any larger power of two, so it is the header's own; that leaves
 *   out a multiplier of 2, which would make the error of a factor 2. (4106 with a scale of 256 is shown as 1,051,136.)
 *   Multiples of 4 only: "unknown".
 *
 * A connection with its handshake in the list outweighs one without.
 */
function decideWindows(rows: readonly PacketRow[]): ListConventions["windows"] {
  const scales = new WindowScales();
  const seen = { multiples: 0, others: 0, ofUnscaled: 0, oddOnes: 0 };
  for (const { tcp } of rows) {
    if (tcp === null) continue;
    scales.see(tcp);
    const { window, flags } = tcp.numbers;
    if ((flags & SYN) !== 0 || window === 0) continue;
    if (window > MAX_HEADER_WINDOW) return "scaled";
    const shift = scales.shiftOf(tcp);
    if (shift === "none") seen.ofUnscaled++;
    else if (shift !== "unknown") seen[window % 2 ** shift === 0 ? "multiples" : "others"]++;
    else if (window % SMALLEST_MULTIPLIER !== 0) seen.oddOnes++;
  }
  // Three in four of any header's windows are no multiples of 4; a stray segment of an earlier connection is one in many.
  if (4 * seen.others > seen.multiples + seen.others) return "unscaled";
  if (seen.multiples > 0) return "scaled";
  return seen.ofUnscaled > 0 || seen.oddOnes > 0 ? "unscaled" : "unknown";
}

/** Seconds that no capture lasts (three years), and that the epoch passed in 1973. */
const EPOCH_FROM = 100_000_000;

/**
 * Plain numbers of 100,000,000 and more count from the epoch. Smaller ones count from the first packet, and then they
 * grow, or from the packet before, and then they go down about as often as up: a fifth of the steps down is taken as the
 * border, as captures put together from several interfaces step down now and then.
 */
function decideTime(rows: readonly PacketRow[], schema: ListSchema): ListConventions["time"] {
  const times = rows.flatMap(({ time }) => (time === null ? [] : [time]));
  const first = times[0];
  if (first === undefined) return "unknown";
  if (first.form === "date") return "date";
  if (first.form === "clock") return "time-of-day";
  if (schema.time !== null) return schema.time;
  const numbers = times.filter(({ form }) => form === "number");
  if (numbers.every(({ seconds }) => seconds >= EPOCH_FROM)) return "epoch";
  let down = 0;
  for (const [i, { seconds, nanoseconds }] of numbers.entries()) {
    const before = numbers[i - 1];
    if (before === undefined) continue;
    if (seconds < before.seconds || (seconds === before.seconds && nanoseconds < before.nanoseconds)) down++;
  }
  return down > 0 && 5 * down >= numbers.length - 1 ? "delta" : "relative";
}
