/** The comparison of two captures for a terminal, in 80 columns. */
import type { ComparedDirection, ComparedStream, CompareReport, Spread } from "../../../analyze/compare/report.ts";
import { harmless } from "../escape.ts";
import { paint, table, type TerminalStyle } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";
import { count, durationText, valueText } from "../units.ts";

/** Losses told one by one, and rows of the table of differences, unless all are asked for. */
const MAX_LOSSES = 8;
const MAX_DIFFERENCES = 16;
const MAX_STREAMS = 20;
/** Differences that a first look is for. */
const TELLING =
  /^(rtt\.(min|median)|tcp\.analysis\.(retransmission|fast_retransmission|out_of_order|lost_segment|duplicate_ack)|segment_size\.(max|over_mss)|data_segments|payload_bytes|acks\.(pure|data_segments_per_ack|stretch)|bytes_in_flight\.max|throughput\.goodput)$/;

/** @param names of the captures as the user called them */
export function* compareText(
  report: CompareReport,
  names: { readonly a: string; readonly b: string },
  style: TerminalStyle,
  verbose: boolean,
): Generator<string> {
  for (const which of ["a", "b"] as const) {
    const one = report.captures[which];
    const duration = one.duration === null ? "" : `, ${durationText(one.duration)}`;
    const warning = one.incomplete ? "; it is not whole, so what it lacks may have been there" : "";
    const text = `${paint(style, "bold", which.toUpperCase())}: ${harmless(names[which])}, ${count(one.packets)} packets${duration}${warning}`;
    yield wrap(text, style.width);
  }
  if (report.streams.length === 0) {
    yield wrap(
      "The two have no stream in common: no two with the same initial sequence numbers, or, without a handshake, with the same addresses and ports. --port or --stream chooses other streams.",
      style.width,
    );
  }
  for (const stream of report.streams.slice(0, MAX_STREAMS)) yield streamText(stream, style, verbose);
  for (const [which, list] of [
    ["A", report.only_in_a],
    ["B", report.only_in_b],
  ] as const) {
    if (list.length > 0)
      yield wrap(
        `\nOnly in ${which}: tcp.stream ${list.slice(0, 20).join(", ")}${list.length > 20 ? ", ..." : ""}.`,
        style.width,
      );
  }
}

