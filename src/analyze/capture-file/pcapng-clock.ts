/** pcapng timestamps: a 64-bit count of units since the epoch (draft-ietf-opsawg-pcapng section 4.2, if_tsresol). */

const NANOSECONDS_PER_SECOND = 1_000_000_000;
/** Up to here every intermediate result of the division below is a whole number that a double holds exactly. */
const MAX_FAST_UNITS = 2 ** 32;
/** 2^-n: the largest n for which (2^n - 1) * 10^9 is below 2^53. */
const MAX_FAST_BINARY_EXPONENT = 23;

/**
 * Turns an interface's timestamps into seconds and nanoseconds. The result is left in two fields: returning a pair would
 * allocate one for every packet.
 */
export class PcapngClock {
  /** Whole seconds since the epoch, with if_tsoffset added. */
  seconds = 0;
  /** 0 to 999,999,999; what is finer is rounded down. */
  nanoseconds = 0;
  /** Decimal digits of the resolution, at most 9. */
  readonly digits: number;
  /** The file's own resolution is finer than a nanosecond. */
  readonly finerThanNanoseconds: boolean;
  readonly #unitsPerSecond: number;
  readonly #exactUnitsPerSecond: bigint;
  readonly #offsetSeconds: number;
  readonly #fast: boolean;

  /**
   * @param resolution the if_tsresol byte: 10^-n, or with the top bit set 2^-n
   * @param offsetSeconds the if_tsoffset, seconds
   */
  constructor(resolution: number, offsetSeconds: number) {
    const exponent = resolution & 0x7f;
    const binary = (resolution & 0x80) !== 0;
    this.#exactUnitsPerSecond = (binary ? 2n : 10n) ** BigInt(exponent);
    this.#unitsPerSecond = Number(this.#exactUnitsPerSecond);
    this.#offsetSeconds = offsetSeconds;
    this.#fast = this.#unitsPerSecond <= MAX_FAST_UNITS && (!binary || exponent <= MAX_FAST_BINARY_EXPONENT);
    this.finerThanNanoseconds = this.#unitsPerSecond > NANOSECONDS_PER_SECOND;
    this.digits = Math.min(9, binary ? Math.ceil(exponent * Math.log10(2)) : exponent);
  }

  /** Sets both fields from a timestamp's upper and lower 32 bits. */
  set(high: number, low: number): void {
    if (!this.#fast) {
      this.#setExactly(high, low);
      return;
    }
    // Long division of the 64-bit count in three steps of 32, 16 and 16 bits. A double can't hold nanoseconds since 1970,
    // and a BigInt would be allocated anew for every packet.
    const units = this.#unitsPerSecond;
    const upper = Math.floor(high / units);
    let rest = (high - upper * units) * 0x10000 + (low >>> 16);
    const middle = Math.floor(rest / units);
    rest = (rest - middle * units) * 0x10000 + (low & 0xffff);
    const lower = Math.floor(rest / units);
    rest -= lower * units;
    this.seconds = upper * 0x100000000 + middle * 0x10000 + lower + this.#offsetSeconds;
    this.nanoseconds = Math.floor((rest * NANOSECONDS_PER_SECOND) / units);
  }

  #setExactly(high: number, low: number): void {
    const count = (BigInt(high) << 32n) | BigInt(low);
    const units = this.#exactUnitsPerSecond;
    this.seconds = Number(count / units) + this.#offsetSeconds;
    this.nanoseconds = Number(((count % units) * 1_000_000_000n) / units);
  }
}
