import { Segment } from "../../packet/segment.ts";
import type { CaptureSink } from "../types.ts";
import { decideConventions } from "./conventions.ts";
import type { ListSchema } from "./field-row.ts";
import { HiddenSegments } from "./hidden-segments.ts";
import { ListClock } from "./list-clock.ts";
import { ListWarnings } from "./list-warnings.ts";
import { quote } from "./quote.ts";
import type { PacketRow, TcpRow } from "./row.ts";
import { HeaderWindows } from "./window-scales.ts";

/** The list's beginning, from which its conventions are told: at most so many packets… */
const START_ROWS = 4096;
/** …and so many characters of the file, which bounds the memory it takes. */
const START_CHARACTERS = 4 * 1024 * 1024;
/** Protocols' names are for a table of counts; a list with more of them is damaged or made up. */
const MAX_NAMES = 256;

/** A list without a header says nothing beforehand. */
const OPEN_SCHEMA: ListSchema = { sequenceNumbers: null, windows: null, time: null, missing: [] };

interface NumberedRow {
  readonly row: PacketRow;
  readonly number: number;
}

interface Started {
  readonly clock: ListClock;
  readonly windows: HeaderWindows;
}

/**
 * Rows to calls of the sink: keeps the beginning of the list back until its conventions are known, then hands on row by
 * row. Numbers packets and turns windows back into the header's.
 */
export class ListEmitter {
  readonly warnings: ListWarnings;
  /** Packets given to the sink so far. */
  packets = 0;
  readonly #sink: CaptureSink;
  readonly #segment = new Segment();
  readonly #names = new Set<string>();
  readonly #hidden = new HiddenSegments();
  #schema = OPEN_SCHEMA;
  #held: NumberedRow[] = [];
  #heldCharacters = 0;
  #started: Started | null = null;
  /** Packet number of the last row; 0: none yet. */
  #number = 0;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
    this.warnings = new ListWarnings(sink);
  }

  /** What the header says; to be told before the first row. */
  set schema(schema: ListSchema) {
    this.#schema = schema;
  }

  /**
   * @param line where the row stands in the file, from 1
   * @param text what stands there
   */
  add(row: PacketRow, line: number, text: string): void {
    const number = row.number ?? this.#number + 1;
    const before = this.#number;
    this.#number = this.warnings.lastPacket = number;
    if (number <= before) {
      this.warnings.once(
        "list-numbers-not-increasing",
        `Packet ${number} stands behind packet ${before}: the list is sorted by another column, or put together from ` +
          `several. It is read in the order it stands in; for the order of the capture sort by No. and export again.`,
      );
    }
    if (row.badTime !== null) this.#unreadableTime(row.badTime);
    if (row.remark === "damaged") this.warnings.unreadable(line, text, "shows no whole TCP segment");
    else if (row.remark !== null) this.warnings.remark(row.remark);
    else if (this.#hidden.suspects(row)) this.warnings.hiddenSegment(row.name);

    if (this.#started !== null) {
      this.#emit(row, number, this.#started);
      return;
    }
    this.#held.push({ row, number });
    this.#heldCharacters += text.length;
    if (this.#held.length >= START_ROWS || this.#heldCharacters >= START_CHARACTERS) this.#start();
  }

  /** The list has ended: what is still held back goes out. */
  end(): void {
    if (this.#started === null) this.#start();
    this.warnings.end();
  }

  #start(): void {
    const rows = this.#held.map(({ row }) => row);
    const conventions = decideConventions(rows, this.#schema);
    this.#sink.interface({
      name: null,
      description: null,
      linkType: null,
      snaplen: null,
      timeDigits: rows.reduce((most, { time }) => Math.max(most, time?.digits ?? 0), 0),
      filter: null,
      os: null,
    });
    this.#sink.listConventions(conventions);
    if (conventions.time === "delta") {
      this.warnings.once(
        "list-time-delta",
        "The Time column counts from the packet before, so times are sums of it: packets that the list leaves out make " +
          "them too small. Set View > Time Display Format > Seconds Since First Captured Packet, and export again.",
        0,
      );
    }
    const held = this.#held;
    this.#held = [];
    const started = {
      clock: new ListClock(conventions.time),
      windows: new HeaderWindows(conventions.windows, this.warnings),
    };
    this.#started = started;
    for (const { row, number } of held) this.#emit(row, number, started);
  }

  #emit(row: PacketRow, number: number, { clock, windows }: Started): void {
    if (!clock.read(row.time)) this.#unreadableTime("", number);
    if (row.time?.form === "date" && !row.time.zoned) {
      this.warnings.once(
        "list-time-zone-unknown",
        "The Time column shows dates without a time zone; they are read as UTC. Times between packets are right " +
          "whatever the zone. View > Time Display Format > UTC Date and Time of Day exports UTC.",
        number,
      );
    }
    this.packets++;
    if (row.tcp === null) {
      this.#sink.undecoded(number, this.#name(row.name), clock.seconds, clock.nanoseconds);
      return;
    }
    this.#fill(row.tcp, number, windows.of(row.tcp, number));
    this.#sink.segment(this.#segment, clock.seconds, clock.nanoseconds);
  }

  #fill(tcp: TcpRow, number: number, window: number): void {
    const segment = this.#segment;
    const { numbers } = tcp;
    segment.packet = number;
    segment.ipVersion = tcp.source.version;
    segment.source.set(tcp.source.words);
    segment.destination.set(tcp.destination.words);
    segment.ipId = tcp.ipId;
    segment.ttl = tcp.ttl;
    segment.checksum = tcp.checksum;
    segment.sourcePort = numbers.sourcePort;
    segment.destinationPort = numbers.destinationPort;
    segment.seq = numbers.seq;
    segment.ack = numbers.ack;
    segment.flags = numbers.flags;
    segment.window = window;
    segment.urgentPointer = numbers.urgentPointer;
    segment.length = numbers.length;
    segment.optionsKnown = numbers.optionsKnown;
    segment.mss = numbers.mss;
    segment.windowShift = numbers.windowShift;
    segment.sackPermitted = numbers.sackPermitted;
    segment.tsVal = numbers.tsVal;
    segment.tsEcr = numbers.tsEcr;
    segment.sack.set(numbers.sack);
    segment.sackCount = numbers.sack.length / 2;
  }

  #unreadableTime(text: string, packet = this.#number): void {
    const what =
      text === "*REF*"
        ? "is a time reference (*REF*), from which the times that follow count"
        : text === ""
          ? "is of another form than in the lines before"
          : `can't be read: ${quote(text)}`;
    this.warnings.once(
      "list-time-unreadable",
      `The time of packet ${packet} ${what}. This packet, and others like it, are read without a time. Set View > ` +
        `Time Display Format to one of the formats in seconds, unset time references (Edit menu), and export again.`,
      packet,
    );
  }

  #name(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= MAX_NAMES) return "other protocols";
    this.#names.add(name);
    return name;
  }
}
