/** How a line of chat looks. Colour is never alone: the name stands there, too. */
import { styleText } from "node:util";
import type { ChatLine } from "../share/wire/chat/transcript.ts";

/** Those that can be read on black and on white. */
const COLOURS = ["cyan", "green", "yellow", "magenta", "blue", "red"] as const;

/** @param color whether to use colours */
export function styled({ name, text, begins }: ChatLine, color: boolean): string {
  const margin = MARGINS[begins];
  if (name !== null) return `${margin}${styledName(name, color)}: ${text}`;
  return `${margin}${color && begins === "read" ? paint("dim", text) : text}`;
}

/** A line that goes on with, or that has melted into, the one above is set in. */
const MARGINS: Readonly<Record<ChatLine["begins"], string>> = { read: "", inside: "  + ", newline: "    " };

/** The same colour for the same name, here and on every other machine. */
export function styledName(name: string, color: boolean): string {
  return color ? paint(COLOURS[hash(name) % COLOURS.length]!, name) : name;
}

function paint(how: Parameters<typeof styleText>[0], text: string): string {
  return styleText(how, text, { validateStream: false }); // whether to colour has been decided
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
