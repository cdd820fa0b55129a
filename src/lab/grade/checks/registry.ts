import { answerCheck } from "./answer.ts";
import { authenticityCheck } from "./authenticity.ts";
import { factCheck } from "./fact.ts";
import { manualCheck } from "./manual.ts";
import { penaltyCheck } from "./penalty.ts";
import { sequenceCheck } from "./sequence.ts";
import { setCheck } from "./set.ts";
import { thresholdCheck } from "./threshold.ts";
import type { CheckKind } from "./types.ts";

/** The kinds of checks a rubric can have. Adding one is adding a row. */
export const CHECK_KINDS: readonly CheckKind[] = [
  factCheck,
  answerCheck,
  setCheck,
  sequenceCheck,
  thresholdCheck,
  manualCheck,
  authenticityCheck,
  penaltyCheck,
];

export function checkKind(type: string): CheckKind | null {
  return CHECK_KINDS.find((kind) => kind.type === type) ?? null;
}
