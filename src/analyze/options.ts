import { DEFAULT_FORMAT, FRAME_FORMATS, formatByName } from "./frames/registry.ts";
import type { FrameFormat } from "./frames/types.ts";
import { AnalyzeOptionError } from "./errors.ts";

export interface AnalyzeOptions {
  /** TCP ports to analyze, each with the format spoken there (default: 9000, zlib-rgb). */
  readonly ports?: readonly PortFormat[];
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
  /** Name of a frame format, such as "zlib-rgb"; left out: the usual one of the port, else zlib-rgb. */
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
export function portFormats(ports: readonly PortFormat[] | undefined): Map<number, FrameFormat> {
  const chosen = new Map<number, FrameFormat>();
  if (ports === undefined || ports.length === 0) {
    for (const port of DEFAULT_FORMAT.usualPorts) chosen.set(port, DEFAULT_FORMAT);
    return chosen;
  }
  for (const { port, format } of ports) {
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new AnalyzeOptionError(`${port} is not a TCP port.`, "Give a port from 1 to 65535, such as --port 9000.");
    }
    const known = format === undefined ? usualFormat(port) : formatByName(format);
    if (known === undefined) {
      const names = FRAME_FORMATS.map((f) => f.name).join(", ");
      throw new AnalyzeOptionError(`No frame format is called ${JSON.stringify(format)}.`, `Known formats: ${names}.`);
    }
    chosen.set(port, known);
  }
  return chosen;
}

function usualFormat(port: number): FrameFormat {
  return FRAME_FORMATS.find((format) => format.usualPorts.includes(port)) ?? DEFAULT_FORMAT;
}
