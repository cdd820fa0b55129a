/** The findings for a terminal, in 80 columns: a sign, a word for the sign, a name, what was found. */
import { harmless } from "../render/escape.ts";
import { paint, type Paint, type TerminalStyle } from "../render/terminal/style.ts";
import { wrap } from "../render/terminal/wrap.ts";
import { GROUPS, verdict, type Check, type Group, type State } from "./diagnose.ts";

const SIGNS: Readonly<Record<State, { unicode: string; ascii: string; paint: Paint }>> = {
  works: { unicode: "✓", ascii: "+", paint: "green" },
  optional: { unicode: "–", ascii: "-", paint: "dim" },
  missing: { unicode: "✗", ascii: "x", paint: "red" },
};
const WORD_WIDTH = "optional".length;
const NAME_WIDTH = "conditions".length;
/** Where what was found begins. */
const TEXT_AT = 4 + WORD_WIDTH + 2 + NAME_WIDTH + 2;
const INDENT = " ".repeat(TEXT_AT);

/** @param heading what the machine and the program are */
export function doctorText(heading: string, checks: readonly Check[], style: TerminalStyle): string {
  const parts = [paint(style, "bold", wrap(harmless(heading), style.width))];
  for (const group of Object.keys(GROUPS) as Group[]) {
    const rows = alike(checks.filter((check) => check.group === group));
    if (rows.length === 0) continue;
    const lines = rows.map((row, at) => rowText(row, rows[at - 1], style));
    parts.push(`\n${paint(style, "bold", GROUPS[group])}`, ...lines);
  }
  parts.push(`\n${wrap(verdict(checks), style.width, "")}`);
  return parts.join("\n");
}

interface Row extends Omit<Check, "id"> {
  readonly names: readonly string[];
}

/** Neighbours that lack the same thing stand in one row. */
function alike(checks: readonly Check[]): Row[] {
  const rows: Row[] = [];
  for (const { id, ...rest } of checks) {
    const name = id.replace(/^source-/, "");
    const last = rows.at(-1);
    const same =
      last !== undefined &&
      id.startsWith("source-") &&
      (["state", "found", "reason", "remedy"] as const).every((key) => last[key] === rest[key]);
    if (same) rows[rows.length - 1] = { ...last, names: [...last.names, name] };
    else rows.push({ ...rest, names: [name] });
  }
  return rows;
}

function rowText({ names, state, found, reason, remedy }: Row, above: Row | undefined, style: TerminalStyle): string {
  const { unicode, ascii, paint: how } = SIGNS[state];
  const sign = paint(style, how, `${style.unicode ? unicode : ascii} ${state.padEnd(WORD_WIDTH)}`);
  const name = names.join(", ");
  const asAbove = reason !== null && reason === above?.reason && remedy === above.remedy;
  const what = asAbove ? "as above" : [found ?? "", reason ?? ""].filter((text) => text !== "").join(": ");
  const texts = [what, asAbove || state === "works" ? "" : (remedy ?? "")].filter((text) => text !== "");
  const lines = texts.map((text) => wrap(`${INDENT}${harmless(text)}`, style.width, INDENT));
  const head = `  ${sign}  ${name.padEnd(NAME_WIDTH)}  `;
  // A long name has a line of its own.
  if (name.length > NAME_WIDTH || lines.length === 0) return [head.trimEnd(), ...lines].join("\n");
  return [head + lines.join("\n").slice(TEXT_AT)].join("\n");
}
