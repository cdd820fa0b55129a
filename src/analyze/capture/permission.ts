/** How a user gets the right to capture, for the machine at hand. Pure: what is known of the machine is given. */
import type { EngineName } from "./types.ts";

export interface Machine {
  readonly platform: string;
  /** Of the installed programs; null: not installed. */
  readonly dumpcap: string | null;
  readonly tcpdump: string | null;
  /** Path of the Node that runs this program. */
  readonly node: string;
  /** The only group that may run dumpcap, and whether the user is in it (it takes a new login to count); null: anyone may. */
  readonly dumpcapGroup: { readonly name: string; readonly member: boolean } | null;
  /** "apt", "dnf", …: what installs programs here; null: not known. */
  readonly installer: Installer | null;
  /** No program started here can ever get the right, as in most containers: it must come from outside. */
  readonly confined: boolean;
}

export type Installer = "apt" | "dnf" | "pacman" | "zypper" | "apk" | "brew";

const INSTALL: Readonly<Record<Installer, string>> = {
  apt: "sudo apt install wireshark-common",
  dnf: "sudo dnf install wireshark-cli",
  pacman: "sudo pacman -S wireshark-cli",
  zypper: "sudo zypper install wireshark",
  apk: "sudo apk add tshark",
  brew: "brew install --cask wireshark",
};

/** What to do when no engine is installed. */
export function howToInstall({ platform, installer }: Machine): string {
  if (platform === "win32") {
    return "Install Wireshark with Npcap from https://www.wireshark.org/download.html.";
  }
  if (installer !== null) return `Install Wireshark's dumpcap: ${INSTALL[installer]}`;
  return "Install Wireshark (https://www.wireshark.org/download.html) or tcpdump.";
}

/**
 * What to do when the system refuses, in one sentence with the exact command.
 *
 * @param engine the engine that was refused
 */
export function howToGetPermission(machine: Machine, engine: EngineName): string {
  switch (machine.platform) {
    case "darwin":
      return (
        "Install ChmodBPF, which comes with Wireshark, and add yourself to its group: " +
        "sudo dseditgroup -o edit -a $USER -t user access_bpf, then log in again; or run this once with sudo."
      );
    case "win32":
      return (
        'Install Npcap (https://npcap.com) without "Restrict Npcap driver\'s access to Administrators only", ' +
        "or run this in a terminal opened as Administrator."
      );
    case "linux":
      return linuxPermission(machine, engine);
    default:
      return "Run this with sudo or doas.";
  }
}

function linuxPermission(machine: Machine, engine: EngineName): string {
  if (machine.confined) {
    return "Start the container with the right to capture: docker run --cap-add=NET_RAW --cap-add=NET_ADMIN …";
  }
  if (engine === "dumpcap" && machine.dumpcap !== null) {
    const group = machine.dumpcapGroup;
    if (group?.member === true) {
      return `Log out and in again: you are in the group ${group.name}, but this session began before; or run this once with sudo.`;
    }
    if (group !== null) {
      return `Join the group that may capture, and log in again: sudo usermod -aG ${group.name} $USER; or run this once with sudo.`;
    }
    return `Give dumpcap the right to capture: sudo setcap cap_net_raw,cap_net_admin+eip ${quoted(machine.dumpcap)}; or run this once with sudo.`;
  }
  if (engine === "tcpdump" && machine.tcpdump !== null) {
    return `Give tcpdump the right to capture: sudo setcap cap_net_raw,cap_net_admin+eip ${quoted(machine.tcpdump)}; or run this once with sudo.`;
  }
  return `Run this with sudo: the cap engine captures inside Node (${machine.node}), which should not have that right for all programs.`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
