/** What each pcapng block says to the sink; the walk from block to block is in pcapng.ts. */
import { CorruptCaptureError } from "../errors.ts";
import { DAMAGE_REMEDY } from "./limits.ts";
import { PcapngInterface, readInterfaceBlock } from "./pcapng-interface.ts";
import { eachOption, OPT_COMMENT, optionText } from "./pcapng-options.ts";
import type { Reading } from "./reading.ts";

const EPB_DROPCOUNT = 4;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;
/** Packet Block: the writer doesn't know how many packets it dropped. */
const DROPS_UNKNOWN = 0xffff;

/** One section: its byte order and its interfaces, which are numbered from 0 in each. */
export class PcapngSection {
  readonly little: boolean;
  readonly #reading: Reading;
  readonly #interfaces: PcapngInterface[] = [];

  constructor(reading: Reading, little: boolean) {
    this.#reading = reading;
    this.little = little;
  }

  /** Section Header Block (draft section 4.1), body data[start .. end). */
  header(data: Buffer, view: DataView, start: number, end: number, offset: number): void {
    const whole = eachOption(view, start + 16, end, this.little, (code, at, length) => {
      if (code === OPT_COMMENT) this.#reading.sink.comment({ packet: null, text: optionText(data, at, length) });
    });
    if (!whole) this.#badOptions(offset);
  }

  /** Interface Description Block (draft section 4.2). */
  interface(data: Buffer, view: DataView, start: number, end: number, offset: number): void {
    const reading = this.#reading;
    const block = readInterfaceBlock(data, view, start, end, this.little);
    const index = reading.interface(block.info, offset);
    this.#interfaces.push(new PcapngInterface(index, block.snaplen, block.clock));
    for (const text of block.comments) reading.sink.comment({ packet: null, text });
    if (!block.optionsWhole) this.#badOptions(offset);
    if (block.clock.finerThanNanoseconds) {
      reading.warnOnce(
        "time-rounded-down",
        "The file's times are finer than a nanosecond; they are rounded down to whole nanoseconds.",
        offset,
      );
    }
  }

  /** Enhanced Packet Block (draft section 4.3). */
  enhancedPacket(data: Buffer, view: DataView, start: number, end: number, offset: number): void {
    const from = this.#interfaces[view.getUint32(start, this.little)];
    if (from === undefined) throw this.#noInterface(view.getUint32(start, this.little), offset);
    this.#timedPacket(data, view, start, end, offset, from);
  }

  /** Packet Block, obsolete (draft appendix A): as above with a 16-bit interface and a 16-bit count of drops before it. */
  packet(data: Buffer, view: DataView, start: number, end: number, offset: number): void {
    const from = this.#interfaces[view.getUint16(start, this.little)];
    if (from === undefined) throw this.#noInterface(view.getUint16(start, this.little), offset);
    this.#timedPacket(data, view, start, end, offset, from);
    const drops = view.getUint16(start + 2, this.little);
    if (drops !== 0 && drops !== DROPS_UNKNOWN) this.#dropped(from, from.dropsBeforePacket(drops));
  }

  #timedPacket(data: Buffer, view: DataView, start: number, end: number, offset: number, from: PcapngInterface): void {
    const little = this.little;
    const captured = view.getUint32(start + 12, little);
    const original = view.getUint32(start + 16, little);
    const body = start + 20;
    if (captured > end - body) {
      throw this.#corrupt(
        `Packet ${this.#reading.packets + 1} says that ${captured} bytes of it were captured, but its block at byte ` +
          `${offset} has room for ${end - body}`,
        offset,
      );
    }
    const clock = from.clock;
    clock.set(view.getUint32(start + 4, little), view.getUint32(start + 8, little));
    if (captured > original) this.#capturedAboveOriginal(captured, original, offset);
    const reading = this.#reading;
    reading.sink.packet(
      ++reading.packets,
      data,
      body,
      captured,
      original,
      clock.seconds,
      clock.nanoseconds,
      from.index,
    );
    const options = body + ((captured + 3) & ~3);
    if (options < end) this.#packetOptions(data, view, options, end, offset, from);
  }

  /** Simple Packet Block (draft section 4.4): of interface 0, without a time, cut at that interface's snaplen. */
  simplePacket(data: Buffer, view: DataView, start: number, end: number, offset: number): void {
    const from = this.#interfaces[0];
    if (from === undefined) throw this.#noInterface(0, offset);
    const original = view.getUint32(start, this.little);
    const snaplen = from.snaplen === 0 ? original : from.snaplen;
    const captured = Math.min(original, snaplen, end - start - 4);
    const reading = this.#reading;
    reading.sink.packet(++reading.packets, data, start + 4, captured, original, Number.NaN, 0, from.index);
  }

  /** Interface Statistics Block (draft section 4.6). */
  statistics(view: DataView, start: number, end: number, offset: number): void {
    const from = this.#interfaces[view.getUint32(start, this.little)];
    if (from === undefined) {
      this.#reading.warnOnce(
        "statistics-without-interface",
        `The statistics at byte ${offset} are of an interface that the file never describes; they are left out.`,
        offset,
      );
      return;
    }
    const drops: number[] = [];
    const whole = eachOption(view, start + 12, end, this.little, (code, at, length) => {
      if ((code === ISB_IFDROP || code === ISB_OSDROP) && length === 8)
        drops.push(Number(view.getBigUint64(at, this.little)));
    });
    if (!whole) this.#badOptions(offset);
    // None is news, too: without a count the report can't say so.
    if (drops.length === 0) return;
    const total = drops.reduce((sum, count) => sum + count, 0);
    this.#reading.sink.dropped(from.index, from.dropsSinceStart(total));
  }

  #packetOptions(
    data: Buffer,
    view: DataView,
    start: number,
    end: number,
    offset: number,
    from: PcapngInterface,
  ): void {
    const reading = this.#reading;
    const whole = eachOption(view, start, end, this.little, (code, at, length) => {
      if (code === OPT_COMMENT) {
        reading.sink.comment({ packet: reading.packets, text: optionText(data, at, length) });
      } else if (code === EPB_DROPCOUNT && length === 8) {
        this.#dropped(from, from.dropsBeforePacket(Number(view.getBigUint64(at, this.little))));
      }
    });
    if (!whole) this.#badOptions(offset);
  }

  #dropped(from: PcapngInterface, count: number): void {
    if (count > 0) this.#reading.sink.dropped(from.index, count);
  }

  #capturedAboveOriginal(captured: number, original: number, offset: number): void {
    const number = this.#reading.packets + 1;
    this.#reading.warnOnce(
      "captured-above-original",
      `Packet ${number} says that ${captured} bytes of it were captured but that it had only ${original} on the wire. ` +
        `The captured bytes are used; later packets like it are not named.`,
      offset,
    );
  }

  #badOptions(offset: number): void {
    this.#reading.warnOnce(
      "bad-options",
      `An option in the block at byte ${offset} says it is longer than its block. It and the options behind it are ` +
        `left out; the packets are not affected, and later blocks like it are not named.`,
      offset,
    );
  }

  #noInterface(id: number, offset: number): CorruptCaptureError {
    const packet = this.#reading.packets + 1;
    return this.#corrupt(
      `Packet ${packet} at byte ${offset} is of interface ${id}, but its section has described ` +
        `${this.#interfaces.length} so far, counted from 0`,
      offset,
    );
  }

  #corrupt(what: string, offset: number): CorruptCaptureError {
    return new CorruptCaptureError(`${what}.`, DAMAGE_REMEDY, { offset, packet: this.#reading.packets + 1 });
  }
}
