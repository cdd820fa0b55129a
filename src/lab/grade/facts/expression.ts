/**
 * The small arithmetic of rubrics: `2 ^ handshake.syn.window_shift`, `window.max@client / segment_size.max@server`.
 *
 *     sum     = product { ("+" | "-") product }
 *     product = power { ("*" | "/") power }
 *     power   = sign [ "^" power ]
 *     sign    = { "-" } ( number | fact | call | "(" sum ")" )
 *     fact    = id [ "@" side ]
 *     call    = ( "min" | "max" | "abs" | "round" | "floor" | "packet" ) "(" sum { "," sum } ")"
 *
 * `packet(id)` is the number of the first packet that proves a fact.
 */
import { Exact, larger, ONE, smaller } from "../exact.ts";
import { raised } from "../answers/number.ts";

export const SIDES = ["client", "server", "sharer", "viewer"] as const;
/** Whose packets: by who opened the connection, or by who sends the frames. */
export type Side = (typeof SIDES)[number];

export interface FactName {
  readonly id: string;
  readonly from: Side | null;
}

export type Expression =
  | { readonly kind: "number"; readonly value: Exact }
  | { readonly kind: "fact"; readonly fact: FactName }
  | { readonly kind: "packet"; readonly fact: FactName }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly Expression[] };

export class ExpressionError extends Error {
  /** From 0, in the expression's text. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const MAX_LENGTH = 500;
const MAX_DEPTH = 30;
const FUNCTIONS: Readonly<Record<string, (operands: readonly Exact[]) => Exact>> = {
  min: (operands) => operands.reduce(smaller),
  max: (operands) => operands.reduce(larger),
  abs: ([only]) => only!.abs(),
  round: ([only]) => only!.rounded(ONE),
  floor: ([only]) => only!.floor(),
  negate: ([only]) => only!.negated(),
};
const MANY_OPERANDS = new Set(["min", "max"]);
const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)|([A-Za-z_]\w*(?:\[\d+\])?(?:\.\w+)*)|([-+*/^(),@]))/y;

interface Token {
  readonly text: string;
  readonly kind: "number" | "name" | "sign" | "end";
  readonly offset: number;
}

