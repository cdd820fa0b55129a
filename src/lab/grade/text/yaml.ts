/**
 * YAML from people, some of them hostile: bounded in size, depth, nodes and aliases before anything is built, and with
 * the place of every value.
 */
import {
  isAlias,
  isMap as isYamlMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  type Node,
} from "yaml";
import type { Path } from "../rubric/finding.ts";

export interface YamlLimits {
  /** Characters. */
  readonly length: number;
  /** Nested collections. */
  readonly depth: number;
  /** Values, each use of an alias counted anew. */
  readonly nodes: number;
}

export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends YamlPlace {
  readonly kind: "syntax" | "limit" | "duplicate-key";
  readonly message: string;
}

/** A scalar as it was written, beside what YAML takes it for. */
export interface YamlScalar {
  readonly value: string | number | boolean | null;
  readonly source: string;
  readonly place: YamlPlace;
}

/** What was read. Objects are maps without a prototype, so that no key is special. */
export type YamlValue = string | number | boolean | null | YamlValue[] | { [key: string]: YamlValue };

export interface YamlDocument {
  readonly value: YamlValue;
  readonly problems: readonly YamlProblem[];
  /** Where a value stands, or the nearest thing around it that has a place. */
  place(path: Path): YamlPlace;
  /** A scalar's own text: "1.10" where the value is 1.1. */
  scalar(path: Path): YamlScalar | null;
}

/**
 * The parser's stack holds about two entries for each nested collection. Composing recurses on it, and a stack that
 * overflows inside V8's regular expressions ends the process: so the depth is checked before, on the flat tokens.
 */
const STACK_PER_LEVEL = 2;
const STACK_BASE = 4;

/** Reads the first document of a text. Never throws for what the text holds: what is wrong is in `problems`. */
export function readYaml(text: string, limits: YamlLimits): YamlDocument {
  const lines = new LineCounter();
  if (text.length > limits.length) {
    return empty("limit", `It has ${text.length} characters; ${limits.length} are read at most.`);
  }
  const deep = tooDeep(text, limits.depth);
  if (deep !== null) {
    const before = text.slice(0, deep).split("\n");
    return empty("limit", `It nests more than ${limits.depth} levels deep.`, {
      line: before.length,
      column: before.at(-1)!.length + 1,
    });
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: "silent",
  });
  const place = (offset: number): YamlPlace => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: YamlProblem[] = document.errors.slice(0, 50).map((error) => ({
    kind: "syntax",
    message: sentence(error.message),
    ...place(error.pos[0]),
  }));
  const walk = new Walk(limits, place, problems, (node) => (isAlias(node) ? node.resolve(document) : undefined));
  const value = walk.value(document.contents, [], 0);
  return {
    value,
    problems,
    place: (path) => walk.place(path),
    scalar: (path) => walk.scalars.get(key(path)) ?? null,
  };
}

/** @returns the offset at which the text gets too deep, or null */
function tooDeep(text: string, depth: number): number | null {
  const parser = new Parser();
  const most = STACK_BASE + STACK_PER_LEVEL * depth;
  for (const token of new Lexer().lex(text)) {
    drain(parser.next(token));
    if (parser.stack.length > most) return Math.min(parser.offset, text.length);
  }
  return null;
}

function drain(tokens: Iterator<unknown>): void {
  while (tokens.next().done !== true);
}

class Walk {
  readonly scalars = new Map<string, YamlScalar>();
  readonly #places = new Map<string, YamlPlace>();
  readonly #limits: YamlLimits;
  readonly #at: (offset: number) => YamlPlace;
  readonly #problems: YamlProblem[];
  readonly #resolve: (node: Node) => Node | undefined;
  #nodes = 0;
  #full = false;

  constructor(
    limits: YamlLimits,
    at: (offset: number) => YamlPlace,
    problems: YamlProblem[],
    resolve: (node: Node) => Node | undefined,
  ) {
    this.#limits = limits;
    this.#at = at;
    this.#problems = problems;
    this.#resolve = resolve;
  }

