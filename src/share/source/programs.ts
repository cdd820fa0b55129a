/** Programs of the machine that sources need, and how they get there. */
import { access, constants } from "node:fs/promises";
import { posix, win32 } from "node:path";
import type { Machine } from "./types.ts";

/** Names of a program's package, by the program that installs packages. */
export interface Packages {
  readonly "apt-get"?: string;
  readonly dnf?: string;
  readonly pacman?: string;
  readonly zypper?: string;
  readonly apk?: string;
  readonly brew?: string;
}

const INSTALL: Readonly<Record<keyof Packages, string>> = {
  "apt-get": "sudo apt-get install",
  dnf: "sudo dnf install",
  pacman: "sudo pacman -S",
  zypper: "sudo zypper install",
  apk: "sudo apk add",
  brew: "brew install",
};

/** Whether a program is in a folder of PATH. */
export async function isInstalled(program: string, { platform, env }: Machine): Promise<boolean> {
  const path = platform === "win32" ? win32 : posix;
  const name = platform === "win32" ? `${program}.exe` : program;
  for (const folder of (env["PATH"] ?? "").split(path.delimiter)) {
    if (folder === "") continue;
    const there = await access(path.join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}

/** @returns the command that installs the packages here; null when no way is known */
export async function installCommand(packages: Packages, machine: Machine): Promise<string | null> {
  for (const manager of Object.keys(packages) as (keyof Packages)[]) {
    if (await isInstalled(manager, machine)) return `${INSTALL[manager]} ${packages[manager]}`;
  }
  return null;
}
