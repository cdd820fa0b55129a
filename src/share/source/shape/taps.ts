/** Weights are in units of 1/256, so that a weighted sum of bytes fits in 16 bits. */
export const WEIGHT_BITS = 8;
const WEIGHT_SUM = 1 << WEIGHT_BITS;

/** For each pixel of a line, which pixels of the line it is made from, and how much each counts. */
export interface Taps {
  /** So many for each pixel; some may weigh nothing. */
  readonly count: number;
  /** The first one's index, for each pixel. They never lead out of the line. */
  readonly first: Int32Array;
  /** `count` for each pixel; they add up to 256. */
  readonly weights: Int32Array;
}

/**
 * How to make a line of `to` pixels from one of `from`: area averages where it gets shorter, so that thin lines get
 * fainter but never vanish; straight lines between neighbours where it gets longer.
 */
export function tapsFor(from: number, to: number): Taps {
  const lines = Array.from({ length: to }, (_, i) => (to < from ? areaTaps(i, from, to) : linearTaps(i, from, to)));
  const count = Math.max(...lines.map(({ weights }) => weights.length));
  const first = new Int32Array(to);
  const weights = new Int32Array(to * count);
  for (const [i, line] of lines.entries()) {
    first[i] = Math.min(line.first, from - count);
    weights.set(wholeWeights(line.weights), i * count + line.first - first[i]);
  }
  return { count, first, weights };
}

interface Line {
  readonly first: number;
  readonly weights: readonly number[];
}

function areaTaps(i: number, from: number, to: number): Line {
  // In units of 1/to pixels, so all of it is whole numbers.
  const [start, end] = [i * from, (i + 1) * from];
  const first = Math.floor(start / to);
  const weights: number[] = [];
  for (let pixel = first; pixel * to < end; pixel++) {
    weights.push((Math.min((pixel + 1) * to, end) - Math.max(pixel * to, start)) / from);
  }
  return { first, weights };
}

function linearTaps(i: number, from: number, to: number): Line {
  const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
  const first = Math.floor(centre);
  const part = centre - first;
  return { first, weights: part === 0 ? [1] : [1 - part, part] };
}

/** @returns whole weights that add up to 256 exactly, so that an area of one colour keeps it */
function wholeWeights(weights: readonly number[]): number[] {
  let exact = 0;
  let given = 0;
  return weights.map((weight) => {
    exact += weight * WEIGHT_SUM;
    const whole = Math.round(exact) - given;
    given += whole;
    return whole;
  });
}
