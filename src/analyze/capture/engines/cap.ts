/**
 * The npm package cap: libpcap inside Node, for machines where no capture program is installed. It knows less than the
 * others (see `limits`), so it comes last. It runs in a child process of ours: a fault in native code ends only that.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, startEngine } from "../run.ts";
import {
  NO_COUNTS,
  type CaptureEngine,
  type EngineInterface,
  type EngineProgram,
  type EngineRequest,
  type PacketRemark,
} from "../types.ts";
import { ipPacketLength } from "./ip-length.ts";

/** libpcap's snapshot length inside cap. */
const MAX_SNAPLEN = 65_535;

export const cap: CaptureEngine = {
  name: "cap",
  comesWith: "npm install cap (needs libpcap's headers and a compiler, or Npcap)",
  clock: "this program's, when it was handed the packet: later than on the wire, more so under load",
  kernelClock: false,
  latency: 1100, // where libpcap can't be told to hand packets over at once
  // It asks libpcap for each packet at once; then each one, an ACK too, takes a slot of the largest packet's size (on a
  // loopback two, as it is seen twice there): 500 MB of segments need nearly 2 GiB where nobody fetches any meanwhile.
  buffer: { share: 1 / 8, largest: 2047 },
  countsDrops: "never",
  limits: [
    `packets are cut to ${MAX_SNAPLEN.toLocaleString("en-US")} bytes`,
    "packets that the system dropped are not counted",
  ],
  maxSnaplen: MAX_SNAPLEN,
  find: () => Promise.resolve(findModule()),
  async list(program) {
    const { stdout } = await ask(process.execPath, [childModule(), "list", program.path]);
    return readDeviceList(stdout);
  },
  start(program, request) {
    return startEngine({
      path: process.execPath,
      args: [childModule(), "record", program.path, JSON.stringify(request satisfies EngineRequest)],
      none: NO_COUNTS,
      endsWithInput: true,
      stop: (child) => {
        child.stdin?.end();
      },
    });
  },
  remark: remarkOnCut,
};

function findModule(): EngineProgram | null {
  try {
    const manifest = createRequire(import.meta.url).resolve("cap/package.json");
    const folder = dirname(manifest);
    if (!existsSync(join(folder, "build", "Release", "cap.node"))) return null;
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    return { path: folder, version: `cap ${version}` };
  } catch {
    return null;
  }
}

/** The child's module as it is built: its second thread can't be run from source. */
function childModule(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../../../dist/analyze/capture/engines/" : "./";
  return fileURLToPath(new URL(`${built}cap-child.js`, import.meta.url));
}

interface Device {
  readonly name: string;
  readonly description?: string;
  readonly addresses: readonly { readonly addr?: string }[];
  readonly flags?: string;
}

export function readDeviceList(text: string): EngineInterface[] {
  if (text.trim() === "") return [];
  return (JSON.parse(text) as readonly Device[]).map(({ name, description, addresses, flags }) => ({
    name,
    description: description ?? null,
    addresses: addresses.flatMap(({ addr }) => addr ?? []),
    up: null,
    loopback: flags === "PCAP_IF_LOOPBACK",
  }));
}

/** For a packet of {@link MAX_SNAPLEN} bytes: as long as that, or cut. */
function remarkOnCut(data: Uint8Array, offset: number, captured: number, linkType: number): PacketRemark | null {
  const wire = ipPacketLength(data, offset, captured, linkType);
  if (wire === null) {
    return {
      originalLength: captured,
      comment: `The cap engine cuts packets to ${captured} bytes: this one may have been longer, its length on the wire is not known.`,
    };
  }
  if (wire <= captured) return null;
  return {
    originalLength: wire,
    comment: `Cut to ${captured} bytes by the cap engine; that it had ${wire} on the wire is what its IP header says.`,
  };
}
