/** What a reader of a packet list has to say to its user. Each thing is said once; damaged lines up to ten times. */
import type { CaptureSink } from "../types.ts";
import { quote } from "./quote.ts";
import type { Remark } from "./row.ts";

const MOST_LINES = 10;

type OnceCode =
  | "list-host-names"
  | "list-port-names"
  | "list-line-without-numbers"
  | "list-line-other-protocol"
  | "list-numbers-not-increasing"
  | "list-time-unreadable"
  | "list-time-zone-unknown"
  | "list-time-delta"
  | "list-window-scale-unknown"
  | "list-columns-missing";

const SHOW_NUMBERS =
  "Analyze the capture file itself; or set Analyze > Decode As… > TCP port > Data for the connection's port (tshark: " +
  "-d tcp.port==9000,data), and export the list again.";

const REMARKS: Record<Exclude<Remark, "damaged">, readonly [OnceCode, string]> = {
  "host-name": [
    "list-host-names",
    "Source or Destination holds a name where an IP address is needed, so these packets can't be told apart by " +
      "connection and are left out. Turn off Edit > Preferences > Name Resolution > Resolve network (IP) addresses " +
      "(tshark: -n), and export the list again.",
  ],
  "port-name": [
    "list-port-names",
    "The Info column names a service where the port number is needed; packets with a name that isn't known are left " +
      "out. Turn off Edit > Preferences > Name Resolution > Resolve transport addresses (tshark: -n), and export the " +
      "list again.",
  ],
  "no-address": [
    "list-columns-missing",
    "Some TCP packets have no address in the list's columns, and are left out. Add the columns of the other version of " +
      "IP: -e ipv6.src -e ipv6.dst beside -e ip.src -e ip.dst.",
  ],
  "no-numbers": [
    "list-line-without-numbers",
    `The Info column of some TCP packets shows no sequence numbers, so these packets are left out. ${SHOW_NUMBERS}`,
  ],
};

export class ListWarnings {
  /** Packet number of the last row that was read; 0: none yet. */
  lastPacket = 0;
  readonly #sink: CaptureSink;
  readonly #told = new Set<OnceCode>();
  #unreadable = 0;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
  }

  once(code: OnceCode, message: string, packet = this.lastPacket): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#give(code, message, packet);
  }

  remark(remark: Exclude<Remark, "damaged">): void {
    const [code, message] = REMARKS[remark];
    this.once(code, message);
  }

  /** The line of the last row is under the name of a protocol that may be hiding a segment. */
  hiddenSegment(protocol: string): void {
    this.once(
      "list-line-other-protocol",
      `Packet ${this.lastPacket} is shown as ${quote(protocol)}, between hosts that have a TCP connection. If it is a ` +
        `part of that, its numbers aren't in the list, and it will look as if the capture had missed it; others like ` +
        `it too. ${SHOW_NUMBERS}`,
    );
  }

  /** A line that should hold a packet and can't be read as one. */
  unreadable(line: number, text: string, why = "is no packet's"): void {
    this.#unreadable++;
    if (this.#unreadable > MOST_LINES) return;
    this.#give("list-line-unreadable", `Line ${line} ${why} and was left out: ${quote(text)}.`);
  }

  cut(line: number, text: string, packets: number): void {
    const message =
      `The list ends in the middle of line ${line}, which could not be used: ${quote(text)}. Everything before has ` +
      `been read (${packets} packets).`;
    this.#give("truncated-file", message);
  }

  end(): void {
    const more = this.#unreadable - MOST_LINES;
    if (more <= 0) return;
    this.#give("list-line-unreadable", `${more} more line${more === 1 ? "" : "s"} could not be read.`);
  }

  #give(code: string, message: string, packet = this.lastPacket): void {
    this.#sink.warning({ code, message, ...(packet > 0 ? { packet } : {}) });
  }
}
