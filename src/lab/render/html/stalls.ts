/** Times in which a receiver's window was closed, from the packet that closed it to the one that opened it. */
import type { Side } from "./context.ts";
import type { Rows } from "./rows.ts";

export interface Stall {
  readonly packet: number;
  readonly time: number;
  /** Packets by which the sender asked whether there is room again. */
  readonly probes: readonly number[];
  /** The packet with the first window above 0; null: none in the capture. */
  readonly opened: { readonly packet: number; readonly time: number; readonly window: number } | null;
}

const SYN_FIN_RST = 7;

export function stalls({ series }: Rows, receiver: Side): Stall[] {
  const { from, time, packet, windowRaw, window, flags, length, seq } = series.columns;
  const found: Stall[] = [];
  let closed: { packet: number; time: number; probes: number[] } | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < series.rows; row++) {
    const plain = (flags[row]! & SYN_FIN_RST) === 0;
    if (from[row] !== receiver) {
      // What is sent into a closed window with at most one byte is a probe.
      if (closed !== null && plain && length[row]! <= 1 && seq[row]! + length[row]! <= highest + 1)
        closed.probes.push(packet[row]!);
      highest = Math.max(highest, seq[row]! + length[row]!);
      continue;
    }
    if (!plain) continue;
    if (windowRaw[row] === 0) closed ??= { packet: packet[row]!, time: time[row]!, probes: [] };
    else if (closed !== null) {
      found.push({ ...closed, opened: { packet: packet[row]!, time: time[row]!, window: window[row]! } });
      closed = null;
    }
  }
  if (closed !== null) found.push({ ...closed, opened: null });
  return found;
}
