/** Under which addresses others reach a program of this machine that listens. */
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { addressBytes } from "./ip-address.ts";

export interface OwnAddress {
  readonly address: string;
  /** Of the network interface, as the system names it; null where it was asked for by address. */
  readonly network: string | null;
}

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * @param host as it is listened on
 * @param interfaces of this machine
 * @returns `host` itself where it is one address; for all of them (0.0.0.0, ::) those of this machine that a viewer can be
 *   told, IPv4 before IPv6. Link-local IPv6 is none: it needs a scope, which differs from machine to machine.
 */
export function ownAddresses(host: string, interfaces: Interfaces = networkInterfaces()): OwnAddress[] {
  if (!isAnyAddress(host)) return [{ address: host, network: null }];
  const all = Object.entries(interfaces).flatMap(([network, entries = []]) =>
    entries.filter(({ internal }) => !internal).map(({ address, family }) => ({ address, family, network })),
  );
  const usable = all.filter(({ address, family }) =>
    family === "IPv4" ? true : host === "::" && !isLinkLocal(address),
  );
  // An IPv4 link-local address (RFC 3927) only helps where nothing better is there.
  const rank = ({ address, family }: (typeof all)[number]): number =>
    family === "IPv6" ? 1 : isLinkLocal(address) ? 2 : 0;
  return usable.sort((a, b) => rank(a) - rank(b)).map(({ address, network }) => ({ address, network }));
}

/** Whether it leads to this machine. */
export function isOwnAddress(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  const own = Object.values(interfaces).flatMap((entries = []) => entries.map((entry) => entry.address));
  return isLoopback(address) || own.includes(address);
}

export function isAnyAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Only programs of this machine can connect: 127.0.0.0/8 (RFC 1122 section 3.2.1.3) and ::1 (RFC 4291 section 2.5.3). */
export function isLoopback(host: string): boolean {
  const bytes = addressBytes(host);
  if (bytes === null) return false;
  return bytes.length === 4 ? bytes[0] === 127 : bytes.every((byte, at) => byte === (at === 15 ? 1 : 0));
}

/** 169.254.0.0/16 and fe80::/10. */
function isLinkLocal(address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === null) return false;
  const [first = 0, second = 0] = bytes;
  return bytes.length === 4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
}
