/** What has to be known of this machine to say how to get the right to capture. */
import { constants, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import type { Installer, Machine } from "./permission.ts";
import { findProgram } from "./run.ts";

const INSTALLERS: readonly (readonly [program: string, installer: Installer])[] = [
  ["apt-get", "apt"],
  ["dnf", "dnf"],
  ["pacman", "pacman"],
  ["zypper", "zypper"],
  ["apk", "apk"],
  ["brew", "brew"],
];

export function thisMachine(): Machine {
  const dumpcap = findProgram("dumpcap");
  return {
    platform: process.platform,
    dumpcap,
    tcpdump: findProgram("tcpdump"),
    node: process.execPath,
    dumpcapGroup: groupOf(dumpcap),
    installer: INSTALLERS.find(([program]) => findProgram(program) !== null)?.[1] ?? null,
    confined: !mayEverCapture(),
  };
}

/** As Debian's and Fedora's packages do it, dumpcap has the right to capture, and one group the right to run dumpcap. */
function groupOf(path: string | null): Machine["dumpcapGroup"] {
  if (path === null || process.platform !== "linux") return null;
  try {
    const { mode, gid } = statSync(path);
    if ((mode & constants.S_IXOTH) !== 0) return null;
    const lines = readFileSync("/etc/group", "utf8").split("\n");
    const [name = "", , , members = ""] =
      lines.map((line) => line.split(":")).find((one) => Number(one[2]) === gid) ?? [];
    return name === "" ? null : { name, member: members.split(",").includes(userInfo().username) };
  } catch {
    return null;
  }
}

/** Linux's CAP_NET_RAW (capabilities(7)); where it is not in the bounding set, nothing here can give it. */
function mayEverCapture(): boolean {
  const CAP_NET_RAW = 13n;
  try {
    const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return bounding === undefined || ((BigInt(`0x${bounding}`) >> CAP_NET_RAW) & 1n) === 1n;
  } catch {
    return true;
  }
}
