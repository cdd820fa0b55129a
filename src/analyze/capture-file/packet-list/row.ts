/** One packet as its line of the list tells it. */
import type { IpAddress } from "./address.ts";
import { parseIp } from "./address.ts";
import type { ListTime } from "./list-time.ts";
import { parseTime } from "./list-time.ts";
import { detachedName } from "./quote.ts";
import type { TcpNumbers } from "./tcp-info.ts";
import { parseTcpInfo } from "./tcp-info.ts";

/** A TCP segment of the list. */
export interface TcpRow {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly numbers: TcpNumbers;
  /** `numbers.window` is the header's 16 bits whatever the list does, because the column says so. */
  readonly headerWindow: boolean;
  /** -1: not in the list. */
  readonly ipId: number;
  readonly ttl: number;
  readonly checksum: number;
}

/** Why a line that may be of a TCP segment gives none; each is worth one warning with a remedy. */
export type Remark = "host-name" | "port-name" | "no-address" | "no-numbers" | "damaged";

export interface PacketRow {
  /** The No. column, or null where there is none. */
  readonly number: number | null;
  /** Null: no Time column, or no time in it. */
  readonly time: ListTime | null;
  /** The cell of the Time column where it holds something that is no time. */
  readonly badTime: string | null;
  readonly tcp: TcpRow | null;
  /** Without `tcp`: the protocol, or the reason. */
  readonly name: string;
  readonly remark: Remark | null;
  /** Of a line without `tcp` whose protocol the Info column is about: between which hosts it went. */
  readonly hosts: readonly [IpAddress, IpAddress] | null;
}

/** The cells of Wireshark's default columns. */
export interface SummaryCells {
  readonly number: string;
  readonly time: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly info: string;
}

/** Packet numbers are 32 bits in Wireshark. */
export function parsePacketNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) > 0 && Number(text) <= 0xffff_ffff ? Number(text) : null;
}

/** What every row has, whatever its protocol. */
export function rowStart(number: string, time: string): Pick<PacketRow, "number" | "time" | "badTime"> {
  const parsed = parseTime(time.trim());
  return {
    number: parsePacketNumber(number.trim()),
    time: parsed,
    badTime: parsed === null && time.trim() !== "" ? detachedName(time) : null,
  };
}

/** A row that gives no segment. */
export function undecodedRow(
  start: Pick<PacketRow, "number" | "time" | "badTime">,
  name: string,
  remark: Remark | null = null,
  hosts: PacketRow["hosts"] = null,
): PacketRow {
  return { ...start, tcp: null, name: detachedName(name) || "unknown", remark, hosts };
}

/** Reads a line by its Info column. */
export function rowOfSummary(cells: SummaryCells): PacketRow {
  const start = rowStart(cells.number, cells.time);
  const numbers = parseTcpInfo(cells.info);
  const isTcp = cells.protocol.trim().toUpperCase() === "TCP";
  const source = parseIp(cells.source.trim());
  const destination = parseIp(cells.destination.trim());
  if (typeof numbers !== "string") {
    if (source === null || destination === null) return undecodedRow(start, "unresolved host name", "host-name");
    const tcp = { source, destination, numbers, headerWindow: false, ipId: -1, ttl: -1, checksum: -1 };
    return { ...start, tcp, name: "TCP", remark: null, hosts: null };
  }
  if (numbers === "port-name") return undecodedRow(start, "unresolved port name", "port-name");
  const hosts = source !== null && destination !== null ? ([source, destination] as const) : null;
  if (!isTcp) return undecodedRow(start, cells.protocol, null, hosts);
  return numbers === "damaged"
    ? undecodedRow(start, "unreadable line", "damaged")
    : undecodedRow(start, "TCP", "no-numbers");
}
