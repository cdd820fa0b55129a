/** What a recording says of itself, while it is made and at its end. */
import type { Capture, CaptureProgress, CaptureSummary } from "../../analyze/capture/capture.ts";
import type { CaptureInterface } from "../../analyze/capture/interfaces.ts";
import { harmless } from "../render/escape.ts";
import { table, type TerminalStyle } from "../render/terminal/style.ts";
import { count, counted, durationText, valueText } from "../render/units.ts";

/** Bits per second are taken over this long, s. */
const RATE_OVER = 2;

/** One line, from the difference to earlier looks. */
export class StatusLine {
  readonly #name: string;
  readonly #capture: Capture;
  #looks: { readonly seconds: number; readonly bytes: number }[] = [];

  constructor(name: string, capture: Capture) {
    this.#name = name;
    this.#capture = capture;
  }

  /** @param frames null: not counted */
  text(frames: number | null): string {
    const now = this.#capture.progress();
    this.#looks.push({ seconds: now.seconds, bytes: now.bytes });
    while (this.#looks.length > 2 && now.seconds - this.#looks[0]!.seconds > RATE_OVER) this.#looks.shift();
    const [before] = this.#looks;
    const elapsed = now.seconds - (before?.seconds ?? 0);
    const bits = elapsed > 0 ? ((now.bytes - (before?.bytes ?? 0)) * 8) / elapsed : 0;
    const parts = [
      `${now.seconds.toFixed(0)} s`,
      counted(now.packets, "packet"),
      valueText(bits, "bits/s"),
      ...(frames === null ? [] : [counted(frames, "frame")]),
      this.#drops(now),
    ];
    return `${harmless(this.#name)} (${this.#capture.engine.name}): ${parts.join(", ")}`;
  }

  #drops({ dropped }: CaptureProgress): string {
    if (dropped !== null) return `${count(dropped)} dropped`;
    return { always: "drops: soon", "at the end": "drops: at the end", never: "drops: unknown" }[
      this.#capture.engine.countsDrops
    ];
  }
}

export function captureSummary(summary: CaptureSummary, file: string | null): string {
  const { packets, bytes, cut, dropped, stored, seconds, engine } = summary;
  const lost =
    dropped === null
      ? `how many were dropped is not known to ${engine}`
      : `${count(dropped)} dropped${dropped > 0 ? " by this machine: try a longer --buffer, or a narrower filter" : ""}`;
  const shorter = cut > 0 ? `, ${count(cut)} cut` : "";
  const lines = [
    `${counted(packets, "packet")}, ${count(bytes)} bytes in ${durationText(seconds)} with ${engine}; ${lost}${shorter}`,
  ];
  if (file !== null) lines.push(`  ${file}: ${count(stored)} bytes`);
  return lines.join("\n");
}

export function interfaceTable(interfaces: readonly CaptureInterface[], style: TerminalStyle): string {
  const columns = [
    { title: "interface", width: 20 },
    { title: "state", width: 9 },
    { title: "addresses", width: 25 },
    { title: "engines", width: 21 },
  ] as const;
  const rows = interfaces.map((one) => [
    harmless(one.name + (one.description === null ? "" : ` (${one.description})`)),
    one.state ?? "unknown",
    one.addresses.map(harmless).join("\n"),
    one.engines.length === 0 ? "none" : one.engines.join(" "),
  ]);
  return table(style, columns, rows);
}
