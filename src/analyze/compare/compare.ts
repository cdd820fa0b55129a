/** Compares two captures of one session, one taken at each end. */
import { analyzeObserved, type CaptureInput } from "../analyze.ts";
import { facts } from "../facts/facts.ts";
import type { Fact } from "../facts/fact.ts";
import type { Report, StreamReport, Unknown } from "../facts/report.ts";
import type { AnalyzeOptions } from "../options.ts";
import { ACK, SYN } from "../packet/segment.ts";
import type { Side } from "../tcp/opening.ts";
import { estimateClock } from "./clock.ts";
import { countDirection, matchDirection, spread, type MatchedDirection, type Seen } from "./direction.ts";
import { viewOf } from "./match.ts";
import { pairStreams } from "./pair-streams.ts";
import {
  COMPARE_SCHEMA,
  type ClockReport,
  type ComparedCapture,
  type ComparedDirection,
  type ComparedStream,
  type CompareReport,
  type Difference,
  type Place,
} from "./report.ts";
import { IdentityCollector, type CollectedStream } from "./rows.ts";

interface Taken {
  readonly report: Report;
  readonly collector: IdentityCollector;
  /** Added to its times to be on the common time line: that of a. */
  readonly shift: number;
}

/**
 * @param a, b captures of the same session, in any order
 * @throws AnalyzeError as `analyze` does
 */
export async function compare(
  a: CaptureInput,
  b: CaptureInput,
  options: Omit<AnalyzeOptions, "inflate" | "size"> = {},
): Promise<CompareReport> {
  const take = async (input: CaptureInput): Promise<Omit<Taken, "shift">> => {
    const collector = new IdentityCollector();
    const report = await analyzeObserved(input, { ...options, inflate: false }, [collector]);
    return { report, collector };
  };
  const first = { ...(await take(a)), shift: 0 };
  const other = await take(b);
  const second = { ...other, shift: (other.collector.baseSeconds - first.collector.baseSeconds) * 1e9 };
  const { pairs, onlyA, onlyB } = pairStreams(
    first.collector.streams,
    second.collector.streams,
    first.report,
    second.report,
  );
  return {
    schema: COMPARE_SCHEMA,
    captures: { a: capture(first.report), b: capture(second.report) },
    streams: pairs.map((pair) => comparedStream(first, second, pair.a, pair.b, pair.by)),
    only_in_a: onlyA,
    only_in_b: onlyB,
  };
}

function capture({ capture: one }: Report): ComparedCapture {
  const dropped = one.interfaces.some((info) => (info.dropped ?? 0) > 0);
  return {
    packets: one.packets,
    first_time: one.first_time,
    duration: one.duration,
    incomplete: one.truncated_file || one.error !== null || dropped,
  };
}

function comparedStream(
  a: Taken,
  b: Taken,
  inA: CollectedStream,
  inB: CollectedStream,
  by: ComparedStream["matched_by"],
): ComparedStream {
  const reportOf = ({ report }: Taken, { number }: CollectedStream): StreamReport => {
    const found = report.streams.find((stream) => stream.stream === number);
    if (found === undefined) throw new Error(`stream ${number} has no report`);
    return found;
  };
  const [reportA, reportB] = [reportOf(a, inA), reportOf(b, inB)];
  const unknown: Unknown = {};
  const near = nearClient(inA, inB);
  if (near === null)
    unknown["near_client"] = "both captures measure the same round trips: they may be of the same place";
  const seen = (taken: Taken, stream: CollectedStream, fromClient: boolean): Seen => {
    const side: Side = fromClient ? stream.client : stream.client === 0 ? 1 : 0;
    const { collector, shift } = taken;
    return {
      view: viewOf(stream, side),
      back: viewOf(stream, side === 0 ? 1 : 0),
      running: { earliest: collector.earliest + shift, latest: collector.latest + shift },
      shift,
    };
  };
  const matched = [true, false].map((fromClient): [Place, MatchedDirection] => {
    const sentIn: Place = (near ?? "a") === "a" ? (fromClient ? "a" : "b") : fromClient ? "b" : "a";
    const [one, other] = [seen(a, inA, fromClient), seen(b, inB, fromClient)];
    return [sentIn, sentIn === "a" ? matchDirection(one, other) : matchDirection(other, one)];
  }) as [[Place, MatchedDirection], [Place, MatchedDirection]];

  // Passages from a to b, and from b to a: of the one direction and the other.
  const passages = (from: Place): MatchedDirection["passages"] =>
    matched.filter(([place]) => place === from).flatMap(([, direction]) => direction.passages);
  const estimate = near === null ? null : estimateClock(passages("a"), passages("b"));
  const clock = clockReport(estimate, near, unknown);
  const offset = estimate?.offset ?? null;
  const directions = matched.map(([place, direction], index): ComparedDirection => {
    const { outsideSent, outsideReceived, minDelay, ...counted } = countDirection(direction);
    const sentIsA = place === "a";
    const rows = (which: "sent" | "received"): number => direction[which].view.rows.length;
    if (minDelay === null)
      unknown[`directions[${index}].delay_above_minimum`] = "no packet is in both captures with a time";
    if (minDelay === null || offset === null)
      unknown[`directions[${index}].one_way_delay`] =
        unknown["clock.offset"] ?? "no packet is in both captures with a time";
    const clocks = offset === null ? null : sentIsA ? offset : -offset;
    const delays = clocks === null ? [] : direction.passages.map((one) => one.to - one.from - clocks);
    return {
      from: index === 0 ? "client" : "server",
      sent_in: place,
      packets: sentIsA ? { a: rows("sent"), b: rows("received") } : { a: rows("received"), b: rows("sent") },
      ...counted,
      outside: sentIsA ? { a: outsideSent, b: outsideReceived } : { a: outsideReceived, b: outsideSent },
      one_way_delay: spread(delays.sort((x, y) => x - y)),
    };
  }) as [ComparedDirection, ComparedDirection];
  const sameEnds = (one: "client" | "server"): boolean =>
    reportA[one].ip === reportB[one].ip && reportA[one].port === reportB[one].port;
  return {
    stream: { a: inA.number, b: inB.number },
    matched_by: by,
    client: { a: reportA.client, b: reportB.client },
    server: { a: reportA.server, b: reportB.server },
    translated: !sameEnds("client") || !sameEnds("server"),
    near_client: near,
    packets_left_out: { a: inA.leftOut, b: inB.leftOut },
    clock,
    directions,
    differences: differences(reportA, reportB, a.report, b.report),
    unknown,
  };
}

