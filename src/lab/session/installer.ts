/** How programs are installed on this machine. */
import { thisMachine } from "../../analyze/capture/machine.ts";
import type { Installer } from "../../analyze/capture/permission.ts";

export const INSTALL_COMMANDS: Readonly<Record<Installer, string>> = {
  apt: "sudo apt install ",
  dnf: "sudo dnf install ",
  pacman: "sudo pacman -S ",
  zypper: "sudo zypper install ",
  apk: "sudo apk add ",
  brew: "brew install ",
};

/** @returns "sudo apt install "; null: not known */
export function installPrefix(): string | null {
  const { installer } = thisMachine();
  return installer === null ? null : INSTALL_COMMANDS[installer];
}
