/**
 * Exact fractions. Points, tolerances and answers are compared and added without the drift of binary floating point, so
 * that ten times a tenth of a point is a point on every machine.
 */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
/** Enough for every double, and little enough that no text makes numbers without end. */
const MAX_DIGITS = 400;

export class Exact {
  readonly numerator: bigint;
  /** Above 0; the fraction is in lowest terms. */
  readonly denominator: bigint;

  private constructor(numerator: bigint, denominator: bigint) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  static of(numerator: bigint, denominator = 1n): Exact {
    if (denominator === 0n) throw new RangeError("a fraction of 0");
    const sign = denominator < 0n ? -1n : 1n;
    const divisor = gcd(numerator < 0n ? -numerator : numerator, denominator * sign);
    return new Exact((numerator * sign) / divisor, (denominator * sign) / divisor);
  }

  /** The decimal fraction that a number is printed as: 0.1 is a tenth, not the double next to it. */
  static from(value: number): Exact {
    const exact = Number.isFinite(value) ? Exact.parse(String(value)) : null;
    if (exact === null) throw new RangeError(`${value} is no fraction`);
    return exact;
  }

  /** @returns the fraction that "-12.5e-3" is, or null for what is no such decimal or has more than 400 digits */
  static parse(text: string): Exact | null {
    const [, sign, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
    if (sign === undefined || (whole === "" && fraction === "")) return null;
    const shift = Number(exponent) - fraction.length;
    if (whole.length + fraction.length > MAX_DIGITS || Math.abs(shift) > MAX_DIGITS) return null;
    const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
    return shift >= 0 ? Exact.of(digits * 10n ** BigInt(shift)) : Exact.of(digits, 10n ** BigInt(-shift));
  }

  plus(other: Exact): Exact {
    return Exact.of(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Exact): Exact {
    return this.plus(other.negated());
  }

  times(other: Exact): Exact {
    return Exact.of(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @throws RangeError for a division by 0 */
  over(other: Exact): Exact {
    return Exact.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  negated(): Exact {
    return new Exact(-this.numerator, this.denominator);
  }

  abs(): Exact {
    return this.numerator < 0n ? this.negated() : this;
  }

  /** @returns below 0, 0 or above 0, as for a sort */
  compare(other: Exact): number {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  equals(other: Exact): boolean {
    return this.numerator === other.numerator && this.denominator === other.denominator;
  }

  get isWhole(): boolean {
    return this.denominator === 1n;
  }

  get isZero(): boolean {
    return this.numerator === 0n;
  }

  /** The whole number below, or this one. */
  floor(): Exact {
    const { numerator, denominator } = this;
    const quotient = numerator / denominator;
    return new Exact(numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient, 1n);
  }

  /** To the nearest multiple of a step; halves go away from zero. */
  rounded(step: Exact): Exact {
    const steps = this.abs().over(step).plus(Exact.of(1n, 2n)).floor().times(step);
    return this.numerator < 0n ? steps.negated() : steps;
  }

  /** The exponent of ten of the first significant digit: 0 for 1 to 9.99, -3 for 0.001. Not for 0. */
  magnitude(): number {
    const size = this.abs();
    let power = String(size.numerator).length - String(size.denominator).length;
    if (size.compare(powerOfTen(power)) < 0) power--;
    return power;
  }

  /** The nearest double. */
  toNumber(): number {
    if (this.isZero) return 0;
    const shift = 25 - this.magnitude();
    const scaled = this.times(powerOfTen(shift));
    return Number(`${scaled.numerator / scaled.denominator}e${-shift}`);
  }

  /** As a decimal with no more than `places` digits behind the point and no zeros at the end. */
  toText(places: number): string {
    const scaled = this.rounded(powerOfTen(-places)).times(powerOfTen(places)).numerator;
    const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, "0");
    const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
    const whole = digits.slice(0, digits.length - places);
    return `${scaled < 0n ? "-" : ""}${whole}${fraction === "" || places === 0 ? "" : `.${fraction}`}`;
  }
}

export const ZERO = Exact.of(0n);
export const ONE = Exact.of(1n);

export function powerOfTen(power: number): Exact {
  return power >= 0 ? Exact.of(10n ** BigInt(power)) : Exact.of(1n, 10n ** BigInt(-power));
}

export function smaller(a: Exact, b: Exact): Exact {
  return a.compare(b) <= 0 ? a : b;
}

export function larger(a: Exact, b: Exact): Exact {
  return a.compare(b) >= 0 ? a : b;
}

/** Between 0 and 1. */
export function clamped(value: Exact): Exact {
  return larger(ZERO, smaller(ONE, value));
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
