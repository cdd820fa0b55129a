import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}/`, import.meta.url));

/** Folders of real captures, with what stands in front of the names of those in it. */
const FOLDERS = [
  { prefix: "pickle-", path: folder("pickle-captures") },
  { prefix: "", path: folder("captures") },
];

/** Path of a real capture, such as "clean-sharer.pcap"; those of pickle-q sessions are called "pickle-video.pcap". */
export function capture(name: string): string {
  const { prefix, path } = FOLDERS.find((one) => name.startsWith(one.prefix))!;
  return path + name.slice(prefix.length);
}

/** Path of a printed packet list. */
export function packetList(name: string): string {
  return folder("packet-lists") + name;
}

/** Names of all real captures. */
export const CAPTURES = FOLDERS.flatMap(({ prefix, path }) =>
  readdirSync(path)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => prefix + name),
);

export const PACKET_LISTS = readdirSync(folder("packet-lists")).filter((name) => /\.(txt|csv)$/.test(name));
