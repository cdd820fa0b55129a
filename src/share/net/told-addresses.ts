/** Which of this machine's addresses others are told, so that who is allowed can use them. */
import { addressBytes } from "./ip-address.ts";
import { isAnyAddress, isLoopback, ownAddresses, type Interfaces, type OwnAddress } from "./own-addresses.ts";

/**
 * Who connects to an address does so from one of the same family, and from this machine itself from the very same one:
 * with only 127.0.0.0/8 allowed, nobody gets in by the address of a network.
 *
 * @param host as it is listened on
 * @param allow addresses and blocks that may connect; none: everybody
 */
export function toldAddresses(host: string, allow: readonly string[], interfaces?: Interfaces): OwnAddress[] {
  const own = ownAddresses(host, interfaces);
  if (allow.length === 0 || !isAnyAddress(host)) return own;
  const [here, elsewhere] = [allow.filter(isHere), allow.filter((entry) => !isHere(entry))];
  const families = new Set(elsewhere.map(bytesOf));
  const told = own.filter(({ address }) => families.has(bytesOf(address)));
  const loopback = [...new Set(here.map((entry) => (bytesOf(entry) === 4 ? "127.0.0.1" : "::1")))]
    .filter((address) => host === "::" || bytesOf(address) === 4)
    .map((address) => ({ address, network: "this machine" }));
  const all = [...told, ...loopback];
  return all.length > 0 ? all : own;
}

/** Whether only this machine is in the block. */
function isHere(entry: string): boolean {
  const [address = "", prefix] = entry.split("/");
  return isLoopback(address) && (prefix === undefined || Number(prefix) >= (bytesOf(address) === 4 ? 8 : 128));
}

/** @returns 4 or 16; 0 where it is no address */
function bytesOf(entry: string): number {
  return addressBytes(entry.replace(/\/.*$/, ""))?.length ?? 0;
}
