import { isAnyAddress } from "../share/net/own-addresses.ts";

/** @param address that is listened on @param allow who may connect; none: everybody */
export function whoCanReach(address: string, allow: readonly string[]): string {
  if (allow.length > 0) return allow.join(", ");
  return `everybody who can reach ${isAnyAddress(address) ? "this machine" : address}`;
}
