/** Values of the options of `analyze`. */
import { InvalidArgumentError } from "commander";
import { STREAM_FORMATS, usualPorts } from "../analyze/formats/registry.ts";
import type { AnalyzeOptions, PortFormat } from "../analyze/options.ts";
import type { ColorChoice } from "./output.ts";

export interface Options {
  readonly json?: true;
  readonly markdown?: true;
  readonly verbose?: true;
  readonly redact?: true;
  readonly csv?: string;
  readonly html?: string;
  readonly lang: string;
  readonly frames?: string;
  readonly video?: string;
  readonly extract?: string;
  readonly port?: readonly PortFormat[];
  readonly detect?: true;
  readonly size?: { width: number; height: number };
  readonly stream?: number;
  readonly inflate: boolean;
  readonly live?: true;
  readonly color: ColorChoice;
  readonly ascii?: true;
}

export function analyzeOptions(options: Options): AnalyzeOptions {
  return {
    inflate: options.inflate,
    detect: options.detect === true,
    ...(options.port === undefined ? {} : { ports: options.port }),
    ...(options.size === undefined ? {} : { size: options.size }),
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  };
}

/** "9000=zlib-rgb, and where they are recognised 33000, 1234=pickle-q". */
export function usualPortsText(): string {
  const known = [...usualPorts()];
  const of = (always: boolean): string[] =>
    STREAM_FORMATS.flatMap((format) => {
      const ports = known.filter(([, choice]) => choice.always === always && choice.formats.includes(format));
      return ports.length === 0 ? [] : [`${ports.map(([port]) => port).join(", ")}=${format.name}`];
    });
  return `${of(true).join("; ")}, and where they are recognised ${of(false).join("; ")}`;
}

export function addPort(text: string, before: readonly PortFormat[] = []): PortFormat[] {
  const [port = "", format] = text.split("=", 2);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new InvalidArgumentError("A port is a number from 1 to 65535, such as 9000 or 9000=zlib-rgb.");
  }
  if (format !== undefined && !STREAM_FORMATS.some((known) => known.name === format)) {
    throw new InvalidArgumentError(`Known formats: ${STREAM_FORMATS.map((known) => known.name).join(", ")}.`);
  }
  return [...before, { port: Number(port), ...(format === undefined ? {} : { format }) }];
}

export function pictureSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width > 0 && height > 0))
    throw new InvalidArgumentError("A size is width x height in pixels, such as 1366x768.");
  return { width, height };
}

export function streamNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError("Streams are numbered from 0, as Wireshark's tcp.stream.");
  return Number(text);
}
