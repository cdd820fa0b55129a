import { AnalyzeOptionError } from "./errors.ts";
import { DEFAULT_FORMAT, formatByName, STREAM_FORMATS, usualFormats, usualPorts } from "./formats/registry.ts";
import type { PortChoice, PortChoices } from "./formats/types.ts";

export interface AnalyzeOptions {
  /**
   * TCP ports to analyze, each with the format spoken there. Default: 9000, zlib-rgb; and the usual ports of the other
   * formats, for streams in which one of these is recognised.
   */
  readonly ports?: readonly PortFormat[];
  /** Analyze streams on any other port, too, if their first bytes are those of a known format (default: false). */
  readonly detect?: boolean;
  /** Report this tcp.stream only, whatever its port. */
  readonly stream?: number;
  /** Picture size to check the frames' raw size against. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Inflate frames for their raw size, ratio and integrity (default: true). */
  readonly inflate?: boolean;
  /** Largest frame that is believed, compressed and inflated, bytes (default: 128 MiB). */
  readonly maxFrameBytes?: number;
  /** Called as reading goes on; the total is null for a pipe. */
  readonly onProgress?: (bytesRead: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
}

export interface PortFormat {
  readonly port: number;
  /** Name of a format, such as "zlib-rgb"; left out: a usual one of the port, else zlib-rgb. */
  readonly format?: string;
}

/** Enough for a frame of 7680 x 4320, not compressed. */
export const DEFAULT_MAX_FRAME_BYTES = 128 * 2 ** 20;

/** @throws AnalyzeOptionError for what is no number of bytes */
export function frameLimit(maxFrameBytes: number = DEFAULT_MAX_FRAME_BYTES): number {
  if (Number.isSafeInteger(maxFrameBytes) && maxFrameBytes >= 0) return maxFrameBytes;
  throw new AnalyzeOptionError(
    `${maxFrameBytes} is no number of bytes.`,
    `Give the largest frame as a whole number of bytes, such as ${DEFAULT_MAX_FRAME_BYTES}.`,
  );
}

/** @throws AnalyzeOptionError for a port out of range or an unknown format */
export function portFormats(ports: readonly PortFormat[] | undefined): PortChoices {
  if (ports === undefined || ports.length === 0) return usualPorts();
  const chosen = new Map<number, PortChoice>();
  for (const { port, format } of ports) {
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new AnalyzeOptionError(`${port} is not a TCP port.`, "Give a port from 1 to 65535, such as --port 9000.");
    }
    chosen.set(port, { formats: format === undefined ? unnamedFormats(port) : [namedFormat(format)], always: true });
  }
  return chosen;
}

function unnamedFormats(port: number): PortChoice["formats"] {
  const usual = usualFormats(port);
  return usual.length > 0 ? usual : [DEFAULT_FORMAT];
}

function namedFormat(name: string): PortChoice["formats"][number] {
  const known = formatByName(name);
  if (known !== undefined) return known;
  const names = STREAM_FORMATS.map((format) => format.name).join(", ");
  throw new AnalyzeOptionError(`No format is called ${JSON.stringify(name)}.`, `Known formats: ${names}.`);
}
