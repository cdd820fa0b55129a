import { Exact } from "../exact.ts";
import type { Asked, Misconception, WrongValue } from "./types.ts";

const RTT = /^rtt\.(min|median|p95|max|ewma)$/;
const FIRST = /^first_segments\[(\d)\]\.rtt$/;
/** Data segments that the report has one by one. */
const FIRST_SEGMENTS = 6;
const INITIAL = "tcp.analysis.initial_rtt";
const HALF = Exact.of(1n, 2n);
const TWO = Exact.of(2n);

/** The time between two packets of the handshake, and round trips of other segments than the one asked for. */
export const wrongAck: Misconception = {
  id: "wrong-ack-round-trip",
  title: "A round trip against the wrong ACK",
  hint: "That is a round trip, but against another packet than the one that answers. Find the segment, and the first ACK whose number is exactly the segment's end (tcp.analysis.acks_frame).",
  appliesTo: (id) => id !== null && (id === INITIAL || RTT.test(id) || FIRST.test(id)),
  wrongValues: (asked) => [...ofHandshake(asked), ...ofFirst(asked), ...ofOthers(asked)],
};

function ofHandshake({ fact, evidence, stream }: Asked): WrongValue[] {
  if (fact?.id !== INITIAL) return [];
  const handshake = evidence.report.streams.find((one) => one.stream === stream)?.handshake;
  const at = (packet: number | undefined): Exact | null =>
    packet === undefined ? null : (evidence.times.get(packet) ?? null);
  const [syn, synAck, ack] = [at(handshake?.syn?.packet), at(handshake?.syn_ack?.packet), at(handshake?.ack?.packet)];
  const between = (from: Exact | null, to: Exact | null, hint: string): WrongValue[] =>
    from === null || to === null ? [] : [{ value: to.minus(from), hint }];
  return [
    ...between(
      syn,
      synAck,
      "That is the time from the SYN to the SYN, ACK: only the path behind the capture point. The initial round trip ends with the ACK that the client sends then (tcp.analysis.initial_rtt).",
    ),
    ...between(
      synAck,
      ack,
      "That is the time from the SYN, ACK to the ACK: only the path in front of the capture point. The initial round trip begins with the SYN.",
    ),
  ];
}

/** From the segment to the ACK of an earlier or a later one. */
function ofFirst({ fact, number }: Asked): WrongValue[] {
  const index = FIRST.exec(fact!.id)?.[1];
  const sent = index === undefined ? null : number(`first_segments[${index}].time`, "same");
  if (sent === null) return [];
  return Array.from({ length: FIRST_SEGMENTS }, (_, other) => number(`first_segments[${other}].ack_time`, "same"))
    .filter((acked) => acked !== null)
    .map((acked) => ({ value: acked.minus(sent) }));
}

function ofOthers({ fact, number, right }: Asked): WrongValue[] {
  const ids = [INITIAL, "rtt.min", "rtt.median", "rtt.p95", "rtt.max"].filter((id) => id !== fact!.id);
  const found = ids.flatMap((id) => (id === INITIAL ? [number(id, null)] : [number(id, "same"), number(id, "other")]));
  const halves: WrongValue[] = [
    { value: right.times(HALF), hint: "That is half of it: a round trip is there and back." },
    { value: right.times(TWO), hint: "That is twice as long: the round trip is there and back once." },
  ];
  return [...found.filter((value) => value !== null).map((value) => ({ value })), ...halves];
}
