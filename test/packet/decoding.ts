import { FRAGMENT, PacketDecoder } from "../../src/analyze/packet/decode.ts";
import type { Segment } from "../../src/analyze/packet/segment.ts";
import { endpointReport } from "../../src/analyze/facts/addresses.ts";

export { FRAGMENT };

/** A decoded segment as plain values, with its payload copied. */
export interface Plain {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  readonly length: number;
  readonly ipId: number;
  readonly ttl: number;
  readonly payload: string;
  readonly mss: number;
  readonly windowShift: number;
  readonly sackPermitted: boolean;
  readonly tsVal: number;
  readonly tsEcr: number;
  readonly reassembled: boolean;
  readonly lengthFromCapture: boolean;
}

function plain(segment: Segment): Plain {
  const { ipVersion, data, payload, captured } = segment;
  const ip = (address: Int32Array): string => endpointReport({ ipVersion, address: [...address], port: 0 }).ip;
  return {
    source: ip(segment.source),
    destination: ip(segment.destination),
    sourcePort: segment.sourcePort,
    destinationPort: segment.destinationPort,
    seq: segment.seq,
    ack: segment.ack,
    flags: segment.flags,
    window: segment.window,
    length: segment.length,
    ipId: segment.ipId,
    ttl: segment.ttl,
    payload: Buffer.from(data.subarray(payload, payload + captured)).toString("hex"),
    mss: segment.mss,
    windowShift: segment.windowShift,
    sackPermitted: segment.sackPermitted,
    tsVal: segment.tsVal,
    tsEcr: segment.tsEcr,
    reassembled: segment.reassembled,
    lengthFromCapture: segment.lengthFromCapture,
  };
}

/** Decodes packets; what lies around their bytes is filled with `around`, and must make no difference. */
export class Decoding {
  readonly decoder = new PacketDecoder();
  readonly #around: number;

  constructor(around = 0xaa) {
    this.#around = around;
  }

  /** @returns the segment, or the name of what there is instead */
  take(linkType: number, packet: Uint8Array, captured = packet.length, original = packet.length): Plain | string {
    const lent = Buffer.alloc(captured + 100, this.#around);
    lent.set(packet.subarray(0, captured), 40);
    const name = this.decoder.decode(linkType, lent, 40, captured, original);
    return name ?? plain(this.decoder.segment);
  }
}