/** @throws ExpressionError with the place */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`It has more than ${MAX_LENGTH} characters.`, MAX_LENGTH);
  const parser = new Parser(tokens(text));
  const made = parser.sum(0);
  parser.end();
  return made;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.trimEnd().length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      const bad = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
      throw new ExpressionError(`\`${text[bad] ?? ""}\` can't stand here.`, bad);
    }
    const [whole, number, name, sign] = match;
    const token = number ?? name ?? sign ?? "";
    const kind = number !== undefined ? "number" : name !== undefined ? "name" : "sign";
    found.push({ text: token, kind, offset: at + whole.length - token.length });
    at += whole.length;
  }
  return [...found, { text: "", kind: "end", offset: text.length }];
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  sum(depth: number): Expression {
    if (depth > MAX_DEPTH) throw this.#error("It nests too deeply");
    let left = this.#product(depth);
    for (let sign = this.#take("+", "-"); sign !== null; sign = this.#take("+", "-")) {
      left = { kind: "binary", operator: sign, left, right: this.#product(depth) };
    }
    return left;
  }

  end(): void {
    if (this.#now.kind !== "end") throw this.#error(`\`${this.#now.text}\` is one too many`);
  }

  #product(depth: number): Expression {
    let left = this.#power(depth);
    for (let sign = this.#take("*", "/"); sign !== null; sign = this.#take("*", "/")) {
      left = { kind: "binary", operator: sign, left, right: this.#power(depth) };
    }
    return left;
  }

  #power(depth: number): Expression {
    const left = this.#sign(depth);
    return this.#take("^") === null ? left : { kind: "binary", operator: "^", left, right: this.#power(depth + 1) };
  }

  #sign(depth: number): Expression {
    if (depth > MAX_DEPTH) throw this.#error("It nests too deeply");
    if (this.#take("-") !== null) return { kind: "call", name: "negate", operands: [this.#sign(depth + 1)] };
    if (this.#take("(") !== null) {
      const inner = this.sum(depth + 1);
      this.#expect(")");
      return inner;
    }
    const { kind, text } = this.#now;
    if (kind === "number") {
      this.#at++;
      return { kind: "number", value: Exact.parse(text)! };
    }
    if (kind === "name") return this.#named(depth);
    throw this.#error(text === "" ? "It ends too early" : `\`${text}\` can't stand here`);
  }

  #named(depth: number): Expression {
    const name = this.#now.text;
    const isCall = this.#tokens[this.#at + 1]?.text === "(";
    if (!isCall) return { kind: "fact", fact: this.#fact() };
    if (name !== "packet" && (!Object.hasOwn(FUNCTIONS, name) || name === "negate")) {
      throw this.#error(`There is no function \`${name}\`; known are min, max, abs, round, floor, packet`);
    }
    this.#at += 2;
    if (name === "packet") {
      if (this.#now.kind !== "name") throw this.#error("packet() takes the id of a fact");
      const fact = this.#fact();
      this.#expect(")");
      return { kind: "packet", fact };
    }
    const operands = [this.sum(depth + 1)];
    while (this.#take(",") !== null) operands.push(this.sum(depth + 1));
    this.#expect(")");
    if (operands.length > 1 && !MANY_OPERANDS.has(name)) throw this.#error(`${name}() takes one value`);
    return { kind: "call", name, operands };
  }

  #fact(): FactName {
    const id = this.#now.text;
    this.#at++;
    if (this.#take("@") === null) return { id, from: null };
    const side = SIDES.find((known) => known === this.#now.text);
    if (side === undefined) throw this.#error(`Behind @ stands one of ${SIDES.join(", ")}`);
    this.#at++;
    return { id, from: side };
  }

  get #now(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(...signs: readonly string[]): string | null {
    const { text, kind } = this.#now;
    if (kind !== "sign" || !signs.includes(text)) return null;
    this.#at++;
    return text;
  }

  #expect(sign: string): void {
    if (this.#take(sign) === null) throw this.#error(`\`${sign}\` is missing`);
  }

  #error(message: string): ExpressionError {
    return new ExpressionError(`${message}.`, this.#now.offset);
  }
}

/** The facts that an expression names. */
export function factsOf(expression: Expression): FactName[] {
  switch (expression.kind) {
    case "number":
      return [];
    case "fact":
    case "packet":
      return [expression.fact];
    case "binary":
      return [...factsOf(expression.left), ...factsOf(expression.right)];
    case "call":
      return expression.operands.flatMap(factsOf);
  }
}

/** A value, or why there is none. */
export type Evaluated = { readonly value: Exact } | { readonly cause: string };

export interface Operands {
  readonly value: (fact: FactName) => Evaluated;
  readonly packet: (fact: FactName) => Evaluated;
}

/** Never throws: a fact that is unknown, or a division by 0, makes the whole unknown with the reason. */
export function evaluate(expression: Expression, operands: Operands): Evaluated {
  switch (expression.kind) {
    case "number":
      return expression;
    case "fact":
      return operands.value(expression.fact);
    case "packet":
      return operands.packet(expression.fact);
    case "call": {
      const values: Exact[] = [];
      for (const operand of expression.operands) {
        const found = evaluate(operand, operands);
        if ("cause" in found) return found;
        values.push(found.value);
      }
      return { value: FUNCTIONS[expression.name]!(values) };
    }
    case "binary": {
      const left = evaluate(expression.left, operands);
      if ("cause" in left) return left;
      const right = evaluate(expression.right, operands);
      if ("cause" in right) return right;
      return combine(expression.operator, left.value, right.value);
    }
  }
}

function combine(operator: string, left: Exact, right: Exact): Evaluated {
  switch (operator) {
    case "+":
      return { value: left.plus(right) };
    case "-":
      return { value: left.minus(right) };
    case "*":
      return { value: left.times(right) };
    case "/":
      return right.isZero ? { cause: "it would divide by 0" } : { value: left.over(right) };
    default: {
      const value = right.isWhole && right.abs().compare(Exact.of(1000n)) <= 0 ? raised(left, right.toNumber()) : null;
      return value === null ? { cause: "its power is too large, or no whole number" } : { value };
    }
  }
}
