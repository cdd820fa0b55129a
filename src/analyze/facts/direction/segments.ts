/** What a side sent: packets, bytes, sizes. */
import { operand as n, operands } from "../fact.ts";
import { CONVERSATIONS, DATA, DISPLAYED, PACKET_LENGTHS } from "../wireshark-places.ts";
import { section } from "./define.ts";

export const SEGMENT_FACTS = section("segments", [
  {
    id: "packets",
    label: "packets",
    unit: "packets",
    formula: "number of packets this side sent",
    filter: "tcp",
    wireshark: `${CONVERSATIONS}, Packets A -> B or B -> A`,
    find: (d) => ({ value: d.packets, packets: d.evidence.packets, count: d.packets }),
  },
  {
    id: "data_segments",
    label: "data segments",
    unit: "segments",
    formula: "number of packets with payload",
    filter: DATA,
    wireshark: DISPLAYED,
    find: (d) => ({ value: d.data_segments, packets: d.evidence.data_segments, count: d.data_segments }),
  },
  {
    id: "payload_bytes",
    label: "payload",
    unit: "bytes",
    formula: "sum of tcp.len",
    filter: DATA,
    wireshark: "tcp.len",
    find: (d) => ({
      value: d.payload_bytes,
      formula: `sum of tcp.len of ${operands(d.data_segments, "data segment")}`,
      packets: d.evidence.data_segments,
      count: d.data_segments,
    }),
  },
  {
    id: "unique_bytes",
    label: "payload, each byte once",
    unit: "bytes",
    formula: "payload - bytes sent, or recorded, more than once",
    filter: DATA,
    wireshark: "Analyze > Follow > TCP Stream, size of the conversation",
    find: (d) => ({
      value: d.unique_bytes,
      formula: `payload ${n(d.payload_bytes)} - ${operands(d.payload_bytes - d.unique_bytes, "byte")} sent, or recorded, more than once`,
      packets: d.evidence.data_segments,
      count: d.data_segments,
    }),
  },
  {
    id: "missing_bytes",
    label: "bytes the capture lacks",
    unit: "bytes",
    formula: "sum of the holes in the sequence numbers, and of what the snaplen cut off",
    filter: "tcp.analysis.lost_segment || frame.len > frame.cap_len",
    wireshark: "tcp.analysis.lost_segment",
    find: (d) => ({ value: d.missing_bytes, packets: d.missing_bytes === 0 ? [] : (d.analysis.lost_segment ?? []) }),
  },
  {
    id: "segment_size.min",
    label: "smallest segment",
    unit: "bytes",
    formula: "smallest tcp.len above 0",
    filter: DATA,
    wireshark: "tcp.len",
    find: (d) => ({
      value: d.segment_size.min,
      packets: [d.segment_size.min_packet],
      ...(d.segment_size.min === null ? {} : { filter: `tcp.len == ${d.segment_size.min}` }),
    }),
  },
  {
    id: "segment_size.median",
    label: "median segment",
    unit: "bytes",
    formula: "middle one of all tcp.len above 0, in order of size",
    filter: DATA,
    wireshark: PACKET_LENGTHS,
    find: (d) => ({ value: d.segment_size.median, packets: d.evidence.data_segments, count: d.data_segments }),
  },
  {
    id: "segment_size.max",
    label: "largest segment",
    unit: "bytes",
    formula: "largest tcp.len",
    filter: DATA,
    wireshark: "tcp.len",
    find: (d) => ({
      value: d.segment_size.max,
      packets: [d.segment_size.max_packet],
      ...(d.segment_size.max === null ? {} : { filter: `tcp.len == ${d.segment_size.max}` }),
    }),
  },
  {
    id: "segment_size.over_mss",
    label: "over the MSS (offload)",
    unit: "segments",
    formula: "number of segments with tcp.len > MSS in the other side's SYN",
    filter: DATA,
    wireshark: "tcp.len",
    find: (d, peer, { handshake }) => {
      const syn = d.from === "client" ? (handshake.syn_ack ?? handshake.syn) : (handshake.syn ?? handshake.syn_ack);
      return {
        value: d.segment_size.over_mss,
        formula: `number of segments with tcp.len > ${n(syn?.mss)}, the MSS in the SYN of the ${peer.from}`,
        packets: d.evidence.over_mss,
        ...(typeof syn?.mss === "number" ? { filter: `tcp.len > ${syn.mss}` } : {}),
        count: d.segment_size.over_mss ?? 0,
      };
    },
  },
]);
