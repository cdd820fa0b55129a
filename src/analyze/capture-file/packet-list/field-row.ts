/**
 * A row of separated values whose columns are fields of Wireshark's dissectors, as `tshark -T fields -E header=y` writes
 * them. Fields say exactly what they hold, so they are preferred to an Info column beside them.
 */
import { SYN, FIN, RST, PSH, ACK, URG, MAX_SACK_BLOCKS } from "../../packet/segment.ts";
import type { IpAddress } from "./address.ts";
import { parseIp } from "./address.ts";
import type { Columns, Role } from "./columns.ts";
import type { PacketRow } from "./row.ts";
import { rowOfSummary, rowStart, undecodedRow } from "./row.ts";
import type { TcpNumbers } from "./tcp-info.ts";

/** What the column titles alone settle. */
export interface ListSchema {
  readonly sequenceNumbers: "raw" | null;
  readonly windows: "scaled" | "unscaled" | null;
  readonly time: "relative" | "epoch" | "delta" | null;
  /** Field columns of TCP are there, but these are missing to make a segment of them. */
  readonly missing: readonly string[];
}

const FLAG_FIELDS: readonly (readonly [Role, number])[] = [
  ["tcp.flags.fin", FIN],
  ["tcp.flags.syn", SYN],
  ["tcp.flags.reset", RST],
  ["tcp.flags.push", PSH],
  ["tcp.flags.ack", ACK],
  ["tcp.flags.urg", URG],
];

const TIME_ROLES: readonly Role[] = ["frame.time_epoch", "time", "frame.time_relative", "frame.time_delta"];

/** Without these a segment would be guesswork. */
const NEEDED: readonly (readonly [string, readonly Role[]])[] = [
  ["ip.src", ["ip.src", "ipv6.src", "source"]],
  ["ip.dst", ["ip.dst", "ipv6.dst", "destination"]],
  ["tcp.srcport", ["tcp.srcport"]],
  ["tcp.dstport", ["tcp.dstport"]],
  ["tcp.seq_raw", ["tcp.seq_raw", "tcp.seq"]],
  ["tcp.ack_raw", ["tcp.ack_raw", "tcp.ack"]],
  ["tcp.len", ["tcp.len"]],
  ["tcp.flags", ["tcp.flags", "tcp.flags.syn"]],
  ["tcp.window_size_value", ["tcp.window_size_value", "tcp.window_size"]],
];

/** Reads rows below one header. */
export class RowReader {
  readonly schema: ListSchema;
  readonly #at = new Map<Role, number>();
  /** The columns hold all of {@link NEEDED}. */
  readonly #fields: boolean;
  readonly #raw: boolean;
  readonly #timeRole: Role;
  #cells: readonly string[] = [];

