/** Reads whole pickles for what is in them. That takes no time worth a thread: pixels are passed over, not read. */
import { readPixelArray } from "../../../share/wire/pickle-q/array.ts";
import { PickleError } from "../../../share/wire/pickle-q/machine.ts";
import type { InflatePool } from "../inflate-pool.ts";
import type { BodyReader } from "../length-prefixed.ts";
import type { FrameRecord } from "../types.ts";

/** The only type that is read as a picture. */
const DTYPE = "uint8";
const CHANNELS = 3;

export class PickleReader implements BodyReader {
  readonly #pool: InflatePool;

  /** @param pool whose spare memory is used */
  constructor(pool: InflatePool) {
    this.#pool = pool;
  }

  room(bytes: number): Buffer {
    return this.#pool.room(bytes);
  }

  add(body: Buffer, record: FrameRecord): void {
    record.problem = fill(body, record);
    record.intact = record.problem === null;
    this.#pool.giveBack(body);
  }
}

/** @returns what is wrong with it; null: nothing */
function fill(body: Buffer, record: FrameRecord): string | null {
  try {
    const { width, height, data, bytes } = readPixelArray(body);
    if (bytes < body.length) return `its pickle ends ${body.length - bytes} bytes before the size in its header`;
    record.rawBytes = data.length;
    record.array = { shape: [height, width, CHANNELS], dtype: DTYPE };
    return null;
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    const where = error.offset > 0 ? `, at byte ${error.offset}` : "";
    return `its pickle is no picture${where}: ${error.message}`;
  }
}
