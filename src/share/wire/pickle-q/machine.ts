/**
 * Reads a pickle of one numpy array, and nothing else. Python's own reader is a machine that calls whatever the pickle
 * names; this one has no calls at all. The only globals it knows are those that such an array is made of, and each of
 * them is a word that stands for itself.
 */
import { quoted } from "./quoted.ts";
import { argumentWidth, nameOfOpcode, opcode, type Opcode } from "./opcodes.ts";

/** Pickles of one array have some forty opcodes; these bounds end whatever does not. */
const MOST_OPCODES = 200;
const MOST_ITEMS = 64;
/** Of a text, or of one of a global's two names; the longest that an array needs is numpy._core.multiarray. */
const MOST_TEXT = 64;
/** Up to 2 there are no bytes: pixels are a text, with a call that encodes it as Latin-1. Older ones have no PROTO. */
export const LEAST_PROTOCOL = 2;
export const LATEST_PROTOCOL = 5;
/** numpy up to 1 and from 2 on keep them in different modules. */
const GLOBALS: ReadonlyMap<string, GlobalName> = new Map([
  ["numpy.core.multiarray _reconstruct", "_reconstruct"],
  ["numpy._core.multiarray _reconstruct", "_reconstruct"],
  ["numpy.core.numeric _frombuffer", "_frombuffer"],
  ["numpy._core.numeric _frombuffer", "_frombuffer"],
  ["numpy ndarray", "ndarray"],
  ["numpy dtype", "dtype"],
  ["_codecs encode", "encode"],
]);

type GlobalName = "_reconstruct" | "_frombuffer" | "ndarray" | "dtype" | "encode";

/** What the machine's stack holds. Bytes are a view of the pickle's own. */
export type Value =
  | { readonly kind: "none" }
  | { readonly kind: "mark" }
  | { readonly kind: "flag"; readonly value: boolean }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  /** UTF-8, too long for a name: pixels of protocol 2, if anything. */
  | { readonly kind: "long text"; readonly value: Buffer }
  | { readonly kind: "bytes"; readonly value: Buffer }
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | { readonly kind: "global"; readonly name: GlobalName }
  /** What calling the global would make, and what it would be told afterwards. */
  | { readonly kind: "object"; readonly made: GlobalName; readonly from: readonly Value[]; state: Value | null };

export class PickleError extends Error {
  /** From the pickle's first byte. */
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(problem);
    this.name = "PickleError";
    this.offset = offset;
  }
}

/**
 * @returns what the pickle holds, and how many bytes it has
 * @throws PickleError at the first byte that is no part of such a pickle
 */
export function readPickle(pickle: Buffer): { readonly value: Value; readonly bytes: number } {
  return new Machine(pickle).run();
}

class Machine {
  readonly #pickle: Buffer;
  readonly #stack: Value[] = [];
  readonly #memo = new Map<number, Value>();
  /** Of the opcode being carried out. */
  #start = 0;
  #at = 0;
  #opcode: Opcode = { name: "", argument: "none" };

  constructor(pickle: Buffer) {
    this.#pickle = pickle;
  }

