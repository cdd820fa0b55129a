import { values, type Misconception } from "./types.ts";

const RETRANSMISSIONS = /^tcp\.analysis\.(fast_|spurious_)?retransmission$/;

export const duplicateAckForRetransmission: Misconception = {
  id: "duplicate-ack-for-retransmission",
  title: "Duplicate ACKs taken for retransmissions",
  hint: "That is the number of duplicate ACKs. A duplicate ACK carries no data: it tells the sender that something is missing. The retransmission is the data sent again because of it (tcp.analysis.retransmission).",
  appliesTo: (id) => id !== null && RETRANSMISSIONS.test(id),
  wrongValues: ({ number }) =>
    values(number("tcp.analysis.duplicate_ack", "other"), number("tcp.analysis.duplicate_ack", "same")),
};

export const fastForAll: Misconception = {
  id: "some-retransmissions",
  title: "Only some of the retransmissions, or too many",
  hint: "Wireshark marks fast and spurious retransmissions as retransmissions too, and out-of-order segments not: filter with tcp.analysis.retransmission alone, for one direction.",
  appliesTo: (id) => id === "tcp.analysis.retransmission",
  wrongValues: ({ number, right }) => {
    const outOfOrder = number("tcp.analysis.out_of_order", "same");
    const fast = number("tcp.analysis.fast_retransmission", "same");
    return values(
      fast !== null && fast.isZero ? null : fast,
      outOfOrder === null || outOfOrder.isZero ? null : outOfOrder,
      outOfOrder === null ? null : right.plus(outOfOrder),
    );
  },
};

export const packetsForSegments: Misconception = {
  id: "packets-for-segments",
  title: "All packets counted, not those with data",
  hint: "Pure ACKs, SYN and FIN carry no data: a data segment has tcp.len above 0.",
  appliesTo: (id) => id === "data_segments",
  wrongValues: ({ number }) => values(number("packets", "same")),
};

export const incompleteFrames: Misconception = {
  id: "incomplete-frames",
  title: "The unfinished frame counted",
  hint: "The last frame was begun but not finished when the capture or the session ended; whole frames are asked for.",
  appliesTo: (id) => id === "frames.count",
  wrongValues: ({ number, right }) => {
    const incomplete = number("frames.incomplete", null);
    return incomplete === null || incomplete.isZero ? [] : values(right.plus(incomplete));
  },
};

export const repeatedBytes: Misconception = {
  id: "repeated-bytes",
  title: "Repeated bytes counted, or left out",
  hint: "What was sent twice counts twice in the payload and the throughput, and once in the unique bytes and the goodput.",
  appliesTo: (id) => id !== null && id in TWINS,
  wrongValues: ({ fact, number }) => values(number(TWINS[fact!.id]!, "same")),
};

const TWINS: Readonly<Record<string, string>> = {
  payload_bytes: "unique_bytes",
  unique_bytes: "payload_bytes",
  "throughput.mean": "throughput.goodput",
  "throughput.goodput": "throughput.mean",
};
