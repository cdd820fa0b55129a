import { SourceUnavailableError } from "../../errors.ts";
import { installCommand, isInstalled, type Packages } from "../programs.ts";
import { isWayland, noXDisplay, WAYLAND } from "../session.ts";
import { THIS_MACHINE, type Machine, type Obstacle, type SourceKind } from "../types.ts";
import { DesktopSource } from "./desktop-source.ts";

/** What screenshot-desktop starts for every frame where the screen is an X server's: `import` and `xrandr`. */
const HELPERS: readonly { readonly program: string; readonly packages: Packages }[] = [
  {
    program: "import",
    packages: {
      "apt-get": "imagemagick",
      dnf: "ImageMagick",
      pacman: "imagemagick",
      zypper: "ImageMagick",
      apk: "imagemagick",
    },
  },
  {
    program: "xrandr",
    packages: { "apt-get": "x11-xserver-utils", dnf: "xrandr", pacman: "xorg-xrandr", zypper: "xrandr", apk: "xrandr" },
  },
];

export const desktopKind: SourceKind = {
  name: "desktop",
  description: "the screen, by helper programs of the system (screenshot-desktop): slow, but works nearly everywhere",
  displays: true,
  showsScreen: true,
  automatic: true,
  obstacle: async (machine) => (isWayland(machine) ? WAYLAND : missing(machine)),
  async open({ display }, machine = THIS_MACHINE) {
    const obstacle = await missing(machine);
    if (obstacle !== null) throw new SourceUnavailableError(obstacle.reason, obstacle.remedy);
    return DesktopSource.open(display, machine.platform);
  },
};

async function missing(machine: Machine): Promise<Obstacle | null> {
  const { platform } = machine;
  if (platform === "win32" || platform === "darwin") return null;
  const display = noXDisplay(machine);
  if (display !== null) return display;
  const absent = [];
  for (const helper of HELPERS) if (!(await isInstalled(helper.program, machine))) absent.push(helper);
  if (absent.length === 0) return null;
  const command = await installCommand(joined(absent.map(({ packages }) => packages)), machine);
  const names = absent.map(({ program }) => program);
  return {
    reason: `It needs ${names.length === 1 ? "a program that is" : "programs that are"} not installed: ${names.join(" and ")}.`,
    remedy: command === null ? "Install ImageMagick and xrandr." : `Install what is missing: ${command}`,
  };
}

function joined(all: readonly Packages[]): Packages {
  const managers = Object.keys(all[0] ?? {}) as (keyof Packages)[];
  return Object.fromEntries(managers.map((manager) => [manager, all.map((one) => one[manager]).join(" ")]));
}