/** How much larger one capture's round trip must be to tell the places apart. */
const CLEARLY = 1.05;

/**
 * The capture nearer to the client. Near the sender of data the ACK comes back after the whole path, near its receiver at
 * once; the same holds for the SYN and its answer.
 */
function nearClient(a: CollectedStream, b: CollectedStream): Place | null {
  const other = (side: Side): Side => (side === 0 ? 1 : 0);
  const votes = [
    [answerTime(a), answerTime(b)],
    [a.roundTrips[a.client], b.roundTrips[b.client]],
    [b.roundTrips[other(b.client)], a.roundTrips[other(a.client)]],
  ] as const;
  for (const [ofA, ofB] of votes) {
    if (!Number.isFinite(ofA) || !Number.isFinite(ofB)) continue;
    if (ofA > ofB * CLEARLY) return "a";
    if (ofB > ofA * CLEARLY) return "b";
  }
  return null;
}

/** From the SYN to the SYN, ACK, nanoseconds; NaN: not both are there. */
function answerTime({ columns, rows }: CollectedStream): number {
  let syn = Number.NaN;
  for (let row = 0; row < Math.min(rows, 16); row++) {
    const kind = columns.flags[row]! & (SYN | ACK);
    if (kind === SYN) syn = columns.time[row]!;
    else if (kind === (SYN | ACK)) return columns.time[row]! - syn;
  }
  return Number.NaN;
}

function clockReport(estimate: ReturnType<typeof estimateClock>, near: Place | null, unknown: Unknown): ClockReport {
  if (estimate === null) {
    const why =
      near === null
        ? "it can't be told which capture is at which end"
        : "it takes packets in both directions that are in both captures";
    for (const path of ["offset", "uncertainty", "min_round_trip", "drift_ppm", "drift_uncertainty_ppm"])
      unknown[`clock.${path}`] = why;
    return { offset: null, uncertainty: null, min_round_trip: null, drift_ppm: null, drift_uncertainty_ppm: null };
  }
  const { offset, uncertainty, minRoundTrip, drift } = estimate;
  if (drift === null) {
    unknown["clock.drift_ppm"] = unknown["clock.drift_uncertainty_ppm"] =
      "it takes 10 s of session, with packets in both directions in at least four parts of it";
  }
  return {
    offset: offset / 1e9,
    uncertainty: uncertainty / 1e9,
    min_round_trip: minRoundTrip / 1e9,
    drift_ppm: drift === null ? null : drift.perSecond / 1e3,
    drift_uncertainty_ppm: drift === null ? null : drift.uncertainty / 1e3,
  };
}

/** Numbers of packets differ in any two captures, and say nothing. */
const NO_DIFFERENCE = /\.packet$|^client\.|^server\.|^frames\.|^first_segments\[\d\]\.(time|ack_time)$/;

function differences(a: StreamReport, b: StreamReport, reportA: Report, reportB: Report): Difference[] {
  const of = (report: Report, { stream }: StreamReport): Fact[] =>
    facts({ ...report, streams: report.streams.filter((one) => one.stream === stream) });
  const others = new Map(of(reportB, b).map((fact) => [`${fact.from} ${fact.id}`, fact]));
  return of(reportA, a).flatMap((fact) => {
    const other = others.get(`${fact.from} ${fact.id}`);
    if (other === undefined || other.value === fact.value || NO_DIFFERENCE.test(fact.id)) return [];
    return [{ id: fact.id, from: fact.from, label: fact.label, unit: fact.unit, a: fact.value, b: other.value }];
  });
}
