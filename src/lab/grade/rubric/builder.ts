/** Helps checks to be built: facts looked up in the catalogue, texts parsed, what is wrong noted with its place. */
import type { Unit } from "../../../analyze/facts/fact.ts";
import { readQuantity } from "../answers/quantity.ts";
import { DIMENSION_OF, EXAMPLES } from "../answers/units.ts";
import { lintNumber, whyNoNumber } from "../checks/number-source.ts";
import type { Builder, Raw } from "../checks/types.ts";
import { Exact } from "../exact.ts";
import { FACT_KINDS } from "../facts/catalogue.ts";
import type { StreamChoice } from "../facts/evidence.ts";
import {
  ExpressionError,
  factsOf,
  parseExpression,
  type Expression,
  type FactName,
  type Side,
} from "../facts/expression.ts";
import type { Source } from "../facts/source.ts";
import { readMoment, readPercent } from "../text/moment.ts";
import { Pattern, PatternError } from "../text/pattern.ts";
import { didYouMean } from "../text/suggest.ts";
import { plainValue, type YamlValue } from "../text/yaml.ts";
import { RUBRIC_CODES, pathText, type Path, type RubricCode, type RubricFinding } from "./finding.ts";
import { textInArithmetic, whyNoValue } from "./no-value.ts";

export interface Places {
  place(path: Path): { readonly line: number; readonly column: number };
}

/** Collects findings. */
export class Findings {
  readonly list: RubricFinding[] = [];
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  add(code: RubricCode, path: Path, message: string, remedy: string): void {
    const { line, column } = this.#places.place(path);
    this.list.push({ code, severity: RUBRIC_CODES[code], message, remedy, line, column, path: pathText(path) });
  }
}

const ALL_FACTS = "docs/facts.md explains the facts; `sharelab rubric facts` lists them.";

export class CheckBuilder implements Builder {
  readonly id: string;
  readonly path: Path;
  readonly points: Exact;
  readonly defaults: Builder["defaults"];
  readonly #findings: Findings;

  constructor(id: string, path: Path, points: Exact, defaults: Builder["defaults"], findings: Findings) {
    this.id = id;
    this.path = path;
    this.points = points;
    this.defaults = defaults;
    this.#findings = findings;
  }

  finding(code: RubricCode, path: Path, message: string, remedy: string): void {
    this.#findings.add(code, path, message, remedy);
  }

  source(raw: Raw, path: Path): Source | null {
    const stream = (raw["stream"] ?? this.defaults.stream) as StreamChoice;
    const from = (raw["from"] ?? null) as Side | null;
    const isFact = typeof raw["fact"] === "string";
    const text = plainValue(raw["fact"] ?? raw["expr"] ?? "");
    const key = [...path, isFact ? (raw["packets_of"] === undefined ? "fact" : "packets_of") : "expr"];
    const parsed = isFact ? ({ kind: "fact", fact: { id: text, from: null } } as const) : this.#parse(text, key);
    if (parsed === null) return null;
    const sided = this.#sided(parsed, from, key);
    if (sided === null || !this.#hasValue(sided, text, key)) return null;
    if (from !== null && factsOf(parsed).every(({ id }) => FACT_KINDS.get(id)?.sided !== true)) {
      this.finding(
        "RUBRIC_SIDE_NOT_USED",
        [...path, "from"],
        `${text} is not about one side, so \`from\` says nothing.`,
        "Leave `from` out.",
      );
    }
    const unit = (raw["unit"] as Unit | undefined) ?? unitOf(sided);
    const side = sided.kind === "fact" && sided.fact.from !== null ? ` of the ${sided.fact.from}` : "";
    return { expression: sided, text: text + side, stream, unit };
  }

  expression(text: string, path: Path, like: Source): Source | null {
    const parsed = this.#parse(text, path);
    const side = like.expression.kind === "fact" ? like.expression.fact.from : null;
    const sided = parsed === null ? null : this.#sided(parsed, side, path);
    if (sided === null || !this.#hasValue(sided, text, path)) return null;
    const source = { expression: sided, text, stream: like.stream, unit: like.unit };
    lintNumber(source, this, path, "Name a fact with a number.");
    return source;
  }

  pattern(text: string, path: Path): Pattern | null {
    try {
      return new Pattern(text);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      this.finding(
        "RUBRIC_BAD_PATTERN",
        path,
        `The regular expression is wrong at character ${error.offset + 1}. ${error.message}`,
        "Use texts, classes, groups, | and * + ? {m,n}; docs/grading.md says what is known.",
      );
      return null;
    }
  }

  quantity(value: YamlValue, path: Path, unit: Unit | null): Exact | null {
    if (typeof value === "number") return Exact.from(value);
    const dimension = unit === null ? "number" : DIMENSION_OF[unit];
    const read = readQuantity(plainValue(value), dimension);
    const example = EXAMPLES[dimension];
    const fitting = read.kind === "quantity" ? read.readings.filter((reading) => reading.dimension === dimension) : [];
    if (fitting.length === 1) return fitting[0]!.value;
    const why =
      read.kind === "unreadable"
        ? read.message
        : fitting.length > 1
          ? "It can be read in several ways."
          : `It is no value to compare ${unit ?? "a plain number"} with.`;
    this.finding("RUBRIC_BAD_UNIT", path, `\`${plainValue(value)}\`: ${why}`, `Write it as in \`${example}\`.`);
    return null;
  }

  share(value: YamlValue | undefined, path: Path, usual: Exact): Exact {
    if (value === undefined || value === null) return usual;
    const share = typeof value === "number" ? Exact.from(value) : readPercent(plainValue(value));
    if (share !== null && share.compare(Exact.of(0n)) >= 0 && share.compare(Exact.of(1n)) <= 0) return share;
    this.finding(
      "RUBRIC_BAD_VALUE",
      path,
      `\`${plainValue(value)}\` is no share from 0 to 1.`,
      "Write it as 0.5 or 50 %.",
    );
    return usual;
  }

  moment(text: string, path: Path): number | null {
    const moment = readMoment(text);
    if (moment !== null && !moment.zoneless) return moment.seconds;
    const why = moment === null ? "is no time" : "has no time zone, so it means another time for each reader";
    this.finding("RUBRIC_BAD_VALUE", path, `\`${text}\` ${why}.`, "Write it with its zone: 2026-03-06T23:59:00+01:00.");
    return null;
  }

  /** What has none for anybody is told now, not submission by submission. */
  #hasValue(expression: Expression, text: string, path: Path): boolean {
    const why = whyNoValue(expression);
    const fact = textInArithmetic(expression);
    if (why !== null) {
      const message = `\`${text.slice(0, 80)}\` has no value in any capture: ${why}.`;
      this.finding("RUBRIC_NO_VALUE", path, message, "Mend the expression.");
    } else if (fact !== null) {
      const message = `${fact.id} is ${whyNoNumber(fact) ?? "no number"}, which can't be calculated with.`;
      this.finding("RUBRIC_NO_NUMBER", path, message, "Name facts with numbers.");
    }
    return why === null && fact === null;
  }

  #parse(text: string, path: Path): Expression | null {
    try {
      return parseExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.finding(
        "RUBRIC_BAD_EXPRESSION",
        path,
        `\`${text.slice(0, 80)}\` is wrong at character ${error.offset + 1}. ${error.message}`,
        "Write it as in window.max@client / 1024.",
      );
      return null;
    }
  }

