import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}/`, import.meta.url));

/** Path of a real capture, such as "clean-sharer.pcap". */
export function capture(name: string): string {
  return folder("captures") + name;
}

/** Path of a printed packet list. */
export function packetList(name: string): string {
  return folder("packet-lists") + name;
}

/** Names of all real captures. */
export const CAPTURES = readdirSync(folder("captures")).filter((name) => /\.pcap(ng)?$/.test(name));

export const PACKET_LISTS = readdirSync(folder("packet-lists")).filter((name) => /\.(txt|csv)$/.test(name));
