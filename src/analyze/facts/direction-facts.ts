/** Facts about one direction: what a side sent, acknowledged and advertised. */
import type { MarkName } from "../tcp/marks.ts";
import type { DirectionFactKind, Finding, Section, Unit } from "./fact.ts";
import type { DirectionReport } from "./report.ts";

type Value = (direction: DirectionReport, peer: DirectionReport) => Omit<Finding, "path"> | number | null;

function fact(
  section: Section,
  id: string,
  path: string,
  label: string,
  unit: Unit | null,
  filter: string | null,
  value: Value,
): DirectionFactKind {
  return {
    id,
    section,
    label,
    unit,
    filter,
    find: (direction, peer) => {
      const found = value(direction, peer);
      return typeof found === "number" || found === null ? { value: found, path } : { ...found, path };
    },
  };
}

/** A Wireshark mark: how many packets carry it, and which. */
function mark(section: Section, name: MarkName, label: string): DirectionFactKind {
  const field = `tcp.analysis.${name}`;
  return fact(section, field, `analysis.${name}`, label, "packets", field, ({ analysis }) => {
    const packets = analysis[name] ?? [];
    return { value: packets.length, packets };
  });
}

const DATA = "tcp.len > 0";
const PURE_ACK =
  "tcp.len == 0 && tcp.flags.ack == 1 && tcp.flags.syn == 0 && tcp.flags.fin == 0 && tcp.flags.reset == 0";

