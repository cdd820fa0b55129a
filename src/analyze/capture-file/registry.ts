import { CaptureChain } from "./chain.ts";
import { isSectionHeader, pcapVariant, SECTION_HEADER, SECTION_MAGIC_BYTES } from "./magic.ts";
import { wiresharkCsv, wiresharkText } from "./packet-list/index.ts";
import type { CaptureFormat } from "./types.ts";

/** Classic pcap, either byte order, microseconds or nanoseconds, also the "modified" kind. */
export const pcap: CaptureFormat = {
  name: "pcap",
  title: "pcap (tcpdump's default)",
  detect: (head) => head.length >= 4 && pcapVariant(head, 0) !== null,
  open: (sink) => new CaptureChain("pcap", sink),
};

/** pcapng, either byte order. */
export const pcapng: CaptureFormat = {
  name: "pcapng",
  title: "pcapng (Wireshark's default)",
  detect: (head, whole) =>
    head.length >= SECTION_MAGIC_BYTES
      ? isSectionHeader(head, 0)
      : whole && head.length >= 4 && head.readUInt32BE(0) === SECTION_HEADER,
  open: (sink) => new CaptureChain("pcapng", sink),
};

/** Told apart by a few bytes that no other kind has, so that a live capture is read from its first packet on. */
export const FORMATS_BY_MAGIC: readonly CaptureFormat[] = [pcap, pcapng];

/** Every kind that can be read, in the order they are tried. The kind is told from the bytes, never from the name. */
export const FORMATS: readonly CaptureFormat[] = [...FORMATS_BY_MAGIC, wiresharkCsv, wiresharkText];
