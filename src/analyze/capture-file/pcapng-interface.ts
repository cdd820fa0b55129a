/** The Interface Description Block (draft-ietf-opsawg-pcapng section 4.2) and what has to be kept of an interface. */
import { PcapngClock } from "./pcapng-clock.ts";
import { eachOption, OPT_COMMENT, optionText } from "./pcapng-options.ts";
import type { InterfaceInfo } from "./types.ts";

const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_FILTER = 11;
const IF_OS = 12;
const IF_TSOFFSET = 14;
/** Microseconds, where the block doesn't say. */
const DEFAULT_TSRESOL = 6;
/** if_filter's first byte: what follows is a filter as libpcap's text, not as a program. */
const FILTER_IS_TEXT = 0;

/** An interface of the section being read. */
export class PcapngInterface {
  /** As the sink counts: over the whole file. */
  readonly index: number;
  /** 0: no limit. */
  readonly snaplen: number;
  readonly clock: PcapngClock;
  #dropsByStatistics = 0;
  #dropsByPackets = 0;
  #dropsTold = 0;

  constructor(index: number, snaplen: number, clock: PcapngClock) {
    this.index = index;
    this.snaplen = snaplen;
    this.clock = clock;
  }

  /** isb_ifdrop + isb_osdrop: drops since the capture began. @returns how many of them are news */
  dropsSinceStart(total: number): number {
    this.#dropsByStatistics = Math.max(this.#dropsByStatistics, total);
    return this.#news();
  }

  /** epb_dropcount: drops between this packet and the one before. @returns how many of them are news */
  dropsBeforePacket(count: number): number {
    this.#dropsByPackets += count;
    return this.#news();
  }

  /** A writer that fills in both counts means the same packets, so the larger of the two holds. */
  #news(): number {
    const total = Math.max(this.#dropsByStatistics, this.#dropsByPackets);
    const news = total - this.#dropsTold;
    this.#dropsTold = total;
    return news;
  }
}

export interface InterfaceBlock {
  readonly info: InterfaceInfo;
  readonly snaplen: number;
  readonly clock: PcapngClock;
  readonly comments: readonly string[];
  readonly optionsWhole: boolean;
}

/** Reads an Interface Description Block's body, data[start .. end), at least 8 bytes. */
export function readInterfaceBlock(
  data: Buffer,
  view: DataView,
  start: number,
  end: number,
  little: boolean,
): InterfaceBlock {
  const texts = new Map<number, string>();
  const comments: string[] = [];
  let resolution = DEFAULT_TSRESOL;
  let offset = 0;
  const optionsWhole = eachOption(view, start + 8, end, little, (code, at, length) => {
    if (code === OPT_COMMENT) comments.push(optionText(data, at, length));
    else if (code === IF_NAME || code === IF_DESCRIPTION || code === IF_OS)
      texts.set(code, optionText(data, at, length));
    else if (code === IF_FILTER && length > 1 && data[at] === FILTER_IS_TEXT)
      texts.set(code, optionText(data, at + 1, length - 1));
    else if (code === IF_TSRESOL && length === 1) resolution = view.getUint8(at);
    else if (code === IF_TSOFFSET && length === 8) offset = Number(view.getBigInt64(at, little));
  });
  const clock = new PcapngClock(resolution, offset);
  const snaplen = view.getUint32(start + 4, little);
  const info: InterfaceInfo = {
    name: texts.get(IF_NAME) ?? null,
    description: texts.get(IF_DESCRIPTION) ?? null,
    linkType: view.getUint16(start, little),
    snaplen: snaplen === 0 ? null : snaplen,
    timeDigits: clock.digits,
    filter: texts.get(IF_FILTER) ?? null,
    os: texts.get(IF_OS) ?? null,
  };
  return { info, snaplen, clock, comments, optionsWhole };
}
