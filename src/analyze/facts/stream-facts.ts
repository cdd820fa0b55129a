/** Facts about a stream as a whole: its ends, its handshake, its end. */
import { operand as n, type StreamFactKind } from "./fact.ts";
import { FRAMES_FACTS } from "./frames-facts.ts";
import { CHAT_FACTS, FILE_FACTS } from "./messages-facts.ts";
import type { StreamReport } from "./report.ts";
import { CONVERSATIONS, SYN_ACK, SYN_ONLY } from "./wireshark-places.ts";

const handshakePackets = ({ handshake }: StreamReport): (number | undefined)[] => [
  handshake.syn?.packet,
  handshake.syn_ack?.packet,
  handshake.ack?.packet,
];

function endFact(which: "client" | "server", key: "ip" | "port"): StreamFactKind {
  return {
    id: `${which}.${key}`,
    section: "handshake",
    label: `${which}: ${key === "ip" ? "address" : "port"}`,
    unit: key === "ip" ? null : "number",
    formula:
      which === "client" ? "the side that sent the SYN; without one the higher port" : "the side that got the SYN",
    filter: "tcp",
    wireshark: key === "ip" ? "ip.src, ipv6.src" : "tcp.srcport",
    find: (stream) => ({
      value: stream[which][key],
      packets: [stream.first_packet],
      count: stream.packets,
      path: `${which}.${key}`,
    }),
  };
}

type SynKey = "packet" | "seq" | "window" | "mss" | "window_shift" | "sack_permitted" | "timestamps";

interface SynFact {
  readonly key: SynKey;
  readonly label: string;
  readonly unit: StreamFactKind["unit"];
  readonly formula: string;
  readonly wireshark: string;
}

const OPTION = "option in the header";
const SYN_KEYS: readonly SynFact[] = [
  { key: "packet", label: "packet", unit: "number", formula: "number of the packet", wireshark: "frame.number" },
  {
    key: "seq",
    label: "sequence number, raw",
    unit: "number",
    formula: "as in the header: chosen by the sender (RFC 9293 section 3.4.1)",
    wireshark: "tcp.seq_raw",
  },
  {
    key: "window",
    label: "window, never scaled",
    unit: "bytes",
    formula: "raw window x 1: a SYN's window is never scaled (RFC 7323 section 2.2)",
    wireshark: "tcp.window_size_value",
  },
  { key: "mss", label: "maximum segment size", unit: "bytes", formula: OPTION, wireshark: "tcp.options.mss_val" },
  {
    key: "window_shift",
    label: "window scale, shift count",
    unit: "number",
    formula: OPTION,
    wireshark: "tcp.options.wscale.shift",
  },
  { key: "sack_permitted", label: "SACK permitted", unit: null, formula: OPTION, wireshark: "tcp.options.sack_perm" },
  { key: "timestamps", label: "timestamps", unit: null, formula: OPTION, wireshark: "tcp.options.timestamp.tsval" },
];

const SYN_NAMES = { syn: "SYN", syn_ack: "SYN, ACK" } as const;

function synFact(which: "syn" | "syn_ack", { key, label, ...kind }: SynFact): StreamFactKind {
  return {
    ...kind,
    id: `handshake.${which}.${key}`,
    section: "handshake",
    label: `${SYN_NAMES[which]}: ${label}`,
    filter: which === "syn" ? SYN_ONLY : SYN_ACK,
    find: ({ handshake }) => {
      const syn = handshake[which];
      return {
        value: syn?.[key] ?? null,
        packets: [syn?.packet],
        path: `handshake.${which}.${key}`,
        reason: `the ${SYN_NAMES[which]} has no such option`,
      };
    },
  };
}

/** Relative numbers beside the raw ones: a SYN's is 0 by definition. */
function relativeSeqFact(which: "syn" | "syn_ack"): StreamFactKind {
  return {
    id: `handshake.${which}.relative_seq`,
    section: "handshake",
    label: `${SYN_NAMES[which]}: sequence number, relative`,
    unit: "number",
    formula: "tcp.seq_raw - the side's initial sequence number, which is this one",
    filter: which === "syn" ? SYN_ONLY : SYN_ACK,
    wireshark: "tcp.seq",
    find: ({ handshake }) => {
      const syn = handshake[which];
      return {
        value: syn === null ? null : 0,
        ...(typeof syn?.seq === "number" ? { formula: `raw ${n(syn.seq)} - initial ${n(syn.seq)}` } : {}),
        packets: [syn?.packet],
        path: `handshake.${which}.relative_seq`,
      };
    },
  };
}

function isNext(ack: number | null | undefined, seq: number | null | undefined): boolean {
  return typeof ack === "number" && typeof seq === "number" && ack === (seq + 1) % 2 ** 32;
}

