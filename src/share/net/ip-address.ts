/** IP addresses as bytes. */
import { isIP } from "node:net";

/**
 * @param text as node:net gives addresses; a scope (fe80::1%eth0) is left out
 * @returns 4 bytes for IPv4, also where it comes mapped into IPv6 (::ffff:192.0.2.1), else 16; null when it is none
 */
export function addressBytes(text: string): Uint8Array | null {
  const address = text.replace(/%.*$/, "");
  switch (isIP(address)) {
    case 4:
      return Uint8Array.from(address.split(".").map(Number));
    case 6: {
      const bytes = ipv6Bytes(address);
      return isMapped(bytes) ? bytes.subarray(12) : bytes;
    }
    default:
      return null;
  }
}

/** @returns as people write it: IPv4 that comes mapped into IPv6, as where a socket takes both, is IPv4 */
export function plainAddress(address: string | undefined): string {
  const bytes = address?.includes(":") === true ? addressBytes(address) : null;
  return bytes?.length === 4 ? bytes.join(".") : (address ?? "");
}

/** @param address known to be well formed */
function ipv6Bytes(address: string): Uint8Array {
  const [head = "", tail] = address.split("::", 2);
  const before = groups(head);
  const after = groups(tail ?? "");
  const bytes = new Uint8Array(16);
  bytes.set(before);
  bytes.set(after, 16 - after.length);
  return bytes;
}

/** The bytes of 16-bit groups, the last of which may be written as an IPv4 address. */
function groups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** ::ffff:0:0/96 of RFC 4291 section 2.5.5.2. */
function isMapped(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
}
