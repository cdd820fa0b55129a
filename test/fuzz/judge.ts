/** What must hold for any input: a report without contradictions, or an error of the analyzer's own. */
import { Readable } from "node:stream";
import { Ajv2020 } from "ajv/dist/2020.js";
import { analyze, AnalyzeError, jsonReport, terminalReport, type Report } from "../../src/index.ts";
import type { StreamReport } from "../../src/analyze/facts/report.ts";
import { closed, nullsOf, reasonPaths, SCHEMA } from "../report/schema.ts";
import type { CaseOptions } from "./mutate.ts";

export interface Verdict {
  /** "report", or the code of the error. */
  readonly outcome: string;
  /** What is wrong; empty when all is as it must be. */
  readonly problems: readonly string[];
}

const valid = new Ajv2020({ strict: true, allErrors: true }).compile(closed(SCHEMA) as object);
const STYLE = { color: false, unicode: true, width: 80 };

/** Analyzes the input and judges what comes out; `render`: for the terminal too, which takes most of the time. */
export async function judge(input: Uint8Array, options: CaseOptions, render = true): Promise<Verdict> {
  try {
    const report = await analyze(input, options);
    const problems = [...problemsOf(report, options), ...(render ? problemsOfTerminal(report) : [])];
    return { outcome: "report", problems };
  } catch (error) {
    if (!(error instanceof AnalyzeError)) return { outcome: "exception", problems: [`threw ${text(error)}`] };
    return { outcome: error.code, problems: problemsOfError(error) };
  }
}

/** It makes no difference in what pieces the bytes arrive. Not for gzip: a pipe can't be read twice where it is damaged. */
export async function judgePieces(input: Uint8Array, options: CaseOptions, size: number): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < input.length; at += size) pieces.push(input.subarray(at, at + size));
  const outcome = async (from: Uint8Array | Readable): Promise<string> => {
    try {
      const { capture, ...report } = await analyze(from, options);
      // How long a pipe is that was given up at damage, nobody knows.
      return JSON.stringify({ ...report, capture: { ...capture, ...(capture.error !== null && { bytes: 0 }) } });
    } catch (error) {
      return text(error).split("\n", 1)[0] ?? "";
    }
  };
  const [whole, pieced] = [await outcome(input), await outcome(Readable.from(pieces))];
  return whole === pieced ? [] : [`in pieces of ${size} bytes it gives another report`];
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function problemsOfError(error: AnalyzeError): string[] {
  const problems: string[] = [];
  if (!/^[A-Z]+(_[A-Z]+)+$/.test(error.code)) problems.push(`odd code ${error.code}`);
  if (error.remedy === "" && Object.keys(error.place).length === 0) problems.push("an error without place and remedy");
  if (!/\.$/.test(error.message)) problems.push(`an error message that is no sentence: ${error.message}`);
  return problems;
}

function problemsOf(report: Report, options: CaseOptions): string[] {
  const printed = [...jsonReport(report)].join("");
  let parsed: Report;
  try {
    parsed = JSON.parse(printed) as Report;
  } catch (error) {
    return [`the JSON report does not parse: ${text(error)}`];
  }
  const problems: string[] = [];
  if (!valid(parsed))
    problems.push(...(valid.errors ?? []).map((one) => `schema: ${one.instancePath} ${one.message ?? ""}`));
  problems.push(...unexplainedNulls(parsed));
  problems.push(...countProblems(report));
  for (const stream of report.streams) problems.push(...streamProblems(stream, report, options));
  return problems;
}

function problemsOfTerminal(report: Report): string[] {
  const shown = [...terminalReport(report, "capture", STYLE)].join("\n");
  // eslint-disable-next-line no-control-regex -- what a hostile file must not bring to a terminal
  return /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(shown) ? ["control characters reach the terminal"] : [];
}

function unexplainedNulls(report: Report): string[] {
  return [...nullsOf(report)]
    .filter(({ meaning, fromOwner, unknown, holder }) => {
      if (meaning === "absent" || (meaning === "problem" && typeof holder["problem"] === "string")) return false;
      return !reasonPaths(fromOwner).some((path) => unknown[path] !== undefined);
    })
    .map(({ path }) => `null without a reason: ${path}`);
}

function countProblems({ capture, streams }: Report): string[] {
  const problems: string[] = [];
  const tcp = [...streams, ...capture.other_streams].reduce((sum, { packets }) => sum + packets, 0);
  const undecoded = capture.undecoded.reduce((sum, { packets }) => sum + packets, 0);
  if (tcp + undecoded > capture.packets) problems.push(`${tcp} + ${undecoded} packets of ${capture.packets}`);
  if (capture.cut_packets > capture.packets) problems.push("more cut packets than packets");
  const times = [capture.first_time, capture.last_time, ...streams.map((stream) => stream.first_time)];
  for (const time of times) if (time !== null && !/^-?\d+(\.\d{1,9})?$/.test(time)) problems.push(`odd time ${time}`);
  return problems;
}

function streamProblems(stream: StreamReport, { capture }: Report, options: CaseOptions): string[] {
  const problems: string[] = [];
  const say = (what: string): void => void problems.push(`stream ${stream.stream}: ${what}`);
  // A printed list numbers its packets itself.
  const last = capture.list === null ? capture.packets : Number.MAX_SAFE_INTEGER;
  for (const [path, packet] of packetsIn(stream, ""))
    if (!Number.isInteger(packet) || packet < 1 || packet > last) say(`${path} is packet ${packet} of ${last}`);
  for (const direction of stream.directions) {
    if (direction.unique_bytes > direction.payload_bytes) say("more unique bytes than bytes");
    if (direction.missing_bytes < 0) say("a negative number of missing bytes");
    for (const [mark, packets] of Object.entries(direction.analysis))
      if (packets.some((packet, i) => capture.list === null && i > 0 && packet <= packets[i - 1]!))
        say(`${mark} not in order`);
  }
  const { frames } = stream;
  if (frames === null) return problems;
  if (frames.count + frames.incomplete !== frames.list.length + frames.list_omitted) say("frames are counted wrong");
  if (frames.lost_bytes < 0) say("a negative number of lost bytes");
  let reached = 0;
  for (const frame of frames.list) {
    if (frame.intact === true && (frame.raw_bytes === null || frame.missing_bytes > 0 || frame.problem !== null))
      say(`frame ${frame.index} is intact and is not`);
    if (frame.intact === false && frame.problem === null) say(`frame ${frame.index} is broken for no reason`);
    if (frame.raw_bytes !== null && frame.raw_bytes > (options.maxFrameBytes ?? Infinity))
      say("a frame over the limit");
    if (frame.offset < reached) say(`frame ${frame.index} begins at ${frame.offset}, inside the one before`);
    if (frame.first_packet > frame.complete_packet || frame.last_packet > frame.complete_packet)
      say(`frame ${frame.index} is complete before its last packet`);
    reached = frame.offset + frame.header_bytes + (frame.problem === null ? (frame.compressed_bytes ?? 0) : 0);
  }
  return problems;
}

/** Every packet number of a stream, by the names that the report has for them. */
function* packetsIn(value: unknown, path: string): Generator<[string, number]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const here = `${path}.${key}`;
    if (typeof item === "number" && /^(packet|\w+_packet)$/.test(key)) yield [here, item];
    else if (Array.isArray(item) && (/^(packets|\w+_packets)$/.test(key) || path.endsWith(".analysis")))
      for (const packet of item as number[]) yield [here, packet];
    else yield* packetsIn(item, here);
  }
}
