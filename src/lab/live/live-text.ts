/** A live view as text: a small table that is drawn over itself on a terminal, a line an event elsewhere. */
import { harmless } from "../render/escape.ts";
import { paint, type TerminalStyle } from "../render/terminal/style.ts";
import { count, digits, durationText } from "../render/units.ts";
import type { LiveEvent, LiveView } from "./live-view.ts";
import { messagesText } from "./messages-text.ts";
import type { LiveStream } from "./stream-watch.ts";

/** Events kept below the table. */
const EVENTS_SHOWN = 6;

/** "   12.345 s  packet     17  stream 0: retransmission (server, 1448 bytes)". */
export function eventLine({ time, packet, stream, text }: LiveEvent): string {
  const when = time === null ? "" : `${time.toFixed(3).padStart(9)} s`;
  const which = packet === 0 ? " ".repeat(13) : `packet ${String(packet).padStart(6)}`;
  return `${when}  ${which}  ${stream < 0 ? "" : `stream ${stream}: `}${harmless(text)}`;
}

/** Titles, and columns to the right; the ends of a stream stand one below the other at the left. */
const COLUMNS = [
  ["frames", 9],
  ["per s", 8],
  ["ratio", 8],
  ["rtt", 10],
  ["resent", 9],
] as const;
const STREAM_WIDTH = 6;
const END_WIDTH = 23;

/** What changes, drawn whole each time. */
export class LiveText {
  readonly #view: LiveView;
  readonly #style: TerminalStyle;
  #events: LiveEvent[] = [];

  constructor(view: LiveView, style: TerminalStyle) {
    this.#view = view;
    this.#style = style;
  }

  /** The events since the last call, a line each. */
  lines(): string[] {
    return this.#view.events().map(eventLine);
  }

  /** @param status a line above the table, such as the recording's own counts */
  picture(status: string): string {
    this.#events = [...this.#events, ...this.#view.events()].slice(-EVENTS_SHOWN);
    const streams = this.#view.streams();
    const more = this.#view.streamCount - streams.length;
    const parts = [status];
    if (streams.length === 0) parts.push(noStream(this.#view.elsewhere));
    else parts.push(paint(this.#style, "bold", title()), ...streams.flatMap(lines));
    if (more > 0) parts.push(paint(this.#style, "dim", `and ${count(more)} other streams`));
    parts.push(
      ...this.#events.map((event) => paint(this.#style, "dim", eventLine(event).slice(0, this.#style.width - 1))),
    );
    return parts.join("\n");
  }
}

function noStream(elsewhere: readonly string[]): string {
  if (elsewhere.length === 0) return "no stream on this port yet";
  return `no stream on this port yet; between ports ${elsewhere.join("; ")}: --port`;
}

function title(): string {
  const titles = COLUMNS.map(([name, width]) => name.padStart(width)).join("");
  return `${"stream".padEnd(STREAM_WIDTH)}  ${"client, server".padEnd(END_WIDTH)}${titles}`;
}

function lines(one: LiveStream): string[] {
  const cells = [
    one.frames === null ? "-" : count(one.frames),
    one.fps === null ? "-" : digits(one.fps),
    one.ratio === null ? "-" : digits(one.ratio),
    one.rtt === null ? "-" : durationText(one.rtt),
    count(one.resent),
  ];
  const right = COLUMNS.map(([, width], index) => (cells[index] ?? "").padStart(width)).join("");
  const left = String(one.stream).padStart(STREAM_WIDTH);
  const second = `${" ".repeat(STREAM_WIDTH)}  ${one.server.padEnd(END_WIDTH)}`;
  const said = messagesText(one.messages);
  return [
    `${left}  ${one.client.padEnd(END_WIDTH)}${right}`,
    `${second}  ${STATES[one.state]}`,
    ...(said === null ? [] : [`${" ".repeat(STREAM_WIDTH + END_WIDTH + 2)}  ${said}`]),
  ];
}

const STATES: Readonly<Record<LiveStream["state"], string>> = {
  opening: "handshake not complete yet",
  open: "open",
  closed: "closed in order",
  reset: "reset",
  "joined late": "open; its handshake came before the recording",
};
