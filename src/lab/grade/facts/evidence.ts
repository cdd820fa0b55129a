/** What a student's own capture says: its facts, and the times of the packets that matter. */
import type { Fact } from "../../../analyze/facts/fact.ts";
import { streamFacts } from "../../../analyze/facts/facts.ts";
import type { Report, StreamReport } from "../../../analyze/facts/report.ts";
import type { Series } from "../../../analyze/series/series.ts";
import type { MarkName } from "../../../analyze/tcp/marks.ts";
import type { Exact } from "../exact.ts";
import type { CapturePrint } from "../similarity/prints/types.ts";
import type { FactName, Side } from "./expression.ts";

/** Which stream of the capture a check is about. */
export type StreamChoice = "largest" | "first" | number;

export interface CaptureEvidence {
  /** Name of the file within the submission. */
  readonly file: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly report: Report;
  /** For plots. */
  readonly series: Series;
  /** Seconds since the epoch of some packets: those of the handshake, and those that the student names. */
  readonly times: ReadonlyMap<number, Exact>;
  /** What it is compared with others by. */
  readonly print: CapturePrint;
}

export type Found<T> = T | { readonly cause: string };

/** Looks facts up, stream by stream, each stream's only once. */
export class Facts {
  readonly evidence: CaptureEvidence;
  readonly #made = new Map<number, ReadonlyMap<string, Fact>>();

  constructor(evidence: CaptureEvidence) {
    this.evidence = evidence;
  }

  stream(choice: StreamChoice): Found<StreamReport> {
    const { streams, capture } = this.evidence.report;
    const [first] = streams;
    if (first === undefined) {
      return { cause: whyNoStream(capture) };
    }
    if (choice === "first") return streams.reduce((a, b) => (b.stream < a.stream ? b : a), first);
    if (choice === "largest") return streams.reduce((a, b) => (b.packets > a.packets ? b : a), first);
    return streams.find(({ stream }) => stream === choice) ?? { cause: `The capture has no stream ${choice}.` };
  }

  fact(name: FactName, choice: StreamChoice): Found<Fact> {
    const stream = this.stream(choice);
    if ("cause" in stream) return stream;
    const side = name.from === null ? null : sideOf(name.from, stream);
    if (side !== null && typeof side !== "string") return side;
    const found = this.#of(stream).get(`${name.id}@${side ?? ""}`);
    return (
      found ?? { cause: `The capture has no ${name.id}${side === null ? "" : ` of the ${side}`}: there are fewer.` }
    );
  }

  /** All packets that prove a fact, or why they aren't known one by one. */
  packets(fact: Fact): Found<readonly number[]> {
    const listed = fact.packets;
    const stream = this.evidence.report.streams.find((one) => one.stream === fact.stream);
    const mark = fact.id.startsWith("tcp.analysis.") ? fact.id.slice("tcp.analysis.".length) : null;
    const direction = stream?.directions.find(({ from }) => from === fact.from);
    if (mark !== null && direction !== undefined) return direction.analysis[mark as MarkName] ?? [];
    if (fact.packet_count > listed.length) {
      return {
        cause: `The report lists only the first ${listed.length} of ${fact.packet_count} packets of ${fact.id}.`,
      };
    }
    return listed;
  }

  #of(stream: StreamReport): ReadonlyMap<string, Fact> {
    const known = this.#made.get(stream.stream);
    if (known !== undefined) return known;
    const made = new Map(streamFacts(stream).map((fact) => [`${fact.id}@${fact.from ?? ""}`, fact]));
    this.#made.set(stream.stream, made);
    return made;
  }
}

/** Who sends frames is the sharer, even where it opened the connection. */
export function sideOf(side: Side, stream: StreamReport): Found<"client" | "server"> {
  if (side === "client" || side === "server") return side;
  if (stream.frames === null) {
    const why = stream.unknown["frames"] ?? "no frames were recognised";
    return { cause: `Which side shares its screen is not known: ${why}.` };
  }
  const sharer = stream.frames.from;
  return side === "sharer" ? sharer : sharer === "client" ? "server" : "client";
}

/** For students, who have no --port to choose with. */
export function whyNoStream({ other_streams: others }: Report["capture"]): string {
  const ports = others.slice(0, 4).map(({ a, b }) => `${a.port} and ${b.port}`);
  if (ports.length === 0)
    return "The capture holds no TCP at all: was it taken on the right interface, without a filter?";
  const more = others.length > ports.length ? ", and more" : "";
  return `The capture holds no session on the port that is asked for, but streams between ports ${ports.join("; ")}${more}.`;
}
