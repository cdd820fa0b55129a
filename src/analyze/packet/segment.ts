/** TCP header flags (RFC 9293 section 3.1), as their bits stand in the header. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;

/** A TCP header has room for at most four SACK blocks (RFC 2018 section 3). */
export const MAX_SACK_BLOCKS = 4;

/**
 * One TCP segment, as it passes through the analyzer. There is one such object, filled anew for every packet: keep what
 * you need of it, never the object. Numbers that the capture doesn't give are -1 unless said otherwise.
 */
export class Segment {
  /** Packet number, from 1, as Wireshark counts. */
  packet = 0;
  /** Nanoseconds since the whole second of the capture's first packet; NaN where the file gives no time. */
  time = Number.NaN;

  /** 4 or 6. */
  ipVersion = 4;
  /** The addresses as four 32-bit words (signed), IPv4 in the first, the others 0. */
  readonly source = new Int32Array(4);
  readonly destination = new Int32Array(4);
  /** IPv4 identification (RFC 791); -1 for IPv6. */
  ipId = -1;
  /** IPv4 time to live or IPv6 hop limit. */
  ttl = -1;

  sourcePort = 0;
  destinationPort = 0;
  /** 32 bits, unsigned. */
  seq = 0;
  /** 32 bits, unsigned; meaningless without the ACK flag. */
  ack = 0;
  flags = 0;
  /** The header's 16 bits, not scaled. */
  window = 0;
  /** The header's checksum; -1 when cut off or not known. */
  checksum = -1;
  /** 0 without the URG flag. */
  urgentPointer = 0;

  /** Payload bytes on the wire (TCP length), from the IP header; offload sizes included. */
  length = 0;
  /** Bytes of the payload that the capture holds, at most `length`: data[payload .. payload + captured). */
  captured = 0;
  data: Uint8Array = EMPTY;
  payload = 0;

  /** False where the capture shows no options at all (a packet list without such columns), so that none is absent either. */
  optionsKnown = true;
  /** Maximum segment size option; -1 when absent. */
  mss = -1;
  /** Window scale option's shift count; -1 when absent. */
  windowShift = -1;
  sackPermitted = false;
  /** TSval and TSecr (RFC 7323); -1 when absent. */
  tsVal = -1;
  tsEcr = -1;
  /** TCP Fast Open option with a cookie (RFC 7413). */
  fastOpen = false;
  sackCount = 0;
  /** Left and right edges in turn, 32 bits unsigned: [left0, right0, left1, right1, …]. */
  readonly sack = new Float64Array(2 * MAX_SACK_BLOCKS);

  /** The segment came out of several IP fragments; `packet` is the last of them to arrive. */
  reassembled = false;
  /** Header length 0 or total length 0 stood in the IP header, as segmentation offload leaves it; the length is the capture's. */
  lengthFromCapture = false;

  /** Back to "nothing known", for the next packet. Addresses and the fields every header has are overwritten anyway. */
  resetOptions(): void {
    this.mss = -1;
    this.windowShift = -1;
    this.sackPermitted = false;
    this.tsVal = -1;
    this.tsEcr = -1;
    this.sackCount = 0;
    this.fastOpen = false;
  }
}

const EMPTY = new Uint8Array(0);
