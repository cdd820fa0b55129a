/** Streams that have no section of their own: those behind the first ones, and those on other ports. */
import type { EndpointReport } from "../../../analyze/facts/report.ts";
import { scrolling, table } from "../plot/table.ts";
import { durationText, valueText } from "../units.ts";
import type { PageContext } from "./context.ts";
import { html, type Html, type Piece } from "./markup.ts";
import { RESENT } from "./rows.ts";
import { textOf } from "./say.ts";

const MAX_ROWS = 1000;

export function endText({ ip, port }: EndpointReport): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** @param first place of the first stream that is told in short */
export function moreStreams({ report, say }: PageContext, first: number): Html | null {
  const rest = report.streams.slice(first);
  if (rest.length === 0) return null;
  const rows = rest
    .slice(0, MAX_ROWS)
    .map((stream): Piece[] => [
      stream.stream,
      endText(stream.client),
      endText(stream.server),
      stream.packets,
      stream.duration === null ? say("word.unknown") : durationText(stream.duration),
      valueText(stream.directions[0].payload_bytes + stream.directions[1].payload_bytes, "bytes"),
      stream.frames === null ? say("word.unknown") : stream.frames.count,
      stream.verdicts.filter(({ verdict }) => RESENT.has(verdict)).length,
    ]);
  const columns = [
    { label: say("col.stream"), numeric: true },
    { label: say("col.client") },
    { label: say("col.server") },
    { label: say("word.packets"), numeric: true },
    { label: say("col.time"), numeric: true },
    { label: say("col.bytes"), numeric: true },
    { label: say("section.frames"), numeric: true },
    { label: say("col.resent"), numeric: true },
  ];
  const caption = say("stream.more", { count: rest.length });
  return scrolling(textOf(caption), table({ caption, columns, rows }));
}

/** Streams that were not analyzed. */
export function otherStreams({ report, say }: PageContext): Html | null {
  const { other_streams: others } = report.capture;
  if (others.length === 0) return null;
  const columns = [
    { label: say("col.stream"), numeric: true },
    { label: say("col.from") },
    { label: say("col.to") },
    { label: say("word.packets"), numeric: true },
    { label: say("col.first_packet"), numeric: true },
  ];
  const rows = others.map((one): Piece[] => [
    one.stream,
    endText(one.a),
    endText(one.b),
    one.packets,
    one.first_packet,
  ]);
  const caption = say("stream.others");
  return html`${scrolling(textOf(caption), table({ caption, columns, rows }))}`;
}
