import type { StreamReport } from "../../../analyze/facts/report.ts";
import { frameWords, shapeText } from "../frames/words.ts";
import { count, digits } from "../units.ts";
import { prose, table } from "./escape.ts";

/** Frames shown; the others are in the JSON and in the CSV. */
const MAX_FRAMES = 20;

export function framesSection({ frames, notes }: StreamReport): string {
  const list = frames?.list ?? [];
  const known = (value: number | null): string => (value === null ? "unknown" : count(value));
  const compressed = frames === null || frameWords(frames.format).compressed;
  const rows = list
    .slice(0, MAX_FRAMES)
    .map((frame) => [
      String(frame.index),
      known(frame.compressed_bytes),
      known(frame.raw_bytes),
      compressed ? (frame.ratio === null ? "unknown" : digits(frame.ratio)) : (shapeText(frame, " x ") ?? "unknown"),
      `${frame.first_packet} - ${frame.complete_packet}`,
      count(frame.segments),
      frame.problem === null ? "" : prose(frame.problem),
    ]);
  const head = [
    "frame",
    "bytes",
    "raw bytes",
    compressed ? "ratio" : "height x width x 3",
    "packets",
    "segments",
    "problem",
  ];
  const more = list.length - rows.length;
  const parts = [
    rows.length === 0 ? "" : `\n${table(head, rows, [0, 1, 2, 3, 5])}\n`,
    more > 0 ? `\n${count(more)} more frames are in the JSON and the CSV.\n` : "",
    notes.length === 0
      ? ""
      : `\n${notes.map((note) => `- ${prose(note.message)} (packet ${note.packet})`).join("\n")}\n`,
  ];
  return parts.join("");
}