  /** The expression with every fact known and every side given. */
  #sided(expression: Expression, from: Side | null, path: Path): Expression | null {
    switch (expression.kind) {
      case "number":
        return expression;
      case "fact":
      case "packet": {
        const fact = this.#fact(expression.fact, from, path);
        return fact === null ? null : { ...expression, fact };
      }
      case "binary": {
        const left = this.#sided(expression.left, from, path);
        const right = this.#sided(expression.right, from, path);
        return left === null || right === null ? null : { ...expression, left, right };
      }
      case "call": {
        const operands = expression.operands.map((operand) => this.#sided(operand, from, path));
        return operands.includes(null)
          ? null
          : { ...expression, operands: operands.filter((operand) => operand !== null) };
      }
    }
  }

  #fact({ id, from: own }: FactName, from: Side | null, path: Path): FactName | null {
    const kind = FACT_KINDS.get(id);
    if (kind === undefined) {
      this.finding(
        "RUBRIC_UNKNOWN_FACT",
        path,
        `The report has no fact \`${id}\`.${didYouMean(id, FACT_KINDS.keys())}`,
        ALL_FACTS,
      );
      return null;
    }
    if (!kind.sided) {
      if (own !== null)
        this.finding("RUBRIC_SIDE_NOT_USED", path, `${id} is not about one side.`, `Leave \`@${own}\` out.`);
      return { id, from: null };
    }
    const side = own ?? from ?? this.defaults.from;
    if (side !== null) return { id, from: side };
    this.finding(
      "RUBRIC_SIDE_MISSING",
      path,
      `\`${id}\` is about what one side sent, and no side is given.`,
      "Add `from: client`, `server`, `sharer` or `viewer`, here or under `defaults`.",
    );
    return null;
  }
}

/** Of a sum of like things, their unit; of anything else, none is known. */
function unitOf(expression: Expression): Unit | null {
  switch (expression.kind) {
    case "fact":
      return FACT_KINDS.get(expression.fact.id)?.unit ?? null;
    case "number":
    case "packet":
      return null;
    case "call":
      return expression.operands[0] === undefined ? null : unitOf(expression.operands[0]);
    case "binary": {
      const [left, right] = [unitOf(expression.left), unitOf(expression.right)];
      if (expression.operator === "+" || expression.operator === "-") return left === right ? left : null;
      if (expression.operator === "/") return right === null ? left : left === right ? "ratio" : null;
      return expression.operator === "*" && (left === null || right === null) ? (left ?? right) : null;
    }
  }
}
