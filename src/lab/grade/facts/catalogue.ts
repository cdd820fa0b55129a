/** The ids of all facts there are, for rubrics to name: those of the report, from its own registries. */
import { DIRECTION_FACTS } from "../../../analyze/facts/direction-facts.ts";
import type { Unit } from "../../../analyze/facts/fact.ts";
import { STREAM_FACTS } from "../../../analyze/facts/stream-facts.ts";

export interface FactKind {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit | null;
  /** It is about what one side sent, so a rubric must say which. */
  readonly sided: boolean;
}

export const FACT_KINDS: ReadonlyMap<string, FactKind> = new Map(
  [
    ...STREAM_FACTS.map((kind) => ({ ...kind, sided: false })),
    ...DIRECTION_FACTS.map((kind) => ({ ...kind, sided: true })),
  ].map(({ id, label, unit, sided }) => [id, { id, label, unit, sided }]),
);

/** Facts whose value is one of a few words: a rubric that compares with another one can never be fulfilled. */
export const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["handshake.state", ["full", "partial", "missing"]],
  ["close.how", ["fin", "reset", "open"]],
]);

const BOOLEANS = /^(handshake\.(syn|syn_ack)\.(sack_permitted|timestamps)|window\.throttled|file\.whole)$/;

/** Its value is yes or no: true or false in a rubric. */
export function isBoolean(id: string): boolean {
  return BOOLEANS.test(id);
}

/** How a value is shown and compared: a unit, or "text" or "yes/no". */
export function kindOf({ id, unit }: FactKind): string {
  return unit ?? (isBoolean(id) ? "yes/no" : "text");
}
