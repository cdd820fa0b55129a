/** Packets between two ends as arrows between two lifelines, time downwards. */
import { html, type Html } from "../html/markup.ts";
import { picture, type Described } from "./plot.ts";
import { coordinate } from "./scale.ts";

export interface Step {
  readonly packet: number;
  readonly fromLeft: boolean;
  /** In bold over the arrow: "SYN, ACK". */
  readonly label: string;
  /** Further lines below it. */
  readonly lines: readonly string[];
  /** Beside the lifeline it starts from. */
  readonly time: string;
}

const WIDTH = 760;
const LEFT = 168;
const RIGHT = WIDTH - LEFT;
const FIRST = 92;
const APART = 84;
const SLANT = 34;

export function sequenceDiagram(
  described: Described,
  ends: { readonly left: string; readonly right: string },
  roles: { readonly left: string; readonly right: string },
  steps: readonly Step[],
): Html {
  const height = FIRST + steps.length * APART + 4;
  const head = (x: number, end: string, role: string): Html =>
    html`<text class="strong" x="${x}" y="18" text-anchor="middle">${role}</text><text class="mono" x="${x}" y="36" text-anchor="middle">${end}</text><path class="lifeline" d="M${x} 46V${height - 4}" />`;
  return picture(
    WIDTH,
    height,
    described,
    html`${head(LEFT, ends.left, roles.left)}${head(RIGHT, ends.right, roles.right)}${steps.map(arrow)}`,
  );
}

function arrow({ packet, fromLeft, label, lines, time }: Step, index: number): Html {
  const y = FIRST + index * APART;
  const [start, end] = fromLeft ? [LEFT, RIGHT] : [RIGHT, LEFT];
  const towards = fromLeft ? 1 : -1;
  const slope = SLANT / (RIGHT - LEFT);
  const angle = (Math.atan(towards * slope) * 180) / Math.PI;
  const middle = y + SLANT / 2;
  const tip = html`M${end - 3 * towards} ${y + SLANT}l${-11 * towards} ${coordinate(-6 - 11 * slope)}l${coordinate(-1.2 * towards)} 12z`;
  const [outside, anchor] = fromLeft ? [LEFT - 12, "end"] : [RIGHT + 12, "start"];
  return html`<g class="step"><path class="arrow" d="M${start} ${y}L${end - 9 * towards} ${coordinate(y + SLANT - 9 * slope)}" /><path class="tip" d="${tip}" />
<g transform="translate(${WIDTH / 2} ${middle}) rotate(${coordinate(angle)})" text-anchor="middle"><text y="-9"><tspan class="strong">${label}</tspan></text><text class="small" y="17">${lines.join("   ")}</text></g>
<text class="mono" x="${outside}" y="${y + 1}" text-anchor="${anchor}">#${packet}</text><text class="small" x="${outside}" y="${y + 18}" text-anchor="${anchor}">${time}</text></g>
`;
}
