/** From a captured packet to its TCP segment. */
import { Cursor, type Undecoded } from "./cursor.ts";
import { FRAGMENT, IpLayer } from "./ip.ts";
import { LINK_LAYERS } from "./link.ts";
import { Segment } from "./segment.ts";
import { decodeTcp } from "./tcp.ts";

/** Decodes packet after packet into one {@link Segment}. */
export class PacketDecoder {
  readonly segment = new Segment();
  readonly #cursor = new Cursor();
  readonly #ip = new IpLayer();
  /** The block last given, and the same bytes without being a Buffer: V8 cuts pieces off a plain array much faster. */
  #lent: Uint8Array = new Uint8Array(0);
  #bytes: Uint8Array = this.#lent;

  /** Fragments seen so far that are part of no whole datagram. */
  get unusedFragments(): number {
    return this.#ip.fragments.unused;
  }

  /**
   * @param linkType LINKTYPE_ number of the packet's interface
   * @returns null when `segment` now holds the packet's TCP segment; {@link FRAGMENT} for a piece of a datagram that is
   * not whole yet; else the name of what it is instead
   */
  decode(
    linkType: number,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
  ): Undecoded {
    const c = this.#cursor;
    if (data !== this.#lent) {
      this.#lent = data;
      this.#bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    }
    c.data = this.#bytes;
    c.offset = offset;
    c.end = offset + capturedLength;
    c.wireEnd = offset + Math.max(originalLength, capturedLength);
    const link = LINK_LAYERS.get(linkType);
    if (link === undefined) return `link type ${linkType}`;
    return link(c) ?? this.#ip.decode(c, this.segment) ?? decodeTcp(c, this.segment);
  }
}

export { FRAGMENT };
