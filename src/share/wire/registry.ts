import { pickleQ } from "./pickle-q/format.ts";
import type { Role, WireFormat } from "./types.ts";
import { zlibRgb } from "./zlib-rgb/format.ts";

/** The formats that peers speak here. Adding one is adding a row. */
export const WIRE_FORMATS: readonly WireFormat[] = [zlibRgb, pickleQ];

export const DEFAULT_WIRE_FORMAT: WireFormat = zlibRgb;

export function wireFormatByName(name: string): WireFormat | undefined {
  return WIRE_FORMATS.find((format) => format.name === name);
}

/** @returns the format whose peers use this port where nobody says otherwise; for all other ports the default one */
export function wireFormatOfPort(role: Role, port: number): WireFormat {
  return WIRE_FORMATS.find(({ habits }) => habits[role].port === port) ?? DEFAULT_WIRE_FORMAT;
}

/** @returns the format that a stream is of by its first bytes, if it is another one than this */
export function otherFormatOf(firstBytes: Buffer, taken: WireFormat): WireFormat | undefined {
  return WIRE_FORMATS.find((format) => format.name !== taken.name && format.looksLike(firstBytes));
}
