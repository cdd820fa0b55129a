/** The lab report for a terminal: one screen a stream, in 80 columns, readable without colour and without Unicode. */
import { streamFacts } from "../../../analyze/facts/facts.ts";
import type { Report, StreamReport } from "../../../analyze/facts/report.ts";
import { harmless } from "../escape.ts";
import { count, durationText } from "../units.ts";
import { allFactsText } from "./all-facts.ts";
import { directionsTable } from "./directions.ts";
import { framesText } from "./frames.ts";
import { handshakeText } from "./handshake.ts";
import { marksText } from "./marks.ts";
import { messagesText } from "./messages.ts";
import { paint, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Streams shown whole; those behind are named. */
const MAX_STREAMS = 20;

/**
 * @param name the capture as the user called it
 * @param verbose every fact with its formula, packets and filter, and every frame, in place of one screen a stream
 */
export function* terminalReport(
  report: Report,
  name: string,
  style: TerminalStyle,
  verbose = false,
): Generator<string> {
  yield captureText(report, name, style);
  for (const stream of report.streams.slice(0, MAX_STREAMS)) yield streamText(stream, style, verbose);
  const more = report.streams.length - MAX_STREAMS;
  if (more > 0)
    yield wrap(`${count(more)} more streams are in the JSON report; --stream N shows one of them.`, style.width);
}

function captureText({ capture }: Report, name: string, style: TerminalStyle): string {
  const links = [...new Set(capture.interfaces.map((one) => one.link_type ?? "packet list"))].join(", ");
  const lines = [
    `${paint(style, "bold", harmless(name))}: ${count(capture.packets)} packets, ${count(capture.bytes)} bytes, ${capture.format}` +
      `${capture.compressed ? " (gzip)" : ""}${links === "" ? "" : `, ${links}`}` +
      (capture.duration === null ? "" : `, ${durationText(capture.duration)}`),
  ];
  const { list } = capture;
  if (list !== null) {
    lines.push(
      `A printed packet list: ${list.sequence_numbers} sequence numbers, ${list.windows} windows, ${list.time} times; no payload.`,
    );
  }
  const dropped = capture.interfaces.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
  if (dropped > 0) lines.push(`The capturing machine dropped ${count(dropped)} packets.`);
  if (capture.undecoded.length > 0) {
    const names = capture.undecoded.slice(0, 6).map((one) => `${harmless(one.name)} ${count(one.packets)}`);
    const more = capture.undecoded.length - names.length;
    lines.push(`Not TCP or not readable: ${names.join(", ")}${more > 0 ? `, and ${more} other kinds` : ""}.`);
  }
  const others = capture.tcp_streams - capture.other_streams.length;
  if (capture.other_streams.length > 0 && others > 0) {
    const numbers = capture.other_streams.slice(0, 8).map((one) => one.stream);
    lines.push(
      `${count(capture.tcp_streams - others)} TCP streams on other ports are not reported (${numbers.join(", ")}${capture.other_streams.length > 8 ? ", ..." : ""}): --port P or --stream N shows them.`,
    );
  }
  for (const { packet, text } of capture.comments.slice(0, 5)) {
    lines.push(`Comment${packet === null ? "" : ` on packet ${packet}`}: ${harmless(text)}`);
  }
  for (const warning of capture.warnings.slice(0, 10)) {
    const where = warning.packet === undefined ? "" : ` (packet ${warning.packet})`;
    lines.push(`${paint(style, "yellow", "Warning:")} ${harmless(warning.message)}${where}`);
  }
  if (capture.error !== null) {
    lines.push(`${paint(style, "red", "Error:")} ${harmless(capture.error.message)} ${harmless(capture.error.remedy)}`);
  }
  return lines.map((line) => wrap(line, style.width)).join("\n");
}

function streamText(stream: StreamReport, style: TerminalStyle, verbose: boolean): string {
  const { client, server } = stream;
  const ends = `client ${endText(client)}, server ${endText(server)}`;
  const title = `Stream ${stream.stream}: ${ends}, ${count(stream.packets)} packets`;
  const known = streamFacts(stream);
  const parts = [
    `\n${paint(style, "bold", wrap(title, style.width))}`,
    handshakeText(stream, style),
    directionsTable(known, style),
    marksText(stream, style),
    stream.chat === null && (stream.files ?? []).length === 0
      ? framesText(stream, style, verbose)
      : messagesText(stream, style, verbose),
    closeText(stream, style),
    verbose ? allFactsText(known, style) : "",
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function endText({ ip, port }: StreamReport["client"]): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function closeText({ close, completeness }: StreamReport, style: TerminalStyle): string {
  const how = {
    fin: "closed in order, both sides sent FIN",
    reset: "ended by a reset (RST)",
    open: "not closed within the capture",
  }[close.how];
  const packets = close.packets.length === 0 ? "" : ` (packets ${close.packets.join(", ")})`;
  return wrap(`${paint(style, "bold", "End:")} ${how}${packets}; tcp.completeness ${completeness}.`, style.width);
}
