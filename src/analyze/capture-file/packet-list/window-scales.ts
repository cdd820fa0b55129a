/** Window scaling (RFC 7323 section 2) in a packet list, from the list's own SYNs. */
import { SYN } from "../../packet/segment.ts";
import type { ListConventions } from "../types.ts";
import type { ListWarnings } from "./list-warnings.ts";
import type { TcpRow } from "./row.ts";

/** The largest window that fits the header. */
export const MAX_HEADER_WINDOW = 65_535;
/** Smallest multiplier in use: 2 is one that no default buffer size leads to, and 1 changes nothing. */
export const SMALLEST_MULTIPLIER = 4;

/** More senders than any list of a lab has; above, a sender's scale counts as unknown, so that memory stays bounded. */
const MAX_SENDERS = 65_536;

/** A shift count; "none": the connection doesn't scale; "unknown": the sender's SYN isn't in the list. */
export type ScaleShift = number | "none" | "unknown";

/** What the SYNs say, a connection's two senders apart. */
export class WindowScales {
  /** Shift count that each sender's last SYN offered; -1: offered none. */
  readonly #offered = new Map<string, number>();

  /** Takes note of a SYN; other segments are passed over. */
  see(row: TcpRow): void {
    if ((row.numbers.flags & SYN) === 0) return;
    const key = sender(row, false);
    if (this.#offered.size < MAX_SENDERS || this.#offered.has(key)) this.#offered.set(key, row.numbers.windowShift);
  }

  /**
   * How far the windows of this segment's sender are shifted. Where only the sender's own SYN is in the list, its offer
   * counts: so does Wireshark.
   */
  shiftOf(row: TcpRow): ScaleShift {
    const own = this.#offered.get(sender(row, false));
    const other = this.#offered.get(sender(row, true));
    if (own === -1 || other === -1) return "none";
    // A larger shift count than 14 is to be taken as 14 (RFC 7323 section 2.3).
    return own === undefined ? "unknown" : Math.min(own, 14);
  }
}

function sender(row: TcpRow, reverse: boolean): string {
  const { source, destination, numbers } = row;
  const from = `${source.words.join(".")}/${numbers.sourcePort}`;
  const to = `${destination.words.join(".")}/${numbers.destinationPort}`;
  return reverse ? `${to}>${from}` : `${from}>${to}`;
}

/** Shown windows back to the header's 16 bits. */
export class HeaderWindows {
  readonly #convention: ListConventions["windows"];
  readonly #warnings: ListWarnings;
  readonly #scales = new WindowScales();

  constructor(convention: ListConventions["windows"], warnings: ListWarnings) {
    this.#convention = convention;
    this.#warnings = warnings;
  }

  /** The window for {@link Segment.window}; what is shown, with a warning, where that can't be the header's. */
  of(row: TcpRow, packet: number): number {
    this.#scales.see(row);
    const { window, flags } = row.numbers;
    if (row.headerWindow || window === 0 || (flags & SYN) !== 0) return window;
    const shift = this.#convention === "scaled" ? this.#scales.shiftOf(row) : "none";
    if (typeof shift === "number") {
      const header = window / 2 ** shift;
      if (Number.isInteger(header) && header <= MAX_HEADER_WINDOW) return header;
    }
    // Without the sender's SYN Wireshark shows the header's window, unless the SYN was in the capture and isn't in the list.
    const maybeHeader = shift === "unknown" && window % SMALLEST_MULTIPLIER !== 0;
    if (window > MAX_HEADER_WINDOW || !(shift === "none" || maybeHeader)) this.#warn(window, packet);
    return window;
  }

  #warn(window: number, packet: number): void {
    this.#warnings.once(
      "list-window-scale-unknown",
      `Packet ${packet} shows Win=${window}, and the list doesn't show by how much its sender's windows are ` +
        `multiplied (the SYN isn't there, or doesn't fit). Windows of such packets are taken as shown. Export the ` +
        `connection from its handshake on.`,
      packet,
    );
  }
}
