/** What a side was ready to take: its windows, and what came of them. */
import { operand as n, operands, type Finding } from "../fact.ts";
import type { DirectionReport } from "../report.ts";
import { mark, section } from "./define.ts";

const product = (raw: number | null, { window }: DirectionReport): string =>
  `raw window ${n(raw)} x scale ${n(window.scale)}`;

/** SYN and RST are left out of the windows. */
const rawFilter = (raw: number | null): { filter?: string } =>
  raw === null ? {} : { filter: `tcp.window_size_value == ${raw} && tcp.flags.syn == 0 && tcp.flags.reset == 0` };

function throttled(d: DirectionReport, peer: DirectionReport): Omit<Finding, "path"> {
  const full = peer.window.full;
  const known = d.window.scale !== null || d.window.zero + full > 0;
  return {
    value: known ? d.window.zero + full > 0 : null,
    formula: `${operands(d.window.zero, "zero window")} + ${operands(full, "time")} that the ${peer.from} filled the window > 0`,
    packets: [...(d.analysis.zero_window ?? []), ...(peer.analysis.window_full ?? [])].sort((a, b) => a - b),
    reason: "the window's scale is not known, so whether it was ever full can't be told",
  };
}

export const WINDOW_FACTS = section("windows", [
  {
    id: "tcp.window_size_scalefactor",
    path: "window.scale",
    label: "window scale",
    unit: "factor",
    formula: "2 ^ shift count in this side's SYN; 1 when one of the SYNs has no such option (RFC 7323 section 2.2)",
    filter: "tcp.window_size_scalefactor",
    wireshark: "tcp.window_size_scalefactor",
    find: (d, _, { handshake }) => {
      const own = d.from === "client" ? handshake.syn : handshake.syn_ack;
      const shift = own?.window_shift ?? null;
      return {
        value: d.window.scale,
        ...(shift === null || d.window.scale === 1 ? {} : { formula: `2 ^ ${n(Math.min(shift, 14))}` }),
        packets: [own?.packet],
      };
    },
  },
  {
    id: "window.min",
    label: "smallest window",
    unit: "bytes",
    formula: "smallest raw window x scale",
    filter: "tcp.window_size",
    wireshark: "tcp.window_size",
    find: (d) => ({
      value: d.window.min,
      packets: [d.window.min_packet],
      formula: product(d.window.raw.min, d),
      ...rawFilter(d.window.raw.min),
    }),
  },
  {
    id: "window.median",
    label: "median window",
    unit: "bytes",
    formula: "median raw window x scale",
    filter: "tcp.window_size",
    wireshark: "tcp.window_size",
    find: (d) => ({
      value: d.window.median,
      formula: product(d.window.raw.median, d),
      packets: d.evidence.packets,
      count: d.packets,
    }),
  },
  {
    id: "window.max",
    label: "largest window",
    unit: "bytes",
    formula: "largest raw window x scale",
    filter: "tcp.window_size",
    wireshark: "tcp.window_size",
    find: (d) => ({
      value: d.window.max,
      packets: [d.window.max_packet],
      formula: product(d.window.raw.max, d),
      ...rawFilter(d.window.raw.max),
    }),
  },
  {
    id: "window.raw.min",
    label: "smallest window, raw",
    unit: "number",
    formula: "as in the header",
    filter: "tcp.window_size_value",
    wireshark: "tcp.window_size_value",
    find: (d) => ({
      value: d.window.raw.min,
      packets: [d.window.min_packet],
      ...rawFilter(d.window.raw.min),
    }),
  },
  {
    id: "window.raw.max",
    label: "largest window, raw",
    unit: "number",
    formula: "as in the header",
    filter: "tcp.window_size_value",
    wireshark: "tcp.window_size_value",
    find: (d) => ({
      value: d.window.raw.max,
      packets: [d.window.max_packet],
      ...rawFilter(d.window.raw.max),
    }),
  },
  {
    id: "window.throttled",
    label: "window stopped the sender",
    unit: null,
    formula: "zero windows of this side + windows that the other side filled > 0",
    filter: null,
    wireshark: "tcp.analysis.zero_window, tcp.analysis.window_full",
    find: throttled,
  },
  mark("zero_window", "zero windows"),
  mark("window_full", "window full"),
  mark("window_update", "window updates"),
  mark("zero_window_probe", "zero window probes"),
  mark("zero_window_probe_ack", "zero window probe ACKs"),
  mark("keep_alive", "keep-alives"),
  mark("keep_alive_ack", "keep-alive ACKs"),
]);
