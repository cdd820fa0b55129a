/** The first data segments of a side, each with its ACK: what a first TCP lab asks for. */
import { operand as n } from "../fact.ts";
import type { DirectionFactKind } from "../fact.ts";
import type { DirectionReport } from "../report.ts";
import { FIRST_SEGMENTS } from "../../tcp/first-segments.ts";
import { section } from "./define.ts";

type FirstSegment = DirectionReport["first_segments"][number];

/** Facts of the `index`-th data segment; none where a side sent fewer. */
function factsOf(index: number): DirectionFactKind[] {
  const id = `first_segments[${index}]`;
  const name = `data segment ${index + 1}`;
  const at = (d: DirectionReport): FirstSegment | undefined => d.first_segments[index];
  return section("first", [
    {
      id: `${id}.relative_seq`,
      label: `${name}: sequence number, relative`,
      unit: "number",
      formula: "tcp.seq_raw - the side's initial sequence number",
      filter: null,
      wireshark: "tcp.seq",
      find: (d) => {
        const one = at(d);
        const raw = one?.seq ?? null;
        return (
          one && {
            value: one.relative_seq,
            ...(raw === null ? {} : { formula: `raw ${n(raw)} - initial ${n(d.initial_seq)}, modulo 2^32` }),
            packets: [one.packet],
          }
        );
      },
    },
    {
      id: `${id}.seq`,
      label: `${name}: sequence number, raw`,
      unit: "number",
      formula: "as in the header",
      filter: null,
      wireshark: "tcp.seq_raw",
      find: (d) => {
        const one = at(d);
        return one && { value: one.seq, packets: [one.packet], reason: "the packet list shows relative numbers only" };
      },
    },
    {
      id: `${id}.length`,
      label: `${name}: length`,
      unit: "bytes",
      formula: "IP length - IP header - TCP header",
      filter: null,
      wireshark: "tcp.len",
      find: (d) => {
        const one = at(d);
        return one && { value: one.length, packets: [one.packet] };
      },
    },
    {
      id: `${id}.time`,
      label: `${name}: sent`,
      unit: "seconds",
      formula: "time of the packet - time of the stream's first packet",
      filter: null,
      wireshark: "tcp.time_relative",
      find: (d, _, stream) => {
        const one = at(d);
        return (
          one && {
            value: one.time,
            formula: `time of packet ${one.packet} - time of packet ${stream.first_packet}`,
            packets: [one.packet],
            reason: "the capture gives no time for it",
          }
        );
      },
    },
    {
      id: `${id}.ack_time`,
      label: `${name}: acknowledged`,
      unit: "seconds",
      formula: "time of the first ACK that covers its last byte - time of the stream's first packet",
      filter: null,
      wireshark: "tcp.time_relative",
      find: (d, _, stream) => {
        const one = at(d);
        return (
          one && {
            value: one.ack_time,
            ...(one.ack_packet === null
              ? {}
              : { formula: `time of packet ${one.ack_packet} - time of packet ${stream.first_packet}` }),
            packets: [one.packet, one.ack_packet],
            reason: one.ack_packet === null ? "no ACK of it was captured" : "the capture gives no time for the ACK",
          }
        );
      },
    },
    {
      id: `${id}.rtt`,
      label: `${name}: round trip`,
      unit: "seconds",
      formula: "time of the ACK that ends exactly with it - time of the segment",
      filter: null,
      wireshark: "tcp.analysis.ack_rtt",
      find: (d) => {
        const one = at(d);
        return (
          one && {
            value: one.rtt,
            ...(one.rtt === null ? {} : { formula: `${n(one.ack_time)} s - ${n(one.time)} s` }),
            packets: [one.packet, one.ack_packet],
            reason: whyNoSample(one),
          }
        );
      },
    },
    {
      id: `${id}.ewma`,
      label: `${name}: EWMA of round trips`,
      unit: "seconds",
      formula: "(1 - 0.125) x the average before + 0.125 x this round trip; at first the round trip itself",
      filter: null,
      wireshark: "tcp.analysis.ack_rtt",
      find: (d) => {
        const one = at(d);
        if (one === undefined) return undefined;
        const before = one.ewma_before;
        const formula =
          one.ewma === null
            ? undefined
            : before === null
              ? `the first round trip, ${n(one.rtt)} s`
              : `(1 - 0.125) x ${n(before)} s + 0.125 x ${n(one.rtt)} s`;
        return {
          value: one.ewma,
          ...(formula === undefined ? {} : { formula }),
          packets: [one.packet, one.ack_packet],
          reason: whyNoSample(one),
        };
      },
    },
  ]);
}

function whyNoSample({ ack_packet: ack, time, ack_time: ackTime }: FirstSegment): string {
  if (ack === null) return "no ACK of it was captured";
  if (time === null || ackTime === null) return "the capture gives no times for it";
  return `its ACK (packet ${ack}) covers later segments too, or one that was sent twice, so it measures no round trip of this one`;
}

export const FIRST_SEGMENT_FACTS = Array.from({ length: FIRST_SEGMENTS }, (_, index) => factsOf(index)).flat();
