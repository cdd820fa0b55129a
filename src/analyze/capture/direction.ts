/** Which way a packet went, where the capture can tell. */
import type { Direction } from "../capture-file/write/types.ts";

const ETHERNET = 1;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
/** Where the cooked headers have the packet's type (tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html): its lower byte. */
const SLL_TYPE = 1;
const SLL2_TYPE = 10;
const SLL_OTHER_HOST = 3;
const SLL_OUTGOING = 4;
const MAC_BYTES = 6;

export type DirectionOf = (data: Uint8Array, offset: number, capturedLength: number) => Direction;

/**
 * @param mac the interface's own Ethernet address, "02:fc:00:00:00:01"; null where it has none, as the loopback has
 */
export function directionOf(linkType: number, mac: string | null): DirectionOf {
  switch (linkType) {
    case LINUX_SLL:
      return (data, offset, length) => (length > SLL_TYPE ? cooked(data[offset + SLL_TYPE]!) : null);
    case LINUX_SLL2:
      return (data, offset, length) => (length > SLL2_TYPE ? cooked(data[offset + SLL2_TYPE]!) : null);
    case ETHERNET:
      return mac === null ? () => null : byAddress(Uint8Array.from(mac.split(":"), (byte) => parseInt(byte, 16)));
    default:
      return () => null;
  }
}

function cooked(type: number): Direction {
  if (type === SLL_OUTGOING) return "outbound";
  return type < SLL_OTHER_HOST ? "inbound" : null;
}

/** From us to us is neither. */
function byAddress(own: Uint8Array): DirectionOf {
  return (data, offset, length) => {
    if (length < 2 * MAC_BYTES) return null;
    const fromUs = is(own, data, offset + MAC_BYTES);
    const toUs = is(own, data, offset);
    if (fromUs === toUs) return null;
    return fromUs ? "outbound" : "inbound";
  };
}

function is(own: Uint8Array, data: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAC_BYTES; i++) if (own[i] !== data[at + i]) return false;
  return true;
}
