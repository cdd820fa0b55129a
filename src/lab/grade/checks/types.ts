/** What a check is, for the registry (registry.ts): what a rubric writes, and how a submission is graded by it. */
import type { GivenAnswer } from "../answers/sheet.ts";
import type { Exact } from "../exact.ts";
import type { Facts, Found, StreamChoice } from "../facts/evidence.ts";
import type { Side } from "../facts/expression.ts";
import type { Source } from "../facts/source.ts";
import type { Pattern } from "../text/pattern.ts";
import type { CheckState, Flag, ItemResult, ShownValue, Where } from "../result.ts";
import type { Path, RubricCode } from "../rubric/finding.ts";
import type { DetectorId } from "../similarity/inside/types.ts";
import type { Problem, ProblemCode } from "../submission/problems.ts";
import type { YamlValue } from "../text/yaml.ts";
import type { Claim } from "./claim.ts";

/** A mapping of the rubric, of the right shape by its JSON Schema. */
export type Raw = Readonly<Record<string, YamlValue>>;

/** What a mark of the instructor says of one item. */
export interface Mark {
  readonly points: Exact;
  readonly comment: string | null;
}

/** Everything a check may look at. */
export interface GradeContext {
  /** Null without a usable capture. */
  readonly facts: Facts | null;
  /** What checks of the capture come to without one. */
  readonly withoutCapture: { readonly state: "failed" | "ungradable"; readonly reason: string };
  /** Null for a question that the sheet does not hold. */
  answer(question: string): GivenAnswer | null;
  readonly problems: readonly Problem[];
  /** Marks of the instructor for this student, by check and item. */
  mark(check: string, item: string): Mark | null;
  /** Seconds since the epoch by which the student must hand in; null: no due date. */
  readonly due: number | null;
}

/** What grading one check gives; the rest of its result is the rubric's. */
export interface Outcome {
  readonly state: CheckState;
  /** Share of the points, 0 to 1; for a penalty, of what is taken off. */
  readonly credit: Exact;
  readonly expected?: ShownValue | null;
  readonly found?: ShownValue | null;
  readonly where?: Where | null;
  readonly reason?: string | null;
  readonly hint?: string | null;
  readonly misconception?: string | null;
  readonly notices?: readonly string[];
  readonly items?: readonly ItemResult[];
  readonly flag?: Omit<Flag, "id" | "title">;
}

/** A check of a rubric, ready to grade with. */
export interface BuiltCheck {
  grade(context: GradeContext): Outcome;
  /** Question of the answer sheet that it reads. */
  readonly question?: string;
  /** Why no submission can pass it, whatever it holds. */
  readonly impossible?: string | null;
  /** What it takes to pass, at least in part, to find checks that can't both be passed. */
  readonly claim?: Claim | null;
  /** Seconds since the epoch, or the due date, that the capture must be between. */
  readonly captured?: { readonly after: number | "due" | null; readonly before: number | "due" | null };
  /** The detector (similarity/inside/registry.ts) whose sights it tells under its own name. */
  readonly watches?: DetectorId;
  /** Points of its parts, where it has parts with points of their own. */
  readonly parts?: Exact;
  /** What a person marks, and the most points for each; an item of the check's own id is the check as a whole. */
  readonly marked?: ReadonlyMap<string, Exact>;
}

/** Helps to build checks from the rubric's text; what is wrong is noted as a finding, with its place. */
export interface Builder {
  readonly id: string;
  readonly path: Path;
  readonly points: Exact;
  readonly defaults: { readonly from: Side | null; readonly stream: StreamChoice };
  finding(code: RubricCode, path: Path, message: string, remedy: string): void;
  /** The fact or expression that `raw` names under `fact` or `expr`; null where it is wrong, which is noted. */
  source(raw: Raw, path: Path): Source | null;
  /** A bare expression, such as that of a misconception. */
  expression(text: string, path: Path, like: Source): Source | null;
  pattern(text: string, path: Path): Pattern | null;
  /** A number, or a text with a unit, in the base unit of the source. */
  quantity(value: YamlValue, path: Path, unit: Source["unit"]): Exact | null;
  /** A share such as 0.5 or "50 %". */
  share(value: YamlValue | undefined, path: Path, usual: Exact): Exact;
  moment(text: string, path: Path): number | null;
}

export interface CheckKind {
  readonly type: string;
  readonly description: string;
  /** `scored` gives points, `penalty` takes them, `none` does neither. */
  readonly points: "scored" | "penalty" | "none";
  /** Hidden from students unless the rubric says otherwise. */
  readonly hidden?: true;
  /** JSON Schema of its own keys. */
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  /** More of its JSON Schema: which keys go together. */
  readonly rules?: object;
  build(raw: Raw, builder: Builder): BuiltCheck;
}

export type { Found, ProblemCode };
