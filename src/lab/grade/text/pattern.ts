/**
 * Regular expressions of rubrics, matched in time proportional to the text: Thompson's construction, run as a set of
 * states (R. Cox, "Regular Expression Matching Can Be Simple And Fast"). An expression that JavaScript's own engine would
 * try for years is no slower than any other here, and no clock is needed that would make results depend on the machine.
 *
 * Known: literals, `.`, `[a-z]`, `[^a-z]`, `\d \w \s \b` and their opposites, `^ $`, groups, `|`, `* + ? {m,n}`. Not
 * known, because they can't be matched so: lookahead, lookbehind, references.
 */

export class PatternError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

type Test = (character: string) => boolean;

type Node =
  | { readonly kind: "test"; readonly test: Test }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "all"; readonly parts: readonly Node[] }
  | { readonly kind: "one-of"; readonly ways: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly least: number; readonly most: number };

type Assertion = "start" | "end" | "boundary" | "inside";

type State =
  | { readonly kind: "test"; readonly test: Test; next: number }
  | { readonly kind: "assert"; readonly what: Assertion; next: number }
  | { readonly kind: "fork"; next: number; other: number }
  | { readonly kind: "match" };

const MAX_LENGTH = 500;
const MAX_DEPTH = 30;
const MAX_REPEAT = 200;
const MAX_STATES = 2000;
/** Parts compiled, those that need no state counted too: `(){200}` nested is work without end otherwise. */
const MAX_STEPS = 20_000;
/** Longer texts match nothing. */
const MAX_TEXT = 10_000;

export class Pattern {
  readonly source: string;
  readonly #states: readonly State[];
  readonly #start: number;

  /** @throws PatternError with the place */
  constructor(source: string) {
    this.source = source;
    const compiler = new Compiler();
    const tree = new PatternParser(source).parse();
    const end = compiler.add({ kind: "match" });
    this.#start = compiler.compile(tree, end);
    this.#states = compiler.states;
  }

  /** Whether the pattern is found anywhere in the text. Letters' case makes no difference. */
  test(text: string): boolean {
    if (text.length > MAX_TEXT) return false;
    const characters = Array.from(text.toLowerCase());
    let current = new Set<number>();
    for (let at = 0; at <= characters.length; at++) {
      if (this.#enter(current, this.#start, characters, at)) return true;
      const character = characters[at];
      if (character === undefined) return false;
      const next = new Set<number>();
      for (const index of current) {
        const state = this.#states[index]!;
        if (state.kind === "test" && state.test(character) && this.#enter(next, state.next, characters, at + 1))
          return true;
      }
      current = next;
    }
    return false;
  }

  /** Adds a state and all that follow without a character. @returns whether the end was reached */
  #enter(set: Set<number>, first: number, characters: readonly string[], at: number): boolean {
    const open = [first];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (set.has(index)) continue;
      set.add(index);
      const state = this.#states[index]!;
      if (state.kind === "match") return true;
      if (state.kind === "fork") open.push(state.next, state.other);
      if (state.kind === "assert" && holds(state.what, characters, at)) open.push(state.next);
    }
    return false;
  }
}

function holds(what: Assertion, characters: readonly string[], at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === characters.length;
  const boundary = isWord(characters[at - 1]) !== isWord(characters[at]);
  return (what === "boundary") === boundary;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character);
const isDigit = (character: string): boolean => /\p{Nd}/u.test(character);
const isSpace = (character: string): boolean => /\s/u.test(character);
const CLASSES: Readonly<Record<string, Test>> = {
  d: isDigit,
  D: (character) => !isDigit(character),
  w: isWord,
  W: (character) => !isWord(character),
  s: isSpace,
  S: (character) => !isSpace(character),
};
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

const TOO_LARGE = "It is too large once its repetitions are written out.";

class Compiler {
  readonly states: State[] = [];
  #steps = 0;

  add(state: State): number {
    if (this.states.length >= MAX_STATES) throw new PatternError(TOO_LARGE, 0);
    this.states.push(state);
    return this.states.length - 1;
  }

  /** @returns the state to begin with, to get through `node` to `next` */
  compile(node: Node, next: number): number {
    if (++this.#steps > MAX_STEPS) throw new PatternError(TOO_LARGE, 0);
    switch (node.kind) {
      case "test":
        return this.add({ kind: "test", test: node.test, next });
      case "assert":
        return this.add({ kind: "assert", what: node.what, next });
      case "all":
        return node.parts.reduceRight((after, part) => this.compile(part, after), next);
      case "one-of":
        return node.ways
          .map((way) => this.compile(way, next))
          .reduceRight((other, way) => this.add({ kind: "fork", next: way, other }));
      case "repeat":
        return this.#repeat(node.part, node.least, node.most, next);
    }
  }

  #repeat(part: Node, least: number, most: number, next: number): number {
    let start = next;
    if (most === Number.POSITIVE_INFINITY) {
      const fork: State = { kind: "fork", next: 0, other: next };
      start = this.add(fork);
      fork.next = this.compile(part, start);
    } else {
      for (let count = least; count < most; count++) {
        start = this.add({ kind: "fork", next: this.compile(part, start), other: next });
      }
    }
    for (let count = 0; count < least; count++) start = this.compile(part, start);
    return start;
  }
}

