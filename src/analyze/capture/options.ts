import { freemem } from "node:os";
import type { Writable } from "node:stream";
import { AnalyzeOptionError } from "../errors.ts";
import type { CaptureEngine, EngineName } from "./types.ts";

export interface CaptureOptions {
  readonly interface: string;
  /** The file's name (see `fileKind`), or a stream that gets pcapng and is left open. */
  readonly file: string | Writable;
  /** Replace a file that is there. */
  readonly force?: boolean;
  /** libpcap's filter language; "" records everything. Default: {@link DEFAULT_FILTER}. */
  readonly filter?: string;
  readonly engine?: EngineName | "auto";
  /** Ends after so many seconds, counted from when recording really began. */
  readonly duration?: number;
  /** Ends after so many packets. */
  readonly packets?: number;
  /** Stored in the file (pcapng only). */
  readonly comments?: readonly string[];
  /** Bytes kept of a packet, at most. */
  readonly snaplen?: number;
  /** Memory for packets that wait for the engine, MiB. */
  readonly bufferMegabytes?: number;
  /** Name and version of the program, for the file. */
  readonly application?: string;
  /** Told of records that have been stored, as they stand in the file before any compression; they are only lent. */
  readonly onRecords?: (records: Buffer) => void;
  /** Recording waits for what it returns, after each piece of the engine's output. */
  readonly pause?: () => Promise<void> | undefined;
}

export const DEFAULT_FILTER = "tcp port 9000";
/** libpcap's largest: no packet is cut. */
export const DEFAULT_SNAPLEN = 262_144;

const LEAST_BUFFER = 16;

/** As much as the machine can spare for an engine, MiB. */
export function usualBuffer({ share, largest }: CaptureEngine["buffer"], freeBytes: number = freemem()): number {
  return Math.round(Math.min(largest, Math.max(LEAST_BUFFER, (freeBytes / 2 ** 20) * share)));
}

/** @throws AnalyzeOptionError */
export function checkCaptureOptions(options: CaptureOptions): void {
  const { interface: name, duration, packets, snaplen, bufferMegabytes, filter = "" } = options;
  if (name === "" || name.startsWith("-") || name.includes("\0")) {
    throw new AnalyzeOptionError(
      `"${name}" is no name of an interface.`,
      "sharelab capture --list shows what there is.",
    );
  }
  if (filter.includes("\0")) throw new AnalyzeOptionError("The filter has a zero byte.", "Write it as text.");
  check(duration, "--duration", (value) => value > 0 && value <= 1e7, "a number of seconds above 0, such as 30");
  check(packets, "--packets", (value) => Number.isSafeInteger(value) && value > 0, "a whole number above 0");
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  check(snaplen, "--snaplen", (value) => whole(value, 64, DEFAULT_SNAPLEN), `from 64 to ${DEFAULT_SNAPLEN}`);
  check(bufferMegabytes, "--buffer", (value) => whole(value, 1, 2047), "from 1 to 2047 MiB");
}

function check(value: number | undefined, name: string, fits: (value: number) => boolean, what: string): void {
  if (value !== undefined && !fits(value)) throw new AnalyzeOptionError(`${name} ${value} can't be.`, `It is ${what}.`);
}