  constructor(columns: Columns) {
    for (const [i, role] of columns.entries()) if (role !== null) this.#at.set(role, i);
    const missing = NEEDED.filter(([, roles]) => !roles.some((role) => this.#at.has(role))).map(([name]) => name);
    // Raw sequence numbers beside relative acknowledgment numbers would be no pair.
    this.#raw = this.#at.has("tcp.seq_raw") && this.#at.has("tcp.ack_raw");
    const mixed = !this.#raw && !(this.#at.has("tcp.seq") && this.#at.has("tcp.ack"));
    if (mixed && missing.length === 0) missing.push(this.#at.has("tcp.seq_raw") ? "tcp.ack_raw" : "tcp.seq_raw");
    this.#fields = missing.length === 0;
    this.#timeRole = TIME_ROLES.find((role) => this.#at.has(role)) ?? "time";
    this.schema = {
      sequenceNumbers: this.#fields && this.#raw ? "raw" : null,
      windows: this.#windows(),
      time: timeOf(this.#timeRole),
      missing: this.#fields || this.#at.has("info") ? [] : missing,
    };
  }

  /** @param cells as many as there are columns */
  read(cells: readonly string[]): PacketRow {
    this.#cells = cells;
    if (this.#fields) {
      const start = rowStart(this.#cell("number"), this.#cell(this.#timeRole));
      if (this.#cell("tcp.srcport") === "") return undecodedRow(start, this.#protocol());
      return this.#tcpRow(start);
    }
    if (!this.#at.has("info")) {
      return undecodedRow(rowStart(this.#cell("number"), this.#cell(this.#timeRole)), this.#protocol());
    }
    return rowOfSummary({
      number: this.#cell("number"),
      time: this.#cell(this.#timeRole),
      source: this.#cell("source") || this.#cell("ip.src") || this.#cell("ipv6.src"),
      destination: this.#cell("destination") || this.#cell("ip.dst") || this.#cell("ipv6.dst"),
      protocol: this.#protocol(),
      info: this.#cell("info"),
    });
  }

  #tcpRow(start: Pick<PacketRow, "number" | "time" | "badTime">): PacketRow {
    const sources = this.#address("ip.src", "ipv6.src", "source");
    const destinations = this.#address("ip.dst", "ipv6.dst", "destination");
    // Two addresses in one cell: a tunnel, or an ICMP error that quotes the segment it is about.
    if (sources === "several" || destinations === "several") return undecodedRow(start, "several IP headers");
    if (sources === "none" || destinations === "none") return undecodedRow(start, "no IP address", "no-address");
    if (sources === null || destinations === null) return undecodedRow(start, "unresolved host name", "host-name");
    const numbers = this.#numbers();
    if (numbers === null) return undecodedRow(start, "unreadable line", "damaged");
    const tcp = {
      source: sources,
      destination: destinations,
      numbers,
      headerWindow: this.#at.has("tcp.window_size_value") || this.#scaleFactor() !== null,
      ipId: this.#number("ip.id", 0xffff) ?? -1,
      ttl: this.#number("ip.ttl", 255) ?? this.#number("ipv6.hlim", 255) ?? -1,
      checksum: this.#number("tcp.checksum", 0xffff) ?? -1,
    };
    return { ...start, tcp, name: "TCP", remark: null, hosts: null };
  }

  #numbers(): TcpNumbers | null {
    const sourcePort = this.#number("tcp.srcport", 65_535);
    const destinationPort = this.#number("tcp.dstport", 65_535);
    const seq = this.#number(this.#raw ? "tcp.seq_raw" : "tcp.seq");
    const ack = this.#number(this.#raw ? "tcp.ack_raw" : "tcp.ack");
    const length = this.#number("tcp.len", 0xff_ffff);
    const flags = this.#flags();
    const window = this.#window();
    if (sourcePort === null || destinationPort === null || seq === null || length === null) return null;
    if (flags === null || window === null || (ack === null && (flags & ACK) !== 0)) return null;
    return {
      sourcePort,
      destinationPort,
      flags,
      seq,
      ack: ack ?? 0,
      window,
      length,
      urgentPointer: (flags & URG) !== 0 ? (this.#number("tcp.urgent_pointer", 65_535) ?? 0) : 0,
      mss: this.#number("tcp.options.mss_val", 65_535) ?? -1,
      windowShift: this.#number("tcp.options.wscale.shift", 255) ?? this.#shiftOfMultiplier(),
      sackPermitted: !/^(?:|0|False)$/.test(this.#cell("tcp.options.sack_perm")),
      tsVal: this.#number("tcp.options.timestamp.tsval") ?? -1,
      tsEcr: this.#number("tcp.options.timestamp.tsecr") ?? -1,
      sack: this.#sack(ack ?? 0),
      optionsKnown: this.#at.has("tcp.options.mss_val") || this.#at.has("tcp.options.sack_perm") || this.#hasScale(),
    };
  }

  /**
   * Wireshark's own sack_le and sack_re follow the relative numbering even beside raw acknowledgment numbers; the
   * distance between tcp.ack and tcp.ack_raw brings them back to the wire's. Without tcp.ack they are left out.
   */
  #sack(ack: number): number[] {
    const left = list(this.#cell("tcp.options.sack_le"));
    const right = list(this.#cell("tcp.options.sack_re"));
    if (left === null || right === null || left.length !== right.length) return [];
    const shown = this.#number("tcp.ack");
    if (this.#raw && shown === null) return [];
    const base = this.#raw ? ack - shown! : 0;
    const wire = (edge: number): number => (edge + base) >>> 0;
    return left.slice(0, MAX_SACK_BLOCKS).flatMap((edge, i) => [wire(edge), wire(right[i]!)]);
  }

  #hasScale(): boolean {
    return this.#at.has("tcp.options.wscale.shift") || this.#at.has("tcp.options.wscale.multiplier");
  }

  #shiftOfMultiplier(): number {
    const shift = Math.log2(this.#number("tcp.options.wscale.multiplier", 16_384) ?? 0);
    return Number.isInteger(shift) ? shift : -1;
  }

  #flags(): number | null {
    // The byte of the header; the bits above it are the data offset's neighbours.
    if (this.#at.has("tcp.flags")) {
      const flags = this.#number("tcp.flags", 0xffff);
      return flags === null ? null : flags & 0xff;
    }
    let flags = 0;
    for (const [role, bit] of FLAG_FIELDS) if (/^(?:1|True|Set)$/i.test(this.#cell(role))) flags |= bit;
    return flags;
  }

  #window(): number | null {
    if (this.#at.has("tcp.window_size_value")) return this.#number("tcp.window_size_value", 65_535);
    const scaled = this.#number("tcp.window_size", 65_535 * 2 ** 14);
    return scaled === null ? null : Math.floor(scaled / (this.#scaleFactor() ?? 1));
  }

  /** What this row's window has been multiplied by; null: the list doesn't say. -1 and -2: by nothing. */
  #scaleFactor(): number | null {
    if (!this.#at.has("tcp.window_size_scalefactor")) return null;
    const factor = Number(this.#cell("tcp.window_size_scalefactor"));
    return Number.isInteger(factor) && factor > 0 ? factor : 1;
  }

  #windows(): ListSchema["windows"] {
    if (!this.#fields) return null;
    if (this.#at.has("tcp.window_size_value")) return "unscaled";
    return this.#at.has("tcp.window_size_scalefactor") ? "scaled" : null;
  }

  #address(...roles: Role[]): IpAddress | "several" | "none" | null {
    const text = roles.map((role) => this.#cell(role)).find((cell) => cell !== "");
    if (text === undefined) return "none";
    return text.includes(",") ? "several" : parseIp(text);
  }

  /** The Protocol column, or the innermost protocol that isn't only bytes. */
  #protocol(): string {
    const chain = this.#cell("frame.protocols").split(":");
    const innermost = chain.findLast((name) => name !== "data") ?? "";
    return this.#cell("protocol") || innermost.toUpperCase() || "other than TCP";
  }

  #cell(role: Role): string {
    const at = this.#at.get(role);
    return at === undefined ? "" : (this.#cells[at] ?? "").trim();
  }

  #number(role: Role, limit = 0xffff_ffff): number | null {
    return integer(this.#cell(role), limit);
  }
}

function timeOf(role: Role): ListSchema["time"] {
  if (role === "frame.time_epoch") return "epoch";
  if (role === "frame.time_relative") return "relative";
  return role === "frame.time_delta" ? "delta" : null;
}

/** Decimal, or hexadecimal with 0x. */
function integer(text: string, limit: number): number | null {
  if (!/^(?:\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text)) return null;
  const value = Number(text);
  return value <= limit ? value : null;
}

/** Values that tshark put into one cell with its aggregator, a comma. */
function list(cell: string): number[] | null {
  if (cell === "") return [];
  const values = cell.split(",").map((part) => integer(part.trim(), 0xffff_ffff));
  return values.includes(null) ? null : values.filter((value) => value !== null);
}
