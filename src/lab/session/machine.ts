/** Whether two namespaces can be joined on this machine, and what is missing for it. */
import { accessSync, constants, readFileSync } from "node:fs";
import { findProgram } from "../../analyze/capture/run.ts";
import { howToInstall, type PackageManager } from "../doctor/packages.ts";
import type { Obstacle } from "../../share/source/types.ts";

/** What has to be known of the machine. */
export interface NamespaceMachine {
  readonly platform: string;
  /** Paths; null: not installed. */
  readonly ip: string | null;
  readonly python3: string | null;
  /** /dev/net/tun can be opened. */
  readonly tun: boolean;
  /** This process may make network namespaces and interfaces. */
  readonly mayMake: boolean;
}

/** capabilities(7). */
const CAP_NET_ADMIN = 12n;
const CAP_SYS_ADMIN = 21n;

export function thisNamespaceMachine(): NamespaceMachine {
  const { platform } = process;
  if (platform !== "linux") return { platform, ip: null, python3: null, tun: false, mayMake: false };
  return {
    platform,
    ip: findProgram("ip"),
    python3: findProgram("python3"),
    tun: canOpen("/dev/net/tun"),
    mayMake: hasCapabilities([CAP_NET_ADMIN, CAP_SYS_ADMIN]),
  };
}

/**
 * Pure.
 *
 * @param manager what installs programs there; null: not known
 * @returns the first thing that is missing; null: none
 */
export function namespaceObstacle(machine: NamespaceMachine, manager: PackageManager | null): Obstacle | null {
  const { platform, ip, python3, tun, mayMake } = machine;
  if (platform !== "linux") {
    return {
      reason: "Conditions need Linux's network namespaces, and this is no Linux.",
      remedy: "Use a Linux machine or a virtual one; a session without conditions works here.",
    };
  }
  if (ip === null) {
    return { reason: "The program ip is not installed.", remedy: howToInstall("iproute2", manager) };
  }
  if (python3 === null) {
    return { reason: "Python 3 is not installed.", remedy: howToInstall("python3", manager) };
  }
  if (!mayMake) {
    return {
      reason: "Conditions need the right to make network namespaces, which root has.",
      remedy: "Run this with sudo; a session without conditions needs only the right to capture.",
    };
  }
  if (!tun) {
    return {
      reason: "/dev/net/tun can't be opened.",
      remedy: "Load it: sudo modprobe tun; in a container: docker run --device /dev/net/tun --cap-add NET_ADMIN …",
    };
  }
  return null;
}

function canOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function hasCapabilities(wanted: readonly bigint[]): boolean {
  try {
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
    return wanted.every((one) => ((BigInt(`0x${effective}`) >> one) & 1n) === 1n);
  } catch {
    return false;
  }
}
