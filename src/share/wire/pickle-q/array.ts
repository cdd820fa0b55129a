/** An array of pixels, from the pickle that holds it: uint8, shape (height, width, 3). */
import type { PictureSize } from "../types.ts";
import { latin1OfUtf8 } from "./latin1.ts";
import { quoted } from "./quoted.ts";
import { PickleError, readPickle, type Value } from "./machine.ts";

export interface PixelArray extends PictureSize {
  /** BGR, one byte a channel; a view of the pickle, unless that is of protocol 2. */
  readonly data: Buffer;
  /** How they follow one another: row by row ("C"), or column by column of each channel ("F"). */
  readonly order: "C" | "F";
  /** Of the whole pickle. */
  readonly bytes: number;
}

const CHANNELS = 3;
/** numpy's names of unsigned bytes. */
const UINT8 = new Set(["u1", "|u1", "uint8", "B"]);

/** @throws PickleError when the pickle is no such array */
export function readPixelArray(pickle: Buffer): PixelArray {
  const { value, bytes } = readPickle(pickle);
  if (value.kind !== "object") fail("it is no array");
  const parts = value.made === "_reconstruct" ? reconstructed(value.from, value.state) : fromBuffer(value);
  const [height = 0, width = 0, channels = 0] = parts.shape;
  if (parts.shape.length !== CHANNELS || channels !== CHANNELS) {
    fail(`its shape is (${parts.shape.join(", ")}), not (height, width, 3)`);
  }
  if (height < 1 || width < 1) fail("it has no pixels");
  if (height * width * CHANNELS !== parts.data.length) {
    fail(`its shape is (${parts.shape.join(", ")}), but it has ${parts.data.length} bytes`);
  }
  return { width, height, data: parts.data, order: parts.order, bytes };
}

interface Parts {
  readonly shape: readonly number[];
  readonly data: Buffer;
  readonly order: "C" | "F";
}

/** `_reconstruct(ndarray, (0,), b'b')`, then the state (version, shape, dtype, whether Fortran's order, bytes). */
function reconstructed(from: readonly Value[], state: Value | null): Parts {
  const [type] = from;
  if (type?.kind !== "global" || type.name !== "ndarray" || state?.kind !== "tuple") fail("it is no whole array");
  const [version, shape, dtype, fortran, data] = state.items;
  if (version?.kind !== "integer" || fortran?.kind !== "flag") fail("its state is no array's");
  checkType(dtype);
  return { shape: numbers(shape), data: bytes(data), order: fortran.value ? "F" : "C" };
}

/** Bytes, or what protocol 2 has for them: `_codecs.encode(text, "latin1")`. */
function bytes(value: Value | undefined): Buffer {
  if (value?.kind === "bytes") return value.value;
  if (value?.kind !== "object" || value.made !== "encode") fail("its state has no bytes");
  const [text, encoding] = value.from;
  if (encoding?.kind !== "text" || encoding.value !== "latin1") fail("its bytes are in another encoding than latin1");
  if (text?.kind === "text") return latin1OfUtf8(Buffer.from(text.value, "latin1"));
  return text?.kind === "long text" ? latin1OfUtf8(text.value) : fail("its bytes are no text");
}

/** `_frombuffer(bytes, dtype, shape, order)`, as protocol 5 has it. */
function fromBuffer({ made, from, state }: Value & { kind: "object" }): Parts {
  if (made !== "_frombuffer" || state !== null) fail("it is no array");
  const [data, dtype, shape, order] = from;
  if (data?.kind !== "bytes" || order?.kind !== "text") fail("it is no whole array");
  if (order.value !== "C" && order.value !== "F") fail(`its order is ${quoted(order.value)}`);
  checkType(dtype);
  return { shape: numbers(shape), data: data.value, order: order.value };
}

function checkType(dtype: Value | undefined): void {
  if (dtype?.kind !== "object" || dtype.made !== "dtype") fail("it has no dtype");
  const [name] = dtype.from;
  if (name?.kind !== "text") fail("its dtype has no name");
  if (!UINT8.has(name.value)) fail(`its dtype is ${quoted(name.value)}, not uint8`);
}

function numbers(shape: Value | undefined): number[] {
  if (shape?.kind !== "tuple") fail("it has no shape");
  return shape.items.map((item) =>
    item.kind === "integer" ? item.value : fail("its shape has something else than numbers"),
  );
}

function fail(problem: string): never {
  throw new PickleError(problem, 0);
}
