/** Where the other side of a two-way connection is, and where to listen for it. */
import { lookup } from "node:dns/promises";
import { ConnectError } from "../errors.ts";
import { isOwnAddress } from "./own-addresses.ts";

/** @throws ConnectError when there is no such host */
export async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    const message = `Can't find ${host}: ${(cause as Error).message}.`;
    throw new ConnectError(message, "Check the host, or use its IP address.", { cause });
  }
}

/** @returns an address to listen on: this machine only, where the other side is here; else whatever it can reach */
export function facing(addresses: readonly string[]): string {
  if (addresses.every((address) => isOwnAddress(address))) {
    return addresses.find((address) => !address.includes(":")) ?? addresses[0]!;
  }
  return addresses.some((address) => address.includes(":")) ? "::" : "0.0.0.0";
}
