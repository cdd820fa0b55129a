/** What only the end of the capture tells about a stream's packets. */
import type { Analysis, Analyzed } from "../analysis.ts";
import { windowScale } from "../facts/direction-report.ts";
import { chosenFrames } from "../facts/sides.ts";
import type { FrameRecord } from "../frames/types.ts";
import { SYN } from "../packet/segment.ts";
import { clientSide } from "../tcp/client-side.ts";
import type { Side } from "../tcp/opening.ts";

/** Sides are those of the conversation: 0 sent its first packet. */
export interface Ending {
  readonly client: Side;
  /** Sequence numbers are those of the wire. */
  readonly raw: boolean;
  /** Window multipliers by side; null: not known. */
  readonly scale: readonly [number | null, number | null];
  /** The side whose bytes are frames, and these; null: no frames. */
  readonly frames: { readonly side: Side; readonly list: readonly FrameRecord[] } | null;
}

export function endingOf(analyzed: Analyzed, analysis: Analysis, ports: ReadonlySet<number>): Ending {
  const { conversation, stream } = analyzed;
  const { conventions } = analysis;
  const client = clientSide(conversation, ports);
  const scaleOf = (side: Side): number | null => {
    const agreed = windowScale(stream.flows[side], stream.flows[side === 0 ? 1 : 0]);
    if (typeof agreed === "number") return agreed;
    return conventions?.windows === "scaled" ? 1 : null;
  };
  const chosen = chosenFrames(analyzed, ports);
  return {
    client,
    raw: conventions === null || conventions.sequenceNumbers === "raw",
    scale: [scaleOf(0), scaleOf(1)],
    frames: chosen?.decoder.recognised === true ? { side: chosen.side, list: chosen.decoder.frames } : null,
  };
}

/** A window in bytes; NaN where the scale is not known. */
export function windowOf(windowRaw: number, flags: number, side: Side, { scale }: Ending): number {
  const factor = (flags & SYN) !== 0 ? 1 : scale[side];
  return factor === null ? Number.NaN : windowRaw * factor;
}

/** Index of the frame that has the byte at `offset` of a side's data; -1: none has. */
export function frameAt(offset: number, side: Side, { frames }: Ending): number {
  if (frames?.side !== side || Number.isNaN(offset)) return -1;
  const { list } = frames;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  const frame = list[low - 1];
  if (frame === undefined) return -1;
  return offset < frame.offset + frame.headerBytes + (frame.compressedBytes ?? 0) ? low - 1 : -1;
}
