/** tcpdump: there on every macOS and most Linux machines; mostly needs root. */
import { ask, findProgram, startEngine } from "../run.ts";
import { NO_COUNTS, type CaptureEngine, type EngineCounts, type EngineInterface } from "../types.ts";

export const tcpdump: CaptureEngine = {
  name: "tcpdump",
  comesWith: "tcpdump",
  clock: "the operating system's, when the packet passed the interface",
  kernelClock: true,
  latency: 1100, // it lets the kernel gather packets for a second
  // A burst of 256 MB at more than the engine's speed is held.
  buffer: { share: 1 / 16, largest: 256 },
  countsDrops: "always",
  limits: [],
  maxSnaplen: 262_144,
  async find() {
    const path = findProgram("tcpdump");
    if (path === null) return null;
    const { stdout, stderr } = await ask(path, ["--version"]);
    const version = /tcpdump version (\S+)/.exec(stdout + stderr)?.[1];
    return { path, version: version === undefined ? null : `tcpdump ${version}` };
  },
  async list({ path }) {
    return readInterfaceList((await ask(path, ["-D"])).stdout);
  },
  start({ path }, request) {
    return startEngine({
      path,
      args: [
        // Not --immediate-mode: on Linux each packet then takes as much of the buffer as the longest one could.
        ...["-n", "-U", "-i", request.interface, "-s", String(request.snaplen)],
        ...["-B", String(request.bufferMegabytes * 1024)],
        // Elsewhere libpcap gives microseconds, and refuses to be asked for more.
        ...(process.platform === "linux" ? ["--time-stamp-precision=nano"] : []),
        ...["-w", "-"],
        ...(request.filter === "" ? [] : ["--", request.filter]),
      ],
      none: NO_COUNTS,
      read: readCounts,
      readyToCount: /listening on/, // before, the signal would end it
      askCounts: (child) => {
        if (process.platform === "win32") return;
        child.kill(process.platform === "linux" ? "SIGUSR1" : "SIGINFO");
      },
      stop: (child) => child.kill("SIGINT"),
    });
  },
};

/** The last of "20 packets received by filter", "3 packets dropped by kernel", "1 packet dropped by interface". */
export function readCounts(said: string): EngineCounts | null {
  const last = (words: RegExp): number | null => {
    const all = [...said.matchAll(words)];
    return all.length === 0 ? null : Number(all.at(-1)![1]);
  };
  const received = last(/(\d+) packets? received by filter/g);
  if (received === null) return null;
  const droppedBySystem = last(/(\d+) packets? dropped by kernel/g);
  // Said only when there were any.
  const droppedByInterface = last(/(\d+) packets? dropped by interface/g) ?? (droppedBySystem === null ? null : 0);
  return { received, droppedBySystem, droppedByInterface };
}

/** "3.lo (description) [Up, Running, Loopback]"; "[none]" where no flag is set. */
export function readInterfaceList(text: string): EngineInterface[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, description, flags] = /^\d+\.(.+?)(?: \((.*)\))?(?: \[([^\]]*)\])?$/.exec(line) ?? [];
    if (name === undefined) return [];
    // "none" stands at interfaces that are down, and at things that are no interfaces.
    const known = flags === undefined || flags === "none" ? null : flags.split(", ");
    return [
      {
        name,
        description: description ?? null,
        addresses: [],
        up: known === null ? null : known.includes("Up"),
        loopback: known === null ? null : known.includes("Loopback"),
      },
    ];
  });
}
