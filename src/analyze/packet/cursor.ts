/**
 * Where decoding stands in a packet. One object serves every packet: each layer reads its header at `offset`, moves
 * `offset` behind it, and says in `protocol` what follows.
 */
export class Cursor {
  data: Uint8Array = new Uint8Array(0);
  /** First byte of the layer to be decoded next. */
  offset = 0;
  /** Behind the last byte the capture holds. */
  end = 0;
  /** Behind the last byte the packet had on the wire, at least `end`; grows smaller as headers state their lengths. */
  wireEnd = 0;
  /** What the last layer said follows: an EtherType after link layers, an IP protocol number after IP. */
  protocol = 0;

  /** `count` bytes from `offset` on are in the capture. */
  has(count: number): boolean {
    return this.end - this.offset >= count;
  }

  u8(at: number): number {
    return this.data[this.offset + at]!;
  }

  u16(at: number): number {
    const i = this.offset + at;
    return (this.data[i]! << 8) | this.data[i + 1]!;
  }

  /** 32 bits, signed: enough to compare and to keep. */
  i32(at: number): number {
    const i = this.offset + at;
    const d = this.data;
    return (d[i]! << 24) | (d[i + 1]! << 16) | (d[i + 2]! << 8) | d[i + 3]!;
  }
}

/** A layer's outcome: null when decoded; else the name under which the packet is counted as not decoded. */
export type Undecoded = string | null;