class PatternParser {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    if (source.length > MAX_LENGTH) throw new PatternError(`It has more than ${MAX_LENGTH} characters.`, MAX_LENGTH);
    this.#characters = Array.from(source);
  }

  parse(): Node {
    const tree = this.#alternatives(0);
    if (this.#now !== undefined) throw this.#error("A `)` too many");
    return tree;
  }

  #alternatives(depth: number): Node {
    if (depth > MAX_DEPTH) throw this.#error("It nests too deeply");
    const ways = [this.#sequence(depth)];
    while (this.#take("|")) ways.push(this.#sequence(depth));
    return ways.length === 1 ? ways[0]! : { kind: "one-of", ways };
  }

  #sequence(depth: number): Node {
    const parts: Node[] = [];
    while (this.#now !== undefined && this.#now !== "|" && this.#now !== ")")
      parts.push(this.#repeated(this.#atom(depth)));
    return { kind: "all", parts };
  }

  #repeated(part: Node): Node {
    const [least, most] = this.#count() ?? [];
    if (least === undefined || most === undefined) return part;
    if (part.kind === "assert") throw this.#error("There is nothing to repeat");
    // Greedy or not makes no difference to whether a text matches.
    this.#take("?");
    if (this.#count() !== null) throw this.#error("A repetition of a repetition needs parentheses");
    return { kind: "repeat", part, least, most };
  }

  #count(): readonly [number, number] | null {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#characters.slice(this.#at, this.#at + 12).join(""));
    if (match === null) return null;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least > MAX_REPEAT || (most > MAX_REPEAT && most !== Number.POSITIVE_INFINITY) || least > most) {
      throw this.#error(`A repetition counts up to ${MAX_REPEAT}`);
    }
    this.#at += match[0].length;
    return [least, most];
  }

  #atom(depth: number): Node {
    const character = this.#now!;
    if ("*+?".includes(character)) throw this.#error("There is nothing to repeat");
    this.#at++;
    switch (character) {
      case "(":
        return this.#group(depth);
      case "[":
        return { kind: "test", test: this.#set() };
      case ".":
        return { kind: "test", test: (one) => one !== "\n" };
      case "^":
        return { kind: "assert", what: "start" };
      case "$":
        return { kind: "assert", what: "end" };
      case "\\":
        return this.#escape();
      default:
        return literal(character);
    }
  }

  #group(depth: number): Node {
    if (this.#take("?")) {
      if (!this.#take(":")) throw this.#error("Lookahead, lookbehind and named groups are not known here");
    }
    const inner = this.#alternatives(depth + 1);
    if (!this.#take(")")) throw this.#error("A `)` is missing");
    return inner;
  }

  #escape(): Node {
    const character = this.#now;
    if (character === undefined) throw this.#error("It ends with a lone backslash");
    if (/[1-9k]/.test(character)) throw this.#error("References to groups are not known here");
    this.#at++;
    if (character === "b") return { kind: "assert", what: "boundary" };
    if (character === "B") return { kind: "assert", what: "inside" };
    const known = CLASSES[character];
    if (known !== undefined) return { kind: "test", test: known };
    return literal(this.#escaped(character));
  }

  #escaped(character: string): string {
    const known = ESCAPES[character];
    if (known === undefined && /[A-Za-z0]/.test(character)) throw this.#error(`\`\\${character}\` is not known here`);
    return known ?? character;
  }

  #set(): Test {
    const negated = this.#take("^");
    const tests: Test[] = [];
    for (let first = true; first || this.#now !== "]"; first = false) {
      if (this.#now === undefined) throw this.#error("A `]` is missing");
      const from = this.#setCharacter();
      if (typeof from !== "string") {
        tests.push(from);
      } else if (this.#now === "-" && this.#characters[this.#at + 1] !== "]") {
        this.#at++;
        const to = this.#setCharacter();
        if (typeof to !== "string" || to < from) throw this.#error("A range runs backwards");
        tests.push(between(from, to));
      } else {
        tests.push(between(from, from));
      }
    }
    this.#at++;
    return (character) => tests.some((test) => test(character)) !== negated;
  }

  #setCharacter(): string | Test {
    const character = this.#now;
    if (character === undefined) throw this.#error("A `]` is missing");
    this.#at++;
    if (character !== "\\") return character;
    const escaped = this.#now;
    if (escaped === undefined) throw this.#error("A `]` is missing");
    this.#at++;
    return CLASSES[escaped] ?? this.#escaped(escaped);
  }

  get #now(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(character: string): boolean {
    if (this.#now !== character) return false;
    this.#at++;
    return true;
  }

  #error(message: string): PatternError {
    return new PatternError(`${message}.`, this.#at);
  }
}

function literal(character: string): Node {
  const lower = character.toLowerCase();
  return { kind: "test", test: (one) => one === lower };
}

/** Texts are in lower case when they get here; so a range of capitals means their small letters too. */
function between(from: string, to: string): Test {
  const [low, high] = [from.toLowerCase(), to.toLowerCase()];
  return (one) => (one >= from && one <= to) || (low.length === 1 && high.length === 1 && one >= low && one <= high);
}