  run(): { readonly value: Value; readonly bytes: number } {
    for (let count = 0; count < MOST_OPCODES; count++) {
      this.#start = this.#at;
      const code = this.#take(1)[0]!;
      const known = opcode(code);
      if (known === undefined) this.#fail(`opcode ${nameOfOpcode(code)} is none that an array needs`);
      this.#opcode = known;
      if (count === 0 && known.name !== "PROTO") this.#fail("a pickle begins with PROTO");
      if (known.name === "STOP") {
        const value = this.#pop();
        if (this.#stack.length > 0) this.#fail("STOP leaves more than one thing");
        return { value, bytes: this.#at };
      }
      this.#step();
      if (this.#stack.length > MOST_ITEMS || this.#memo.size > MOST_ITEMS) this.#fail("it holds more than one array");
    }
    return this.#fail(`it has more than ${MOST_OPCODES} opcodes`);
  }

  #step(): void {
    const { name, argument } = this.#opcode;
    switch (argument) {
      case "bytes1":
      case "bytes4":
      case "bytes8":
        this.#stack.push({ kind: "bytes", value: this.#take(this.#number(argumentWidth(argument))) });
        return;
      case "text1":
      case "text4":
      case "text8":
        this.#stack.push(this.#text(this.#take(this.#number(argumentWidth(argument)))));
        return;
      case "names":
        this.#stack.push(this.#global(this.#line(), this.#line()));
        return;
      case "int4":
        this.#stack.push({ kind: "integer", value: this.#take(4).readInt32LE() });
        return;
      default:
        this.#carryOut(name, argument === "none" ? 0 : this.#number(argumentWidth(argument)));
    }
  }

  #carryOut(name: string, argument: number): void {
    const stack = this.#stack;
    switch (name) {
      case "PROTO":
        if (argument < LEAST_PROTOCOL || argument > LATEST_PROTOCOL) {
          this.#fail(`protocol ${argument} is not ${LEAST_PROTOCOL} to ${LATEST_PROTOCOL}`);
        }
        return;
      case "FRAME": // says how far to read ahead; all is here already
        return;
      case "MARK":
        stack.push({ kind: "mark" });
        return;
      case "NONE":
        stack.push({ kind: "none" });
        return;
      case "NEWTRUE":
      case "NEWFALSE":
        stack.push({ kind: "flag", value: name === "NEWTRUE" });
        return;
      case "BININT1":
      case "BININT2":
        stack.push({ kind: "integer", value: argument });
        return;
      case "EMPTY_TUPLE":
        stack.push({ kind: "tuple", items: [] });
        return;
      case "TUPLE1":
      case "TUPLE2":
      case "TUPLE3":
        this.#tuple(Number(name.at(-1)));
        return;
      case "TUPLE": {
        const mark = stack.findLastIndex(({ kind }) => kind === "mark");
        if (mark === -1) this.#fail("TUPLE without MARK");
        const items = stack.splice(mark).slice(1);
        stack.push({ kind: "tuple", items });
        return;
      }
      case "MEMOIZE":
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case "BINPUT":
      case "LONG_BINPUT":
        this.#memo.set(argument, this.#top());
        return;
      case "BINGET":
      case "LONG_BINGET":
        stack.push(this.#memo.get(argument) ?? this.#fail(`nothing was kept under ${argument}`));
        return;
      case "STACK_GLOBAL": {
        const [second, first] = [this.#pop(), this.#pop()];
        if (first.kind !== "text" || second.kind !== "text") this.#fail("STACK_GLOBAL without two names");
        stack.push(this.#global(first.value, second.value));
        return;
      }
      case "REDUCE": {
        const [from, callable] = [this.#pop(), this.#pop()];
        if (callable.kind !== "global" || from.kind !== "tuple") this.#fail("REDUCE of what can't be called");
        if (callable.name === "ndarray") this.#fail("REDUCE of ndarray");
        stack.push({ kind: "object", made: callable.name, from: from.items, state: null });
        return;
      }
      case "BUILD": {
        const state = this.#pop();
        const object = this.#top();
        if (object.kind !== "object" || object.state !== null) this.#fail("BUILD of what has no state to set");
        object.state = state;
        return;
      }
      default:
        this.#fail(`${name} is none that an array needs`);
    }
  }

  #tuple(count: number): void {
    if (this.#stack.length < count) this.#fail("the stack is empty");
    const items = this.#stack.splice(-count);
    if (items.some(({ kind }) => kind === "mark")) this.#fail("a tuple over a MARK");
    this.#stack.push({ kind: "tuple", items });
  }

  #global(module: string, name: string): Value {
    const known = GLOBALS.get(`${module} ${name}`);
    if (known === undefined) this.#fail(`it names ${quoted(module)} ${quoted(name)}, which no array needs`);
    return { kind: "global", name: known };
  }

  #top(): Value {
    return this.#stack.at(-1) ?? this.#fail("the stack is empty");
  }

  #pop(): Value {
    return this.#stack.pop() ?? this.#fail("the stack is empty");
  }

  /** Little-endian, unsigned. Lengths that no memory holds are as good as any that go past the end. */
  #number(width: number): number {
    const bytes = this.#take(width);
    return width === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, width);
  }

  #text(bytes: Buffer): Value {
    if (bytes.length > MOST_TEXT) return { kind: "long text", value: bytes };
    return { kind: "text", value: bytes.toString("latin1") };
  }

  #line(): string {
    const end = this.#pickle.indexOf(0x0a, this.#at);
    if (end === -1 || end - this.#at > MOST_TEXT) this.#fail("a name that does not end");
    const line = this.#take(end - this.#at).toString("latin1");
    this.#at = end + 1;
    return line;
  }

  #take(length: number): Buffer {
    const left = this.#pickle.length - this.#at;
    if (length > left) {
      const what = this.#opcode.name === "" ? "its first opcode" : this.#opcode.name;
      this.#fail(`${what} needs ${length} bytes, ${left} are left`);
    }
    this.#at += length;
    return this.#pickle.subarray(this.#at - length, this.#at);
  }

  #fail(problem: string): never {
    throw new PickleError(problem, this.#start);
  }
}
