/** What a session says of itself, in sentences for the terminal. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FoundBeacon } from "../beacon/find.ts";
import { wrap } from "../render/terminal/wrap.ts";
import { count } from "../render/units.ts";
import type { SessionEvent, SessionResult, SessionSettings } from "./session.ts";

/** Of a terminal. */
const WIDTH = 80;

/** A line for each event; null for those that need none. */
export function eventText(event: SessionEvent, settings: SessionSettings): string | null {
  switch (event.kind) {
    case "recording":
      return `recording from ${event.interface} with ${event.engine}`;
    case "source": {
      const { name, width, height, notes } = event.source;
      return [`sharing ${name}, ${width}x${height}`, ...notes.map((note) => wrap(`  ${note}`, WIDTH))].join("\n");
    }
    case "waiting":
      return waitingText(event, settings);
    case "viewing":
      return event.viewer === null
        ? `connected to ${event.shareHost} port ${settings.port}`
        : `viewed by ${event.viewer}`;
    case "beacon":
      return event.taken
        ? `beacon sent to port ${settings.beaconPort}`
        : `nobody took the beacon on port ${settings.beaconPort}:\n  the sharer needs --student and --assignment, too`;
    case "closing":
      return "closing in order";
    case "progress":
      return null;
  }
}

function waitingText(
  { stage, size }: Extract<SessionEvent, { kind: "waiting" }>,
  { port, join, viewerHost }: SessionSettings,
): string {
  if (join !== null) return `waiting for the sharer at ${stage.shareHost} port ${port}; Ctrl-C ends it`;
  const pixels = size === null ? "" : ` --size ${size.width}x${size.height}`;
  const onPort = port === 9000 ? "" : ` --port ${port}`;
  return [
    `waiting for a viewer at ${viewerHost ?? "another machine"}; Ctrl-C ends it. There:`,
    `  sharelab session --join ${stage.shareHost}${onPort}${pixels} -w viewer.pcapng`,
    `or, without a recording: sharelab view ${stage.shareHost}${onPort}${pixels}`,
  ].join("\n");
}

/** "4 of 10 s, 118 frames, 2,310 packets". */
export function progressText(event: Extract<SessionEvent, { kind: "progress" }>, seconds: number | null): string {
  const { packets, frames, dropped } = event;
  const time = `${event.seconds.toFixed(0)}${seconds === null ? "" : ` of ${seconds}`} s`;
  const lost = dropped === null || dropped === 0 ? "" : `, ${count(dropped)} dropped`;
  return `${time}, ${count(frames)} frames, ${count(packets)} packets${lost}`;
}

/** How it went. */
export function resultText({ capture, frames, closed, notes }: SessionResult): string {
  const lost = capture.dropped === null ? ", dropped packets not known" : `, ${count(capture.dropped)} dropped`;
  const end = closed ? "the close is in the recording" : "the close of the share was not seen in the recording";
  const lines = [`${count(frames)} frames, ${count(capture.packets)} packets${lost}; ${end}`];
  return [...lines, ...notes.map((note) => wrap(`  ${note}`, WIDTH))].join("\n");
}

export function beaconText({ packet, beacon }: FoundBeacon): string {
  if (beacon.broken) return `the beacon in packet ${packet} is broken. ${beacon.reason}`;
  const signed = beacon.signed ? "signed" : "not signed: it proves nothing";
  return `beacon of ${beacon.student} for ${beacon.assignment} in packet ${packet}, ${signed}`;
}

/** Where everything is, and what to do next. */
export function whereText({ file, port }: SessionSettings, html: string | null): string {
  const analyze = `sharelab analyze ${shell(file)}${port === 9000 ? "" : ` --port ${port}`}`;
  const rows = [
    ["the recording", file],
    ...(html === null ? [] : [["the lab report", html]]),
    ["packet by packet", `wireshark ${shell(file)}`],
    ["the report again", analyze],
    ...(html === null ? [["as a page with plots", `${analyze} --html report.html`]] : []),
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", what = ""]) => `  ${name.padEnd(width)}  ${what}`).join("\n");
}

/** The capture that comes with the sources, as it is to be typed; null where it did not come along. */
export function bundledCapture(): string | null {
  const path = fileURLToPath(new URL("../../../fixtures/captures/clean-sharer.pcap", import.meta.url));
  if (!existsSync(path)) return null;
  const near = relative(process.cwd(), path);
  return shell(near.startsWith("..") ? path : near);
}

function shell(path: string): string {
  return /^[\w./:\\@%+=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