  place(path: Path): YamlPlace {
    for (let length = path.length; length >= 0; length--) {
      const found = this.#places.get(key(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return { line: 1, column: 1 };
  }

  value(node: unknown, path: Path, depth: number): YamlValue {
    const known = node as Node | null | undefined;
    const offset = known?.range?.[0];
    if (offset !== undefined && !this.#places.has(key(path))) this.#places.set(key(path), this.#at(offset));
    if (this.#tooMuch(path, depth)) return null;
    if (isScalar(node)) return this.#scalar(node, path);
    if (isAlias(node)) {
      const target = this.#resolve(node);
      if (target !== undefined) return this.value(target, path, depth + 1);
      this.#problem("syntax", `No anchor &${node.source} stands in front of this.`, path);
      return null;
    }
    if (isSeq(node)) return node.items.map((item, index) => this.value(item, [...path, index], depth + 1));
    if (isYamlMap(node)) return this.#map(node.items, path, depth);
    return null;
  }

  #map(items: readonly unknown[], path: Path, depth: number): YamlValue {
    const made: Record<string, YamlValue> = Object.create(null) as Record<string, YamlValue>;
    for (const item of items) {
      if (!isPair(item)) continue;
      const name = isScalar(item.key) ? keyText(item.key) : null;
      if (name === null) {
        this.#problem("syntax", "A key must be a plain text.", path);
        continue;
      }
      const inner = [...path, name];
      const at = (item.key as Node).range?.[0];
      if (Object.hasOwn(made, name)) {
        const place = at === undefined ? this.place(path) : this.#at(at);
        if (this.#problems.length < 100) {
          const message = `The key \`${name.slice(0, 80)}\` stands here twice.`;
          this.#problems.push({ kind: "duplicate-key", message, ...place });
        }
        this.#places.delete(key(inner));
        this.scalars.delete(key(inner));
      }
      if (at !== undefined) this.#places.set(key(inner), this.#at(at));
      made[name] = this.value(item.value, inner, depth + 1);
      if (this.#full) break;
    }
    return made;
  }

  #scalar(node: { readonly value: unknown; readonly source?: string } & Node, path: Path): YamlValue {
    const { value } = node;
    const plain = typeof value === "bigint" ? Number(value) : value;
    const known = typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean" ? plain : null;
    const source = typeof plain === "string" ? plain : (node.source ?? (known === null ? "" : String(known)));
    this.scalars.set(key(path), { value: known, source, place: this.place(path) });
    return known;
  }

  #tooMuch(path: Path, depth: number): boolean {
    if (this.#full) return true;
    if (++this.#nodes <= this.#limits.nodes && depth <= this.#limits.depth) return false;
    this.#full = true;
    const what =
      depth > this.#limits.depth
        ? `It nests more than ${this.#limits.depth} levels deep.`
        : `It holds more than ${this.#limits.nodes} values, aliases followed.`;
    this.#problem("limit", what, path);
    return true;
  }

  #problem(kind: YamlProblem["kind"], message: string, path: Path): void {
    if (this.#problems.length < 100) this.#problems.push({ kind, message, ...this.place(path) });
  }
}

function keyText(node: { readonly value: unknown; readonly source?: string }): string | null {
  if (typeof node.value === "string") return node.value;
  return node.source ?? null;
}

const key = (path: Path): string => JSON.stringify(path);

function empty(kind: YamlProblem["kind"], message: string, place: YamlPlace = { line: 1, column: 1 }): YamlDocument {
  return { value: null, problems: [{ kind, message, ...place }], place: () => place, scalar: () => null };
}

/** The library's words, as a sentence. */
function sentence(message: string): string {
  const text = message.trim().replace(/\s+/g, " ");
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A scalar as a text; nothing for what is none. */
export function plainValue(value: YamlValue | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

export function isMap(value: YamlValue | undefined): value is { [key: string]: YamlValue } {
  return value !== null && value !== undefined && typeof value === "object" && !Array.isArray(value);
}