function streamText(stream: ComparedStream, style: TerminalStyle, verbose: boolean): string {
  const parts = [
    `\n${heading(stream, style)}`,
    wrap(places(stream), style.width),
    wrap(clocks(stream, style), style.width),
    directionsTable(stream, style),
    ...stream.directions.flatMap((direction) => losses(direction, style, verbose)),
    differencesTable(stream, style, verbose),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function heading({ stream, client, server, translated, matched_by: by }: ComparedStream, style: TerminalStyle): string {
  const ends = (which: "a" | "b"): string => `client ${end(client[which])}, server ${end(server[which])}`;
  const how = by === "addresses" ? "the same addresses" : "the same sequence numbers";
  const title = `Stream ${stream.a} of A is stream ${stream.b} of B (${how}): ${ends("a")}`;
  const text = paint(style, "bold", wrap(title, style.width));
  return translated
    ? `${text}\n${wrap(`In B it is ${ends("b")}: addresses are translated in between.`, style.width)}`
    : text;
}

function end({ ip, port }: { readonly ip: string; readonly port: number }): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function places({ near_client: near, unknown, packets_left_out: leftOut }: ComparedStream): string {
  const more = leftOut.a + leftOut.b;
  const limit =
    more === 0
      ? ""
      : ` Only the first packets are compared: ${count(leftOut.a)} of A and ${count(leftOut.b)} of B are left out.`;
  if (near === null) return `Which capture is at which end can't be told: ${unknown["near_client"] ?? ""}.${limit}`;
  const other = near === "a" ? "B" : "A";
  return `${near.toUpperCase()} was taken nearer to the client, ${other} nearer to the server.${limit}`;
}

function clocks({ clock, unknown }: ComparedStream, style: TerminalStyle): string {
  const title = paint(style, "bold", "Clocks:");
  if (clock.offset === null || clock.uncertainty === null || clock.min_round_trip === null)
    return `${title} unknown, ${unknown["clock.offset"] ?? ""}.`;
  const size = durationText(Math.abs(clock.offset));
  const ahead = clock.offset >= 0 ? `B's is ${size} ahead of A's` : `B's is ${size} behind A's`;
  const drift =
    clock.drift_ppm === null
      ? `drift unknown: ${unknown["clock.drift_ppm"] ?? ""}`
      : `B's gains ${clock.drift_ppm.toFixed(2)} ppm, give or take ${(clock.drift_uncertainty_ppm ?? 0).toFixed(2)}`;
  return `${title} ${ahead}, at most ${durationText(clock.uncertainty)} wrong: half of the smallest round trip between the two, ${durationText(clock.min_round_trip)}, as a longer way in one direction can't be told from an offset; ${drift}.`;
}

function directionsTable({ directions, unknown }: ComparedStream, style: TerminalStyle): string {
  const row = (label: string, show: (direction: ComparedDirection, index: number) => string): string[] => [
    label,
    ...directions.map(show),
  ];
  const some = (label: string, show: (direction: ComparedDirection) => number): string[][] =>
    directions.some((direction) => show(direction) > 0) ? [row(label, (one) => count(show(one)))] : [];
  const delays = (label: string, which: keyof Spread): string[] =>
    row(label, (direction, index) => {
      const value = direction.one_way_delay[which];
      return value === null
        ? unknown[`directions[${index}].one_way_delay`] === undefined
          ? "-"
          : "unknown"
        : durationText(value);
    });
  const above = (label: string, which: keyof Spread): string[] =>
    row(label, ({ delay_above_minimum: delay }) => (delay[which] === null ? "-" : durationText(delay[which])));
  const rows = [
    row("sender's capture", (one) => one.sent_in.toUpperCase()),
    row("packets in A / in B", ({ packets }) => `${count(packets.a)} / ${count(packets.b)}`),
    row("in both", (one) => count(one.matched)),
    row("lost on the way", (one) => count(one.lost.packets)),
    ...some("  bytes of data", (one) => one.lost.bytes),
    row("overtaken on the way", (one) => count(one.reordered.packets)),
    row("delivered twice", (one) => count(one.duplicated.packets)),
    ...some("arrived, not captured there", (one) => one.missed.packets),
    ...some("not captured at the sender", (one) => one.unseen.packets),
    ...some("outside the other's time", (one) => one.outside.a + one.outside.b),
    ...some("cut by the sender's card", (one) => one.offload.cut.segments),
    ...some("joined by the receiver's", (one) => one.offload.joined.segments),
    delays("one-way delay, smallest", "min"),
    delays("one-way delay, median", "median"),
    delays("one-way delay, largest", "max"),
    above("above smallest, median", "median"),
    above("above smallest, 95 %", "p95"),
  ];
  const columns = [
    { title: "", width: 32 },
    { title: "client to server", align: "right", width: 22 },
    { title: "server to client", align: "right", width: 22 },
  ] as const;
  return table(style, columns, rows);
}

function losses({ from, sent_in: sentIn, lost }: ComparedDirection, style: TerminalStyle, verbose: boolean): string[] {
  if (lost.packets === 0) return [];
  const [here, there] = sentIn === "a" ? ["A", "B"] : ["B", "A"];
  const shown = lost.list.slice(0, verbose ? undefined : MAX_LOSSES);
  const lines = shown.map((one) => {
    const what = `${here} ${one.packet} (Seq=${one.seq} Len=${one.length})`;
    if (one.again === null) return `  ${what} did not arrive${one.length === 0 ? "" : ", and was not sent again"}`;
    return `  ${what} did not arrive; ${here} ${one.again} brought it again, as ${there} ${one.arrived ?? "?"}`;
  });
  const more = lost.packets - shown.length;
  const title = `${paint(style, "bold", `Lost from the ${from}:`)} packet numbers of each capture`;
  return [
    title,
    ...lines.map((text) => wrap(text, style.width, "    ")),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ];
}

function differencesTable({ differences }: ComparedStream, style: TerminalStyle, verbose: boolean): string {
  const chosen = verbose ? differences : differences.filter(({ id }) => TELLING.test(id)).slice(0, MAX_DIFFERENCES);
  if (chosen.length === 0) return "";
  const columns = [
    { title: "what each one measures", width: 35 },
    { title: "from", width: 8 },
    { title: "A", align: "right", width: 16 },
    { title: "B", align: "right", width: 16 },
  ] as const;
  const rows = chosen.map(({ label, from, unit, a, b }) => [
    label,
    from ?? "",
    harmless(valueText(a, unit)),
    harmless(valueText(b, unit)),
  ]);
  const more = differences.length - chosen.length;
  const rest =
    more > 0 ? `\n${wrap(`${count(more)} other numbers differ, too: --verbose shows them all.`, style.width)}` : "";
  return `${table(style, columns, rows)}${rest}`;
}
