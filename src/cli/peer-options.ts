/** What the commands of both peers have in common: options, and how errors are told. */
import { InvalidArgumentError, Option } from "commander";
import {
  ConnectError,
  DisplayError,
  ListenError,
  SaveFolderError,
  ShareOptionError,
  SourceUnavailableError,
  type ShareError,
} from "../share/errors.ts";
import type { Region } from "../share/source/types.ts";
import { DEFAULT_WIRE_FORMAT, WIRE_FORMATS, wireFormatByName, wireFormatOfPort } from "../share/wire/registry.ts";
import { SIZE_FIELD_NAMES } from "../share/wire/pickle-q/size-field.ts";
import type { FormatVariant, PictureSize, Role, WireFormat } from "../share/wire/types.ts";
import { harmless } from "../lab/render/escape.ts";
import { EXIT_BAD_INPUT, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";

/** What viewers and sharers have where nobody says otherwise. */
export const DEFAULT_SIZE = "1366x768";

export const BOTH_SIZES = "--size says the width already.\n  Leave --size or --width out.";

export function pictureSize(text: string): PictureSize {
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width > 0 && height > 0))
    throw new InvalidArgumentError("A size is width x height in pixels, such as 1366x768.");
  return { width, height };
}

export function region(text: string): Region {
  const [, width, height, x, y] = /^(\d{1,5})x(\d{1,5})\+(\d{1,5})\+(\d{1,5})$/i.exec(text)?.map(Number) ?? [];
  if (width === undefined || height === undefined || x === undefined || y === undefined || width * height === 0) {
    throw new InvalidArgumentError("A region is width x height + left + top in pixels, such as 800x600+100+50.");
  }
  return { width, height, x, y };
}

/** Of a host or address. Empty it would stand for all of this machine's: a shell's variable that is not set must not. */
export function hostName(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It is empty: a host is a name or an address, such as 127.0.0.1.");
}

/** As `collect`, of hosts. */
export function collectHosts(value: string, before: readonly string[]): string[] {
  return collect(hostName(value), before);
}

/** Of a folder that is written to. */
export function folderName(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It is empty: a folder has a name; the one that you are in is a dot.");
}

/** @returns what a summary ends with. @param folder undefined: frames were not to be saved */
export function savedIn(folder: string | undefined, { frames }: { readonly frames: number }): string {
  return folder === undefined || frames === 0 ? "" : `, saved in ${folder}`;
}

/** One of those that peers speak here, by name. @param usual where the format comes from if it is not given */
export function formatOption(usual: string): Option {
  const names = WIRE_FORMATS.map(({ name }) => name).join(", ");
  const text = `wire format: ${names} (default: ${DEFAULT_WIRE_FORMAT.name}, or ${usual})`;
  return new Option("--format <name>", text).argParser((name) => {
    const format = wireFormatByName(name);
    if (format === undefined) throw new InvalidArgumentError(`Known formats: ${names}.`);
    return format;
  });
}

/** Where no format is said, a port that peers of one are known to use says it; and the person is told so. */
export function formatOf(given: WireFormat | undefined, role: Role, port: number | undefined): WireFormat {
  if (given !== undefined) return given;
  if (port === undefined) return DEFAULT_WIRE_FORMAT;
  const format = wireFormatOfPort(role, port);
  if (format !== DEFAULT_WIRE_FORMAT) say(`port ${port}: ${format.name}; --format says otherwise`);
  return format;
}

/** For formats whose peers write the length of a frame in one way or another. */
export function sizeFieldOption(usual: string): Option {
  return new Option("--size-field <kind>", `pickle-q: how the length of a frame is written; ${usual}`).choices(
    SIZE_FIELD_NAMES,
  );
}

/** @throws ShareOptionError when the format has no such thing */
export function variantOf(format: WireFormat, choice: FormatVariant): WireFormat {
  if (Object.values(choice).every((value) => value === undefined)) return format;
  if (format.variant !== undefined) return format.variant(choice);
  const message = `The format ${format.name} has no size field or pickle protocol to choose.`;
  throw new ShareOptionError(message, "Leave the option out, or use --format pickle-q.");
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** @returns a parser of whole numbers in a range */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It is a whole number ${range}.`);
  };
}

export function seconds(text: string): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("Seconds are a number above 0, such as 10 or 0.5.");
}

/** Says what is wrong and what to do, and sets the exit code. */
export function fail(error: ShareError): void {
  say(`${harmless(error.message)}\n  ${harmless(error.remedy)} [${error.code}]`);
  process.exitCode = exitCode(error);
}

/** For the person at the terminal, in one or more lines; nothing in it can steer the terminal. */
export function say(text: string): void {
  process.stderr.write(`sharelab: ${text.split("\n").map(harmless).join("\n")}\n`);
}

/** Whose cause may be that the system does not permit it. */
const ABOUT_PERMISSION = [ListenError, ConnectError, DisplayError];

function exitCode(error: ShareError): number {
  if (error instanceof ShareOptionError || error instanceof SaveFolderError) return EXIT_USAGE;
  if (error instanceof SourceUnavailableError) return EXIT_NO_PERMISSION;
  if (ABOUT_PERMISSION.some((kind) => error instanceof kind)) {
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") return EXIT_NO_PERMISSION;
  }
  return EXIT_BAD_INPUT;
}