export const DIRECTION_FACTS: readonly DirectionFactKind[] = [
  fact("segments", "packets", "packets", "packets", "packets", "tcp", (d) => d.packets),
  fact("segments", "data_segments", "data_segments", "data segments", "segments", DATA, (d) => d.data_segments),
  fact("segments", "payload_bytes", "payload_bytes", "payload", "bytes", DATA, (d) => d.payload_bytes),
  fact("segments", "unique_bytes", "unique_bytes", "payload, each byte once", "bytes", DATA, (d) => d.unique_bytes),
  fact("segments", "missing_bytes", "missing_bytes", "bytes the capture lacks", "bytes", null, (d) => d.missing_bytes),
  fact("segments", "segment_size.min", "segment_size.min", "smallest segment", "bytes", DATA, (d) => ({
    value: d.segment_size.min,
    packets: [d.segment_size.min_packet],
  })),
  fact(
    "segments",
    "segment_size.median",
    "segment_size.median",
    "median segment",
    "bytes",
    DATA,
    (d) => d.segment_size.median,
  ),
  fact("segments", "segment_size.max", "segment_size.max", "largest segment", "bytes", DATA, (d) => ({
    value: d.segment_size.max,
    packets: [d.segment_size.max_packet],
  })),
  fact(
    "segments",
    "segment_size.over_mss",
    "segment_size.over_mss",
    "over the MSS (offload)",
    "segments",
    DATA,
    (d) => d.segment_size.over_mss,
  ),

  fact("acks", "acks.pure", "acks.pure", "pure ACKs", "packets", PURE_ACK, (d) => d.acks.pure),
  fact(
    "acks",
    "acks.data_segments_per_ack",
    "acks.data_segments_per_ack",
    "data segments per ACK",
    "ratio",
    PURE_ACK,
    (d) => ({
      value: d.acks.data_segments_per_ack,
      formula: `data segments newly acknowledged / ${d.acks.of_data} pure ACKs of new data`,
    }),
  ),
  fact(
    "acks",
    "acks.bytes_per_ack.median",
    "acks.bytes_per_ack.median",
    "bytes per ACK, median",
    "bytes",
    PURE_ACK,
    (d) => d.acks.bytes_per_ack.median,
  ),
  fact(
    "acks",
    "acks.every_second",
    "acks.every_second",
    "ACKs of exactly 2 segments",
    "packets",
    PURE_ACK,
    (d) => d.acks.every_second,
  ),
  fact("acks", "acks.delayed", "acks.delayed", "delayed ACKs", "packets", PURE_ACK, (d) => ({
    value: d.acks.delayed,
    packets: d.acks.delayed_packets,
    count: d.acks.delayed,
  })),
  fact("acks", "acks.stretch", "acks.stretch", "stretch ACKs", "packets", PURE_ACK, (d) => ({
    value: d.acks.stretch,
    packets: d.acks.stretch_packets,
    count: d.acks.stretch,
  })),
  mark("acks", "duplicate_ack", "duplicate ACKs"),
  fact("acks", "acks.sack", "acks.sack", "with SACK blocks", "packets", "tcp.options.sack", (d) => d.acks.sack),
  fact("acks", "acks.dsack", "acks.dsack", "with D-SACK", "packets", "tcp.options.sack.dsack", (d) => d.acks.dsack),

  fact(
    "windows",
    "tcp.window_size_scalefactor",
    "window.scale",
    "window scale",
    "factor",
    "tcp.window_size_scalefactor",
    (d) => d.window.scale,
  ),
  fact("windows", "window.min", "window.min", "smallest window", "bytes", "tcp.window_size", (d) => ({
    value: d.window.min,
    packets: [d.window.min_packet],
    formula: `raw window ${d.window.raw.min ?? "?"} x scale ${d.window.scale ?? "?"}`,
  })),
  fact(
    "windows",
    "window.median",
    "window.median",
    "median window",
    "bytes",
    "tcp.window_size",
    (d) => d.window.median,
  ),
  fact("windows", "window.max", "window.max", "largest window", "bytes", "tcp.window_size", (d) => ({
    value: d.window.max,
    packets: [d.window.max_packet],
    formula: `raw window ${d.window.raw.max ?? "?"} x scale ${d.window.scale ?? "?"}`,
  })),
  fact(
    "windows",
    "window.raw.min",
    "window.raw.min",
    "smallest window, raw",
    "number",
    "tcp.window_size_value",
    (d) => d.window.raw.min,
  ),
  fact(
    "windows",
    "window.raw.max",
    "window.raw.max",
    "largest window, raw",
    "number",
    "tcp.window_size_value",
    (d) => d.window.raw.max,
  ),
  mark("windows", "zero_window", "zero windows"),
  mark("windows", "window_full", "window full"),
  mark("windows", "window_update", "window updates"),
  mark("windows", "zero_window_probe", "zero window probes"),
  mark("windows", "zero_window_probe_ack", "zero window probe ACKs"),
  mark("windows", "keep_alive", "keep-alives"),
  mark("windows", "keep_alive_ack", "keep-alive ACKs"),

  mark("losses", "retransmission", "retransmissions"),
  mark("losses", "fast_retransmission", "of these, fast"),
  mark("losses", "spurious_retransmission", "of these, spurious"),
  mark("losses", "out_of_order", "out of order"),
  mark("losses", "lost_segment", "previous segment lost"),
  mark("losses", "ack_lost_segment", "ACKed unseen segment"),
  mark("losses", "reused_ports", "ports reused"),

  fact(
    "times",
    "rtt.samples",
    "rtt.samples",
    "round trips measured",
    "number",
    "tcp.analysis.ack_rtt",
    (d) => d.rtt.samples,
  ),
  fact("times", "rtt.min", "rtt.min", "round trip, smallest", "seconds", "tcp.analysis.ack_rtt", (d) => ({
    value: d.rtt.min,
    packets: [d.rtt.min_packet],
  })),
  fact(
    "times",
    "rtt.median",
    "rtt.median",
    "round trip, median",
    "seconds",
    "tcp.analysis.ack_rtt",
    (d) => d.rtt.median,
  ),
  fact("times", "rtt.p95", "rtt.p95", "round trip, 95 %", "seconds", "tcp.analysis.ack_rtt", (d) => d.rtt.p95),
  fact("times", "rtt.max", "rtt.max", "round trip, largest", "seconds", "tcp.analysis.ack_rtt", (d) => ({
    value: d.rtt.max,
    packets: [d.rtt.max_packet],
  })),
  fact(
    "times",
    "bytes_in_flight.max",
    "bytes_in_flight.max",
    "most bytes in flight",
    "bytes",
    "tcp.analysis.bytes_in_flight",
    (d) => ({
      value: d.bytes_in_flight.max,
      packets: [d.bytes_in_flight.packet],
    }),
  ),
  fact("times", "throughput.mean", "throughput.mean_bits_per_second", "throughput, mean", "bits/s", DATA, (d) => ({
    value: d.throughput.mean_bits_per_second,
    formula: `8 x ${d.payload_bytes} bytes / ${d.throughput.window_seconds ?? "?"} s`,
    packets: [d.throughput.first_packet, d.throughput.last_packet],
  })),
  fact("times", "throughput.goodput", "throughput.goodput_bits_per_second", "goodput, mean", "bits/s", DATA, (d) => ({
    value: d.throughput.goodput_bits_per_second,
    formula: `8 x ${d.unique_bytes} bytes / ${d.throughput.window_seconds ?? "?"} s`,
    packets: [d.throughput.first_packet, d.throughput.last_packet],
  })),
  fact(
    "times",
    "throughput.peak",
    "throughput.peak_bits_per_second",
    "throughput, peak of 0.1 s",
    "bits/s",
    DATA,
    (d) => ({ value: d.throughput.peak_bits_per_second, packets: [d.throughput.peak_packet] }),
  ),
];
