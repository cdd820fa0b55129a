import { pickleQ } from "./pickle-q/format.ts";
import type { WireFormat } from "./types.ts";
import { zlibRgb } from "./zlib-rgb/format.ts";

/** The formats that peers speak here. Adding one is adding a row. */
export const WIRE_FORMATS: readonly WireFormat[] = [zlibRgb, pickleQ];

export const DEFAULT_WIRE_FORMAT: WireFormat = zlibRgb;

export function wireFormatByName(name: string): WireFormat | undefined {
  return WIRE_FORMATS.find((format) => format.name === name);
}
