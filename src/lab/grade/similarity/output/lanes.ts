/** Two captures as two lines of time, their common packets tied together: what was copied shows as ties that run in parallel. */
import { html, EMPTY, type Html } from "../../../render/html/markup.ts";
import type { PacketPair } from "../compare/types.ts";

const WIDTH = 960;
const LEFT = 16;
const [TOP, BOTTOM] = [44, 150];
const MAX_TIES = 240;

interface Timed {
  readonly a: number;
  readonly b: number;
}

/** @returns nothing where times are unknown */
export function lanes(packets: readonly PacketPair[], nameA: string, nameB: string): Html {
  const timed = packets.flatMap(({ timeA, timeB }): Timed[] =>
    timeA === null || timeB === null ? [] : [{ a: timeA, b: timeB }],
  );
  if (timed.length < 2) return EMPTY;
  const every = Math.ceil(timed.length / MAX_TIES);
  const [fromA, toA] = range(timed.map(({ a }) => a));
  const [fromB, toB] = range(timed.map(({ b }) => b));
  const span = Math.max(toA - fromA, toB - fromB, 1e-6);
  const x = (time: number, from: number): string => (LEFT + ((time - from) / span) * (WIDTH - 2 * LEFT)).toFixed(1);
  const ties = timed
    .filter((_, at) => at % every === 0)
    .map(({ a, b }) => html`<line class="tie" x1="${x(a, fromA)}" y1="${TOP}" x2="${x(b, fromB)}" y2="${BOTTOM}" />`);
  const what = `The common packets of both captures, each a line from its time in the first (above) to its time in the second (below). ${Math.round(span * 1000) / 1000} s across.`;
  return html`<figure class="plot-figure">
    <div class="scroll">
      <svg class="lanes" viewBox="0 0 ${WIDTH} 190" role="img" aria-label="${what}">
        <text x="${LEFT}" y="22">${nameA}</text>
        <path class="lane" d="M${LEFT} ${TOP}H${WIDTH - LEFT}M${LEFT} ${BOTTOM}H${WIDTH - LEFT}" />
        ${ties}
        <text x="${LEFT}" y="${BOTTOM + 24}">${nameB}</text>
      </svg>
    </div>
    <figcaption class="how">${what}</figcaption>
  </figure>`;
}

function range(values: readonly number[]): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