const ACK_FACTS: readonly StreamFactKind[] = [
  {
    id: "handshake.syn_ack.ack",
    section: "handshake",
    label: "SYN, ACK: acknowledgment number, raw",
    unit: "number",
    formula: "the SYN's sequence number + 1, modulo 2^32; more when it carries data (RFC 9293 section 3.5)",
    filter: "tcp.flags.syn == 1",
    wireshark: "tcp.ack_raw",
    find: ({ handshake: { syn, syn_ack: synAck } }) => ({
      value: synAck?.ack ?? null,
      ...(isNext(synAck?.ack, syn?.seq) ? { formula: `the SYN's sequence number ${n(syn?.seq)} + 1` } : {}),
      packets: [syn?.packet, synAck?.packet],
      path: "handshake.syn_ack.ack",
    }),
  },
  {
    id: "handshake.syn_ack.relative_ack",
    section: "handshake",
    label: "SYN, ACK: acknowledgment number, relative",
    unit: "number",
    formula: "tcp.ack_raw - the client's initial sequence number",
    filter: SYN_ACK,
    wireshark: "tcp.ack",
    find: ({ handshake: { syn, syn_ack: synAck }, directions }) => {
      const initial = syn?.seq ?? directions[0].initial_seq;
      const ack = synAck?.ack ?? null;
      const relative = ack === null || initial === null ? null : (ack - initial + 2 ** 32) % 2 ** 32;
      return {
        value: relative,
        ...(relative === null ? {} : { formula: `raw ${n(ack)} - initial ${n(initial)}, modulo 2^32` }),
        packets: [synAck?.packet],
        path: "handshake.syn_ack.ack",
      };
    },
  },
  {
    id: "handshake.ack.packet",
    section: "handshake",
    label: "ACK that ends the handshake: packet",
    unit: "number",
    formula: "first packet with ACK, without SYN and RST, that acknowledges the other side's SYN and nothing more",
    filter: null,
    wireshark: "frame.number",
    find: ({ handshake: { ack } }) => ({
      value: ack?.packet ?? null,
      packets: [ack?.packet],
      path: "handshake.ack",
    }),
  },
];

export const STREAM_FACTS: readonly StreamFactKind[] = [
  endFact("client", "ip"),
  endFact("client", "port"),
  endFact("server", "ip"),
  endFact("server", "port"),
  {
    id: "stream.packets",
    section: "segments",
    label: "packets of the stream",
    unit: "packets",
    formula: "number of packets, both directions",
    filter: "tcp",
    wireshark: `${CONVERSATIONS}, Packets`,
    find: (stream) => ({
      value: stream.packets,
      packets: [stream.first_packet, stream.last_packet],
      count: stream.packets,
      path: "packets",
    }),
  },
  {
    id: "stream.duration",
    section: "times",
    label: "duration",
    unit: "seconds",
    formula: "time of the last packet - time of the first packet",
    filter: "tcp",
    wireshark: `${CONVERSATIONS}, Duration`,
    find: (stream) => ({
      value: stream.duration,
      formula: `time of packet ${stream.last_packet} - time of packet ${stream.first_packet}`,
      packets: [stream.first_packet, stream.last_packet],
      path: "duration",
    }),
  },
  {
    id: "handshake.state",
    section: "handshake",
    label: "handshake",
    unit: null,
    formula: "full: SYN, SYN, ACK and the ACK of that; partial: at least one SYN; missing: none",
    filter: null,
    wireshark: "tcp.completeness",
    find: (stream) => ({
      value: stream.handshake.state,
      packets: handshakePackets(stream),
      path: "handshake.state",
    }),
  },
  {
    id: "tcp.analysis.initial_rtt",
    section: "handshake",
    label: "initial round trip",
    unit: "seconds",
    formula: "time of the first segment with ACK and without SYN - time of the SYN",
    filter: null,
    wireshark: "tcp.analysis.initial_rtt",
    find: (stream) => ({
      value: stream.handshake.initial_rtt,
      packets: handshakePackets(stream),
      path: "handshake.initial_rtt",
    }),
  },
  ...(["syn", "syn_ack"] as const).flatMap((which) => [
    ...SYN_KEYS.map((key) => synFact(which, key)),
    relativeSeqFact(which),
  ]),
  ...ACK_FACTS,
  {
    id: "tcp.completeness",
    section: "close",
    label: "completeness",
    unit: "number",
    formula: "SYN 1 + SYN,ACK 2 + ACK 4 + data 8 + FIN 16 + RST 32, those that were seen",
    filter: "tcp.completeness",
    wireshark: "tcp.completeness",
    find: (stream) => ({
      value: stream.completeness,
      formula: `${completenessParts(stream.completeness)}, those that were seen`,
      packets: [stream.first_packet, stream.last_packet],
      count: stream.packets,
      path: "completeness",
    }),
  },
  {
    id: "close.how",
    section: "close",
    label: "end",
    unit: null,
    formula: "reset: a RST, unless both FINs came before it; fin: both FINs; open: neither",
    filter: "tcp.flags.fin == 1 || tcp.flags.reset == 1",
    wireshark: "tcp.flags.fin, tcp.flags.reset",
    find: (stream) => ({ value: stream.close.how, packets: stream.close.packets, path: "close.how" }),
  },
  ...FRAMES_FACTS,
  ...CHAT_FACTS,
  ...FILE_FACTS,
];

function completenessParts(value: number): string {
  const names = ["SYN 1", "SYN,ACK 2", "ACK 4", "data 8", "FIN 16", "RST 32"];
  return names.filter((_, bit) => (value & (1 << bit)) !== 0).join(" + ") || "0";
}
