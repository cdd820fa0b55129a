/** How a program gets onto a machine, by what installs programs there. */
import { thisMachine } from "../../analyze/capture/machine.ts";
import type { Installer } from "../../analyze/capture/permission.ts";

export type PackageManager = Installer | "winget";

export type Tool = "dumpcap" | "tcpdump" | "tshark" | "ffmpeg" | "python3" | "iproute2" | "browser";

const COMMANDS: Readonly<Record<PackageManager, string>> = {
  apt: "sudo apt install",
  dnf: "sudo dnf install",
  pacman: "sudo pacman -S",
  zypper: "sudo zypper install",
  apk: "sudo apk add",
  brew: "brew install",
  winget: "winget install",
};

/** Names of packages; where one is missing, there is none. */
const PACKAGES: Readonly<Record<Tool, Readonly<Partial<Record<PackageManager, string>>>>> = {
  dumpcap: {
    ...{ apt: "wireshark-common", dnf: "wireshark-cli", pacman: "wireshark-cli", zypper: "wireshark", apk: "tshark" },
    ...{ brew: "--cask wireshark", winget: "WiresharkFoundation.Wireshark" },
  },
  tcpdump: {
    ...{ apt: "tcpdump", dnf: "tcpdump", pacman: "tcpdump", zypper: "tcpdump", apk: "tcpdump", brew: "tcpdump" },
  },
  tshark: {
    ...{ apt: "tshark", dnf: "wireshark-cli", pacman: "wireshark-cli", zypper: "wireshark", apk: "tshark" },
    ...{ brew: "--cask wireshark", winget: "WiresharkFoundation.Wireshark" },
  },
  ffmpeg: {
    ...{ apt: "ffmpeg", dnf: "ffmpeg-free", pacman: "ffmpeg", zypper: "ffmpeg", apk: "ffmpeg" },
    ...{ brew: "ffmpeg", winget: "Gyan.FFmpeg" },
  },
  python3: {
    ...{ apt: "python3", dnf: "python3", pacman: "python", zypper: "python3", apk: "python3" },
    ...{ brew: "python", winget: "Python.Python.3.13" },
  },
  iproute2: { apt: "iproute2", dnf: "iproute", pacman: "iproute2", zypper: "iproute2", apk: "iproute2" },
  browser: {
    ...{ apt: "chromium", dnf: "firefox", pacman: "firefox", zypper: "MozillaFirefox", apk: "firefox" },
    ...{ brew: "--cask firefox", winget: "Mozilla.Firefox" },
  },
};

/** @returns the command; null where none is known */
export function installCommand(tool: Tool, manager: PackageManager | null): string | null {
  const name = manager === null ? undefined : PACKAGES[tool][manager];
  return manager === null || name === undefined ? null : `${COMMANDS[manager]} ${name}`;
}

/** @returns a sentence */
export function howToInstall(tool: Tool, manager: PackageManager | null): string {
  const command = installCommand(tool, manager);
  return command === null ? `Install ${tool}.` : `Install it: ${command}`;
}

/** What installs programs here; null: not known. */
export function thisPackageManager(): PackageManager | null {
  return process.platform === "win32" ? "winget" : thisMachine().installer;
}
