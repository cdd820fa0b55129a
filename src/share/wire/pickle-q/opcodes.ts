/** The opcodes of Python's pickle that an array of pixels needs (Lib/pickletools.py), and how their arguments are read. */

export type Argument =
  | "none"
  | "uint1"
  | "uint2"
  | "int4"
  | "uint4"
  | "uint8"
  /** Two lines of text. */
  | "names"
  /** That many bytes follow the length, which has so many bytes itself. */
  | "text1"
  | "text4"
  | "text8"
  | "bytes1"
  | "bytes4"
  | "bytes8";

export interface Opcode {
  readonly name: string;
  readonly argument: Argument;
}

const TABLE: readonly (readonly [code: number, name: string, argument: Argument])[] = [
  [0x28, "MARK", "none"],
  [0x29, "EMPTY_TUPLE", "none"],
  [0x2e, "STOP", "none"],
  [0x42, "BINBYTES", "bytes4"],
  [0x43, "SHORT_BINBYTES", "bytes1"],
  [0x4a, "BININT", "int4"],
  [0x4b, "BININT1", "uint1"],
  [0x4d, "BININT2", "uint2"],
  [0x4e, "NONE", "none"],
  [0x52, "REDUCE", "none"],
  [0x58, "BINUNICODE", "text4"],
  [0x62, "BUILD", "none"],
  [0x63, "GLOBAL", "names"],
  [0x68, "BINGET", "uint1"],
  [0x6a, "LONG_BINGET", "uint4"],
  [0x71, "BINPUT", "uint1"],
  [0x72, "LONG_BINPUT", "uint4"],
  [0x74, "TUPLE", "none"],
  [0x80, "PROTO", "uint1"],
  [0x85, "TUPLE1", "none"],
  [0x86, "TUPLE2", "none"],
  [0x87, "TUPLE3", "none"],
  [0x88, "NEWTRUE", "none"],
  [0x89, "NEWFALSE", "none"],
  [0x8c, "SHORT_BINUNICODE", "text1"],
  [0x8d, "BINUNICODE8", "text8"],
  [0x8e, "BINBYTES8", "bytes8"],
  [0x93, "STACK_GLOBAL", "none"],
  [0x94, "MEMOIZE", "none"],
  [0x95, "FRAME", "uint8"],
  [0x96, "BYTEARRAY8", "bytes8"],
];

/** The others that Python has, to name them when they are refused. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x30, "POP"], [0x31, "POP_MARK"], [0x32, "DUP"], [0x46, "FLOAT"], [0x47, "BINFLOAT"], [0x49, "INT"],
  [0x4c, "LONG"], [0x50, "PERSID"], [0x51, "BINPERSID"], [0x53, "STRING"], [0x54, "BINSTRING"],
  [0x55, "SHORT_BINSTRING"], [0x56, "UNICODE"], [0x5d, "EMPTY_LIST"], [0x61, "APPEND"], [0x64, "DICT"],
  [0x65, "APPENDS"], [0x67, "GET"], [0x69, "INST"], [0x6c, "LIST"], [0x6f, "OBJ"], [0x70, "PUT"],
  [0x73, "SETITEM"], [0x75, "SETITEMS"], [0x7d, "EMPTY_DICT"], [0x81, "NEWOBJ"], [0x82, "EXT1"], [0x83, "EXT2"],
  [0x84, "EXT4"], [0x8a, "LONG1"], [0x8b, "LONG4"], [0x8f, "EMPTY_SET"], [0x90, "ADDITEMS"],
  [0x91, "FROZENSET"], [0x92, "NEWOBJ_EX"], [0x97, "NEXT_BUFFER"], [0x98, "READONLY_BUFFER"],
]); // prettier-ignore

const OPCODES: ReadonlyMap<number, Opcode> = new Map(TABLE.map(([code, name, argument]) => [code, { name, argument }]));

/** Bytes of an argument, or of its length; for names, none that is known beforehand. */
const WIDTH: Readonly<Record<Argument, number>> = {
  none: 0,
  uint1: 1,
  uint2: 2,
  int4: 4,
  uint4: 4,
  uint8: 8,
  names: 0,
  text1: 1,
  text4: 4,
  text8: 8,
  bytes1: 1,
  bytes4: 4,
  bytes8: 8,
};

export function opcode(code: number): Opcode | undefined {
  return OPCODES.get(code);
}

/** @returns such as "NEWOBJ (0x81)" */
export function nameOfOpcode(code: number): string {
  const hex = `0x${code.toString(16).padStart(2, "0")}`;
  const name = OPCODES.get(code)?.name ?? REFUSED.get(code);
  return name === undefined ? hex : `${name} (${hex})`;
}

export function argumentWidth(argument: Argument): number {
  return WIDTH[argument];
}
