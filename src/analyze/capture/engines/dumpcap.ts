/** Wireshark's own capture program: needs no root where the package has given it the right to capture. */
import { ask, findProgram, startEngine } from "../run.ts";
import { NO_COUNTS, type CaptureEngine, type EngineCounts, type EngineInterface } from "../types.ts";

export const dumpcap: CaptureEngine = {
  name: "dumpcap",
  comesWith: "Wireshark",
  clock: "the operating system's, when the packet passed the interface",
  kernelClock: true,
  latency: 400, // it asks libpcap every 250 ms
  // A burst of 256 MB at more than the engine's speed is held.
  buffer: { share: 1 / 16, largest: 256 },
  countsDrops: "at the end",
  limits: [],
  maxSnaplen: 262_144,
  async find() {
    const path = findProgram("dumpcap");
    if (path === null) return null;
    const { stdout } = await ask(path, ["--version"]);
    const version = /^Dumpcap \(Wireshark\) (\d[^\s,]*?)\.? /.exec(stdout)?.[1];
    return { path, version: version === undefined ? null : `dumpcap ${version}` };
  },
  async list({ path }) {
    return readInterfaceList((await ask(path, ["-D", "-M"])).stdout);
  },
  start({ path }, request) {
    return startEngine({
      path,
      args: [
        ...["-q", "-i", request.interface, "-s", String(request.snaplen), "-B", String(request.bufferMegabytes)],
        ...(request.filter === "" ? [] : ["-f", request.filter]),
        ...["-w", "-"],
      ],
      none: NO_COUNTS,
      read: readClosingLine,
      stop: (child) => child.kill("SIGINT"),
    });
  },
};

/**
 * "Packets received/dropped on interface 'lo': 10/3 (pcap:1/dumpcap:1/flushed:1/ps_ifdrop:0) (76.9%)". Those it dropped
 * itself count with the system's; it says so only at its end.
 */
export function readClosingLine(said: string): EngineCounts | null {
  const line = /interface '[^\n]*': (\d+)\/(\d+) \(pcap:(\d+)\/dumpcap:(\d+)\/flushed:(\d+)\/ps_ifdrop:(\d+)\)/.exec(
    said,
  );
  if (line === null) return null;
  const [received = 0, , system = 0, own = 0, flushed = 0, byInterface = 0] = line.slice(1).map(Number);
  return {
    received: received + system + own + flushed,
    droppedBySystem: system + own + flushed,
    droppedByInterface: byInterface,
  };
}

/** Tabs up to Wireshark 4.2 or so, JSON from then on. */
export function readInterfaceList(text: string): EngineInterface[] {
  return text.trimStart().startsWith("[") ? readJsonList(text) : readTabbedList(text);
}

/** "1. lo<TAB>vendor's description<TAB>friendly name<TAB>type<TAB>addresses<TAB>loopback<TAB>extcap". */
function readTabbedList(text: string): EngineInterface[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, vendor = "", friendly = "", , addresses = "", kind = ""] =
      /^\d+\. ([^\t]+)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)/.exec(line) ?? [];
    if (name === undefined) return [];
    return [described(name, vendor, friendly, addresses === "" ? [] : addresses.split(","), kind === "loopback")];
  });
}

interface JsonInterface {
  readonly friendly_name?: string;
  readonly vendor_description?: string;
  readonly addrs?: readonly string[];
  readonly loopback?: boolean;
}

/** [{"lo": {"friendly_name": …}}, …] */
function readJsonList(text: string): EngineInterface[] {
  const list = JSON.parse(text) as readonly Readonly<Record<string, JsonInterface>>[];
  return list.flatMap((one) =>
    Object.entries(one).map(([name, info]) =>
      described(
        name,
        info.vendor_description ?? "",
        info.friendly_name ?? "",
        info.addrs ?? [],
        info.loopback ?? false,
      ),
    ),
  );
}

function described(
  name: string,
  vendor: string,
  friendly: string,
  addresses: readonly string[],
  loopback: boolean,
): EngineInterface {
  const description = [friendly, vendor].find((text) => text !== "") ?? null;
  return { name, description, addresses, loopback, up: null };
}
