import { PcapEncoder } from "./pcap.ts";
import { PcapngEncoder } from "./pcapng.ts";
import type { CaptureEncoder } from "./types.ts";

/** How a recording is stored, by its file's name. */
export interface FileKind {
  readonly encoder: CaptureEncoder;
  readonly compressed: boolean;
}

/** pcap where the name ends in .pcap (or .cap, .dmp), gzipped where .gz follows; pcapng for all others. */
export function fileKind(name: string): FileKind {
  const compressed = /\.gz$/i.test(name);
  const classic = /\.(pcap|cap|dmp)(\.gz)?$/i.test(name);
  return { encoder: classic ? new PcapEncoder() : new PcapngEncoder(), compressed };
}
