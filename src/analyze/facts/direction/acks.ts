/** How a side acknowledged what the other one sent. */
import { operands } from "../fact.ts";
import { DISPLAYED, PURE_ACK } from "../wireshark-places.ts";
import { mark, section } from "./define.ts";

export const ACK_FACTS = section("acks", [
  {
    id: "acks.pure",
    label: "pure ACKs",
    unit: "packets",
    formula: "number of packets with ACK, without payload, SYN, FIN and RST",
    filter: PURE_ACK,
    wireshark: DISPLAYED,
    find: (d) => ({ value: d.acks.pure, packets: d.evidence.pure_acks, count: d.acks.pure }),
  },
  {
    id: "acks.of_data",
    label: "pure ACKs of new data",
    unit: "packets",
    formula: "number of pure ACKs whose number is higher than all before",
    filter: PURE_ACK,
    wireshark: "tcp.ack",
    find: (d) => ({ value: d.acks.of_data, packets: d.evidence.acks_of_data, count: d.acks.of_data }),
  },
  {
    id: "acks.data_segments_per_ack",
    label: "data segments per ACK",
    unit: "ratio",
    formula: "data segments newly acknowledged / pure ACKs of new data",
    filter: PURE_ACK,
    wireshark: "tcp.analysis.acks_frame",
    find: (d) => {
      const mean = d.acks.data_segments_per_ack;
      const segments = operands(mean === null ? null : Math.round(mean * d.acks.of_data), "data segment");
      return {
        value: mean,
        formula: `${segments} newly acknowledged / ${operands(d.acks.of_data, "pure ACK")} of new data`,
        packets: d.evidence.acks_of_data,
        count: d.acks.of_data,
      };
    },
  },
  {
    id: "acks.bytes_per_ack.min",
    label: "bytes per ACK, smallest",
    unit: "bytes",
    formula: "smallest step of tcp.ack between pure ACKs of new data",
    filter: PURE_ACK,
    wireshark: "tcp.ack",
    find: (d) => ({ value: d.acks.bytes_per_ack.min, packets: [d.acks.bytes_per_ack.min_packet] }),
  },
  {
    id: "acks.bytes_per_ack.median",
    label: "bytes per ACK, median",
    unit: "bytes",
    formula: "middle step of tcp.ack between pure ACKs of new data, in order of size",
    filter: PURE_ACK,
    wireshark: "tcp.ack",
    find: (d) => ({ value: d.acks.bytes_per_ack.median, packets: d.evidence.acks_of_data, count: d.acks.of_data }),
  },
  {
    id: "acks.bytes_per_ack.max",
    label: "bytes per ACK, largest",
    unit: "bytes",
    formula: "largest step of tcp.ack between pure ACKs of new data",
    filter: PURE_ACK,
    wireshark: "tcp.ack",
    find: (d) => ({ value: d.acks.bytes_per_ack.max, packets: [d.acks.bytes_per_ack.max_packet] }),
  },
  {
    id: "acks.every_second",
    label: "ACKs of exactly 2 segments",
    unit: "packets",
    formula: "number of pure ACKs that acknowledge exactly two data segments (RFC 9293 section 3.8.6.3)",
    filter: PURE_ACK,
    wireshark: "tcp.analysis.acks_frame",
    find: (d) => ({ value: d.acks.every_second, packets: d.evidence.every_second, count: d.acks.every_second }),
  },
  {
    id: "acks.delayed",
    label: "delayed ACKs",
    unit: "packets",
    formula: "number of pure ACKs of one data segment, more than 25 ms later than the smallest round trip",
    filter: PURE_ACK,
    wireshark: "tcp.analysis.ack_rtt",
    find: (d) => ({ value: d.acks.delayed, packets: d.acks.delayed_packets, count: d.acks.delayed }),
  },
  {
    id: "acks.stretch",
    label: "stretch ACKs",
    unit: "packets",
    formula: "number of pure ACKs of more than 2 x MSS bytes at once (RFC 2525 section 2.13)",
    filter: PURE_ACK,
    wireshark: "tcp.ack",
    find: (d) => ({ value: d.acks.stretch, packets: d.acks.stretch_packets, count: d.acks.stretch }),
  },
  mark("duplicate_ack", "duplicate ACKs"),
  {
    id: "acks.sack",
    label: "with SACK blocks",
    unit: "packets",
    formula: "number of pure ACKs with a SACK option (RFC 2018)",
    filter: `tcp.options.sack && ${PURE_ACK}`,
    wireshark: "tcp.options.sack",
    find: (d) => ({ value: d.acks.sack, packets: d.evidence.sack, count: d.acks.sack }),
  },
  {
    id: "acks.dsack",
    label: "with D-SACK",
    unit: "packets",
    formula: "number of packets whose first SACK block lies below the ACK or in the second block (RFC 2883)",
    filter: "tcp.options.sack.dsack",
    wireshark: "tcp.options.sack.dsack",
    find: (d) => ({ value: d.acks.dsack, packets: d.evidence.dsack, count: d.acks.dsack }),
  },
]);
