/**
 * Numbers in the page. Each is an element that names where it comes from: `data-fact` the fact (stream/side/id), `data-json`
 * the place in the JSON report (a JSON Pointer, RFC 6901); its `value` is the exact JSON value.
 */
import { streamFacts } from "../../../analyze/facts/facts.ts";
import type { Fact, FactValue, Unit } from "../../../analyze/facts/fact.ts";
import type { StreamReport } from "../../../analyze/facts/report.ts";
import { count, factText, valueText } from "../units.ts";
import type { PageContext, Side } from "./context.ts";
import { html, join, type Html } from "./markup.ts";

/** The facts of one stream, by id and side. */
export class FactBook {
  readonly all: readonly Fact[];
  readonly #byKey: ReadonlyMap<string, Fact>;

  constructor(stream: StreamReport) {
    this.all = streamFacts(stream);
    this.#byKey = new Map(this.all.map((fact) => [`${fact.from ?? ""}/${fact.id}`, fact]));
  }

  /** @throws RangeError for a fact that doesn't exist: a mistake of the page, not of the capture */
  get(id: string, side: Side | null = null): Fact {
    const from = side === null ? "" : side === 0 ? "client" : "server";
    const fact = this.#byKey.get(`${from}/${id}`);
    if (fact === undefined) throw new RangeError(`no fact ${id}`);
    return fact;
  }

  /** A fact's value as a number; NaN when unknown. */
  number(id: string, side: Side | null = null): number {
    const { value } = this.get(id, side);
    return typeof value === "number" ? value : Number.NaN;
  }
}

/** A fact's value with its unit. */
export function show(fact: Fact, { say, language }: Pick<PageContext, "say" | "language">): Html {
  const text = language.code === "en" ? factText(fact) : translated(fact, say);
  return html`<data data-fact="${fact.stream}/${fact.from ?? ""}/${fact.id}" value="${JSON.stringify(fact.value)}">${text}</data>`;
}

function translated(fact: Fact, say: PageContext["say"]): string | Html {
  if (fact.value === null) return say("word.unknown");
  if (typeof fact.value === "boolean") return say(fact.value ? "word.yes" : "word.no");
  return factText(fact);
}

/** A value of the JSON report, by its place there. */
export function at(pointer: string, value: FactValue, unit: Unit | null, text?: string): Html {
  return html`<data data-json="${pointer}" value="${JSON.stringify(value)}">${text ?? valueText(value, unit)}</data>`;
}

/** "1, 2, 3 and 17 more". */
export function packetList(
  packets: readonly number[],
  total: number,
  { say }: Pick<PageContext, "say">,
  limit = 6,
): Html {
  const shown = packets.slice(0, limit);
  const more = Math.max(total, packets.length) - shown.length;
  const list = join(shown, ", ");
  return more > 0 ? html`${list} ${say("word.and_more", { count: more })}` : list;
}

/** A display filter, selected as a whole with one click. */
export function filterCode(filter: string): Html {
  return html`<code class="filter">${filter}</code>`;
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const share = (part / whole) * 100;
  return `${share >= 10 || share === 0 ? share.toFixed(0) : share.toPrecision(2)} %`;
}

export { count };
