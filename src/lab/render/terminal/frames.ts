import type { FrameReport, FramesReport, StreamReport } from "../../../analyze/facts/report.ts";
import { harmless } from "../escape.ts";
import { frameWords, shapeText } from "../frames/words.ts";
import { count, digits } from "../units.ts";
import { paint, table, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Frames shown from the front and from the end. */
const FIRST = 6;
const LAST = 2;

/** What a frame's compression did. */
const COMPRESSION = [
  { title: "raw bytes", align: "right", width: 13 },
  { title: "ratio", align: "right", width: 9 },
] as const;
/** How its picture is laid out, in their place. */
const LAYOUT = [{ title: "height x width x 3", width: 23 }] as const;

/** @param all every frame, and not only the first and last ones */
export function framesText({ frames, unknown, notes }: StreamReport, style: TerminalStyle, all = false): string {
  const title = paint(style, "bold", "Frames:");
  const noted = notes.slice(0, 5).map((note) => wrap(`  ${note.message} (packet ${note.packet})`, style.width, "    "));
  if (frames === null) {
    return [wrap(`${title} none, ${unknown["frames"] ?? "unknown why"}.`, style.width), ...noted].join("\n");
  }
  const { compressed } = frameWords(frames.format);
  const columns = [
    { title: "frame", align: "right", width: 7 },
    { title: "bytes", align: "right", width: 12 },
    ...(compressed ? COMPRESSION : LAYOUT),
    { title: "packets", width: 17 },
    { title: "segments", align: "right", width: 11 },
  ] as const;
  const shown =
    all || frames.list.length <= FIRST + LAST
      ? frames.list
      : [...frames.list.slice(0, FIRST), ...frames.list.slice(-LAST)];
  const rows = shown.map((frame) => frameRow(frame, compressed));
  if (shown.length < frames.list.length) {
    const more = `${count(frames.list.length - shown.length)} more`;
    rows.splice(
      FIRST,
      0,
      columns.map(({ title: column }) => ({ frame: "...", packets: more })[column as string] ?? ""),
    );
  }
  const problems = shown
    .filter((frame) => frame.problem !== null)
    .map((frame) => wrap(`  frame ${frame.index}: ${harmless(frame.problem ?? "")}`, style.width, "    "));
  return [wrap(`${title} ${summary(frames)}`, style.width), table(style, columns, rows), ...problems, ...noted].join(
    "\n",
  );
}

function summary(frames: FramesReport): string {
  const parts = [`${count(frames.count)} whole ${frames.format} frames from the ${frames.from}`];
  if (frames.incomplete > 0) parts.push(`${count(frames.incomplete)} incomplete`);
  if (frames.lost_bytes > 0) parts.push(`${count(frames.lost_bytes)} bytes lost`);
  if (frames.fps !== null) parts.push(`${digits(frames.fps)} frames/s`);
  const { ratio, picture } = frames;
  if (!frameWords(frames.format).compressed) {
    parts.push("not compressed");
    if (frames.size_field !== null) parts.push(`size field ${frames.size_field}`);
  } else if (ratio.median !== null && ratio.min !== null && ratio.max !== null) {
    parts.push(`ratio ${digits(ratio.median)} (${digits(ratio.min)} to ${digits(ratio.max)})`);
  }
  if (picture !== null) {
    const size = picture.sizes.length > 0 ? picture.sizes.join(" or ") : "of no common size";
    if (!picture.given && !picture.exact) parts.push(`pictures ${size}`);
    else if (picture.mismatches === 0) parts.push(`all pictures ${size}`);
    else parts.push(`${count(picture.mismatches)} frames are not ${size}`);
  }
  return `${parts.join(", ")}.`;
}

function frameRow(frame: FrameReport, compressed: boolean): string[] {
  const number = (value: number | null): string => (value === null ? "unknown" : count(value));
  return [
    `${frame.index}${frame.intact === false ? " !" : ""}`,
    number(frame.compressed_bytes),
    ...(compressed
      ? [number(frame.raw_bytes), frame.ratio === null ? "unknown" : digits(frame.ratio)]
      : [shapeText(frame) ?? "unknown"]),
    `${frame.first_packet} - ${frame.complete_packet}`,
    count(frame.segments),
  ];
}
