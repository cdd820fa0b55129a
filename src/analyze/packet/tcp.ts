/** The TCP header and its options (RFC 9293 section 3.1, RFC 7323, RFC 2018). */
import type { Cursor, Undecoded } from "./cursor.ts";
import { MAX_SACK_BLOCKS, URG, type Segment } from "./segment.ts";

const OPTION_END = 0;
const OPTION_NOP = 1;
const OPTION_MSS = 2;
const OPTION_WINDOW_SCALE = 3;
const OPTION_SACK_PERMITTED = 4;
const OPTION_SACK = 5;
const OPTION_TIMESTAMPS = 8;
const OPTION_FAST_OPEN = 34; // RFC 7413 section 4.1.1

/** Timestamps alone, padded by two NOPs, as nearly every data segment carries them (RFC 7323 appendix A). */
const NOP_NOP_TIMESTAMPS = 0x0101080a;

/** The window ends at byte 16; a header cut behind that can still be analyzed, without checksum and options. */
const LEAST_HEADER = 16;

/** Fills the segment from the header at the cursor. */
export function decodeTcp(c: Cursor, segment: Segment): Undecoded {
  const wireLength = c.wireEnd - c.offset;
  if (!c.has(LEAST_HEADER)) return "cut inside the TCP header";
  const d = c.data;
  const o = c.offset;
  const headerLength = (d[o + 12]! >> 4) * 4;
  if (headerLength < 20 || headerLength > wireLength) return "malformed TCP header";
  segment.sourcePort = (d[o]! << 8) | d[o + 1]!;
  segment.destinationPort = (d[o + 2]! << 8) | d[o + 3]!;
  segment.seq = ((d[o + 4]! << 24) | (d[o + 5]! << 16) | (d[o + 6]! << 8) | d[o + 7]!) >>> 0;
  segment.ack = ((d[o + 8]! << 24) | (d[o + 9]! << 16) | (d[o + 10]! << 8) | d[o + 11]!) >>> 0;
  const flags = d[o + 13]!;
  segment.flags = flags;
  segment.window = (d[o + 14]! << 8) | d[o + 15]!;
  const whole = c.end - o >= 20;
  segment.checksum = whole ? (d[o + 16]! << 8) | d[o + 17]! : -1;
  segment.urgentPointer = whole && (flags & URG) !== 0 ? (d[o + 18]! << 8) | d[o + 19]! : 0;

  const payload = o + headerLength;
  segment.data = d;
  segment.payload = payload;
  segment.length = wireLength - headerLength;
  segment.captured = payload < c.end ? Math.min(c.end - payload, segment.length) : 0;

  segment.resetOptions();
  if (headerLength > 20) options(d, o + 20, Math.min(payload, c.end), segment);
  return null;
}

function options(d: Uint8Array, start: number, end: number, segment: Segment): void {
  let i = start;
  if (end - i === 12 && u32(d, i) === NOP_NOP_TIMESTAMPS) {
    segment.tsVal = u32(d, i + 4);
    segment.tsEcr = u32(d, i + 8);
    return;
  }
  while (i < end) {
    const kind = d[i]!;
    if (kind === OPTION_END) return;
    if (kind === OPTION_NOP) {
      i++;
      continue;
    }
    if (i + 1 >= end) return;
    const length = d[i + 1]!;
    if (length < 2 || i + length > end) return; // the rest can't be read; what was read stands
    if (kind === OPTION_MSS && length === 4) segment.mss = (d[i + 2]! << 8) | d[i + 3]!;
    else if (kind === OPTION_WINDOW_SCALE && length === 3) segment.windowShift = d[i + 2]!;
    else if (kind === OPTION_SACK_PERMITTED && length === 2) segment.sackPermitted = true;
    else if (kind === OPTION_TIMESTAMPS && length === 10) {
      segment.tsVal = u32(d, i + 2);
      segment.tsEcr = u32(d, i + 6);
    } else if (kind === OPTION_FAST_OPEN && length > 2) {
      segment.fastOpen = true;
    } else if (kind === OPTION_SACK) {
      const blocks = Math.min((length - 2) >> 3, MAX_SACK_BLOCKS);
      for (let b = 0; b < 2 * blocks; b++) segment.sack[b] = u32(d, i + 2 + 4 * b);
      segment.sackCount = blocks;
    }
    i += length;
  }
}

function u32(d: Uint8Array, i: number): number {
  return ((d[i]! << 24) | (d[i + 1]! << 16) | (d[i + 2]! << 8) | d[i + 3]!) >>> 0;
}
