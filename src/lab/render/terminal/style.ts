/** What the terminal can show: colours and box-drawing characters, or neither. */
import { styleText } from "node:util";
import Table from "cli-table3";

export interface TerminalStyle {
  readonly color: boolean;
  readonly unicode: boolean;
  /** Columns; lines are cut to fit. */
  readonly width: number;
}

export type Paint = "bold" | "dim" | "red" | "yellow" | "green";

export function paint(style: TerminalStyle, how: Paint, text: string): string {
  // `validateStream: false`: whether to colour has been decided already.
  return style.color ? styleText(how, text, { validateStream: false }) : text;
}

const ASCII = {
  top: "-",
  "top-mid": "+",
  "top-left": "+",
  "top-right": "+",
  bottom: "-",
  "bottom-mid": "+",
  "bottom-left": "+",
  "bottom-right": "+",
  left: "|",
  right: "|",
  middle: "|",
} as const;

/** No lines between rows: they would double the report's length. */
const NO_ROW_LINES = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } as const;

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  readonly width?: number;
}

export function table(style: TerminalStyle, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: columns.map((column) => paint(style, "bold", column.title)),
    chars: { ...(style.unicode ? {} : ASCII), ...NO_ROW_LINES },
    colAligns: columns.map((column) => column.align ?? "left"),
    colWidths: columns.map((column) => column.width ?? null),
    // cli-table3 paints its borders unless told not to, whatever NO_COLOR says.
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    wordWrap: true,
  });
  for (const row of rows) made.push([...row]);
  return made.toString();
}
