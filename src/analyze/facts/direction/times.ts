/** Round trips, bytes in flight, throughput. */
import { operand as n, operands, type Finding, type FactValue } from "../fact.ts";
import type { DirectionReport } from "../report.ts";
import { DATA, IO_GRAPHS, ROUND_TRIP_GRAPH, THROUGHPUT_GRAPH } from "../wireshark-places.ts";
import { section } from "./define.ts";

const ACK_RTT = "tcp.analysis.ack_rtt";
const SAMPLES = "time of an ACK that ends exactly with a segment - time of the segment; of segments sent once";

function ofAll(value: FactValue, d: DirectionReport, formula: string): Omit<Finding, "path"> {
  return {
    value,
    formula: `${formula} of ${operands(d.rtt.samples, "round trip")}`,
    packets: d.evidence.round_trips,
    count: d.rtt.samples,
  };
}

export const TIME_FACTS = section("times", [
  {
    id: "rtt.samples",
    label: "round trips measured",
    unit: "number",
    formula: "number of ACKs that end exactly with a data segment sent once (Karn's algorithm, RFC 6298 section 3)",
    filter: ACK_RTT,
    shownBy: "peer",
    wireshark: ACK_RTT,
    find: (d) => ({ value: d.rtt.samples, packets: d.evidence.round_trips, count: d.rtt.samples }),
  },
  {
    id: "rtt.min",
    label: "round trip, smallest",
    unit: "seconds",
    formula: `smallest: ${SAMPLES}`,
    filter: null,
    wireshark: ACK_RTT,
    find: (d) => ({ value: d.rtt.min, packets: [d.rtt.min_packet] }),
  },
  {
    id: "rtt.median",
    label: "round trip, median",
    unit: "seconds",
    formula: `middle one, in order of size: ${SAMPLES}`,
    filter: ACK_RTT,
    shownBy: "peer",
    wireshark: ROUND_TRIP_GRAPH,
    find: (d) => ofAll(d.rtt.median, d, "median"),
  },
  {
    id: "rtt.p95",
    label: "round trip, 95 %",
    unit: "seconds",
    formula: `the smallest that 95 % are not above: ${SAMPLES}`,
    filter: ACK_RTT,
    shownBy: "peer",
    wireshark: ROUND_TRIP_GRAPH,
    find: (d) => ofAll(d.rtt.p95, d, "95th percentile (nearest rank)"),
  },
  {
    id: "rtt.max",
    label: "round trip, largest",
    unit: "seconds",
    formula: `largest: ${SAMPLES}`,
    filter: null,
    wireshark: ACK_RTT,
    find: (d) => ({ value: d.rtt.max, packets: [d.rtt.max_packet] }),
  },
  {
    id: "rtt.ewma",
    label: "round trip, EWMA at the end",
    unit: "seconds",
    formula: "(1 - 0.125) x the average before + 0.125 x the round trip, over all of them (RFC 6298 section 2)",
    filter: ACK_RTT,
    shownBy: "peer",
    wireshark: ROUND_TRIP_GRAPH,
    find: (d) => ofAll(d.rtt.ewma, d, "(1 - 0.125) x the average before + 0.125 x the round trip, at the last"),
  },
  {
    id: "bytes_in_flight.max",
    label: "most bytes in flight",
    unit: "bytes",
    formula: "highest byte sent + 1 - lowest byte not acknowledged - bytes SACKed, at the most",
    filter: "tcp.analysis.bytes_in_flight",
    wireshark: "tcp.analysis.bytes_in_flight",
    find: ({ bytes_in_flight: { max, packet } }) => ({
      value: max,
      packets: [packet],
      ...(packet === null || max === null ? {} : { filter: `tcp.analysis.bytes_in_flight == ${max}` }),
    }),
  },
  {
    id: "throughput.mean",
    path: "throughput.mean_bits_per_second",
    label: "throughput, mean",
    unit: "bits/s",
    formula: "8 x payload / time from the first to the last data segment",
    filter: DATA,
    wireshark: THROUGHPUT_GRAPH,
    find: (d) => ({
      value: d.throughput.mean_bits_per_second,
      formula: `8 x ${operands(d.payload_bytes, "byte")} / ${n(d.throughput.window_seconds)} s`,
      packets: [d.throughput.first_packet, d.throughput.last_packet],
    }),
  },
  {
    id: "throughput.goodput",
    path: "throughput.goodput_bits_per_second",
    label: "goodput, mean",
    unit: "bits/s",
    formula: "8 x payload, each byte once / time from the first to the last data segment",
    filter: DATA,
    wireshark: THROUGHPUT_GRAPH,
    find: (d) => ({
      value: d.throughput.goodput_bits_per_second,
      formula: `8 x ${operands(d.unique_bytes, "byte")} / ${n(d.throughput.window_seconds)} s`,
      packets: [d.throughput.first_packet, d.throughput.last_packet],
    }),
  },
  {
    id: "throughput.peak",
    path: "throughput.peak_bits_per_second",
    label: "throughput, peak of 0.1 s",
    unit: "bits/s",
    formula: "8 x payload of the busiest 0.1 s / 0.1 s",
    filter: DATA,
    wireshark: `${IO_GRAPHS}, Interval 100 ms, Y Axis Bits`,
    find: (d) => {
      const peak = d.throughput.peak_bits_per_second;
      const interval = d.throughput.peak_window_seconds;
      return {
        value: peak,
        ...(peak === null
          ? {}
          : { formula: `8 x ${operands(Math.round((peak * interval) / 8), "byte")} / ${n(interval)} s` }),
        packets: [d.throughput.peak_packet],
      };
    },
  },
]);
