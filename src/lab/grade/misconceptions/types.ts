/** A known way to a wrong number. The number is worked out from the student's own capture. */
import type { Unit } from "../../../analyze/facts/fact.ts";
import type { Exact } from "../exact.ts";
import type { CaptureEvidence } from "../facts/evidence.ts";
import type { FactName } from "../facts/expression.ts";

export interface Asked {
  /** The one fact that is asked for; null for a calculation. */
  readonly fact: FactName | null;
  readonly unit: Unit | null;
  readonly right: Exact;
  /** The right value as a relative number, where the rubric says what it is relative to. */
  readonly relative: Exact | null;
  /** What the student calls the number. */
  readonly says: "raw" | "relative" | null;
  readonly evidence: CaptureEvidence;
  readonly stream: number;
  readonly ipVersion: 4 | 6;
  /** Another fact's number, of the side that is asked about unless `from` says otherwise; null when unknown. */
  readonly number: (id: string, from?: "same" | "other" | null) => Exact | null;
}

export interface WrongValue {
  readonly value: Exact;
  /** Said to the student when it differs from the misconception's usual hint. */
  readonly hint?: string;
}

export interface Misconception {
  readonly id: string;
  readonly title: string;
  /** One or two sentences for the student, without the right value. */
  readonly hint: string;
  /** Whether it can be about this fact at all. */
  appliesTo(id: string | null, unit: Unit | null): boolean;
  wrongValues(asked: Asked): readonly WrongValue[];
  /**
   * What the student had before the mistake, where it can be undone: who rounds first and turns over then is further from
   * the wrong value than the tolerance allows.
   */
  undone?(answer: Exact): Exact | null;
}

export function values(...found: readonly (Exact | null)[]): WrongValue[] {
  return found.filter((value) => value !== null).map((value) => ({ value }));
}
