import type { ClockSamples } from "../prints/clock-samples.ts";
import type { Detector, Sight } from "./types.ts";

const TITLE = "Times disagree with the TCP clock";

/**
 * Ticks a second that TCP clocks have: RFC 7323 section 5.4 allows 1 to 1000; Linux, macOS and Windows use 1000, older ones 100 and 250, FreeBSD
 * 1000, some load balancers 10 and 2; newer Linux can send microseconds.
 */
const RATES = [1, 2, 10, 100, 128, 200, 250, 300, 500, 512, 1000, 1024, 10_000, 1_000_000] as const;
/** A clock's rate can't be told from less, seconds. */
const LEAST_SPAN = 2;
const LEAST_SAMPLES = 20;
/** Of a virtual machine's clocks against each other; far more than crystals have. */
const RATE_TOLERANCE = 0.03;
/** A packet waits for less in any queue that a lab has, seconds. */
const LEAST_JUMP = 1.5;

/**
 * A segment's TSval is the sender's clock when it was sent; the capture's time can only be a little later. Where both
 * move apart, one of them was changed: packets joined from another session, or times written anew.
 */
export const clock: Detector = {
  id: "clock-disagrees",
  find: ({ clocks }) => clocks.flatMap(ofClock).slice(0, 20),
};

function ofClock(samples: ClockSamples): Sight[] {
  const { times, ticks, packets, stream, end } = samples;
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (times.length < LEAST_SAMPLES || Math.abs(span) < LEAST_SPAN) return [];
  const measured = slope(times, ticks);
  const whose = `the TCP clock of ${end} (tcp.stream ${stream})`;
  const rate = RATES.find((known) => Math.abs(measured / known - 1) <= RATE_TOLERANCE);
  const jump = largestJump(samples, rate ?? typicalRate(measured));
  if (jump !== null) {
    const [before, after] = [packets[jump.at - 1]!, packets[jump.at]!];
    const way = jump.seconds > 0 ? "forward" : "back";
    return [
      {
        id: "clock-disagrees",
        title: TITLE,
        evidence: `Between packets ${before} and ${after} the capture's time goes ${Math.abs(jump.seconds).toFixed(1)} s ${way} against ${whose}.`,
        packets: [before, after],
      },
    ];
  }
  if (rate !== undefined) return [];
  return [
    {
      id: "clock-disagrees",
      title: TITLE,
      evidence: `By the capture's times, ${whose} makes ${measured.toPrecision(4)} ticks a second over ${span.toFixed(1)} s; no system's clock has that rate.`,
      packets: [packets[0]!, packets.at(-1)!],
    },
  ];
}

/** Median of the slopes between samples a third of the capture apart: single packets that waited don't matter. */
function slope(times: readonly number[], ticks: readonly number[]): number {
  const step = Math.floor(times.length / 3);
  const slopes: number[] = [];
  for (let at = 0; at + step < times.length; at++) {
    const seconds = times[at + step]! - times[at]!;
    if (seconds > 0) slopes.push((ticks[at + step]! - ticks[at]!) / seconds);
  }
  slopes.sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? Number.NaN;
}

function typicalRate(measured: number): number {
  return RATES.reduce((best, rate) =>
    Math.abs(Math.log(measured / rate)) < Math.abs(Math.log(measured / best)) ? rate : best,
  );
}

/** Where the difference of both clocks changes for good: at least five samples on either side agree with their own side. */
function largestJump({ times, ticks }: ClockSamples, rate: number): { at: number; seconds: number } | null {
  const apart = times.map((time, at) => time - ticks[at]! / rate);
  let best: { at: number; seconds: number } | null = null;
  for (let at = 5; at + 5 <= apart.length; at++) {
    const [before, after] = [apart.slice(at - 5, at), apart.slice(at, at + 5)];
    // The packets that waited least, on either side: a queue that fills up is no jump.
    const seconds = Math.min(...after) - Math.min(...before);
    const settled =
      Math.max(...before) - Math.min(...before) < LEAST_JUMP && Math.max(...after) - Math.min(...after) < LEAST_JUMP;
    if (settled && Math.abs(seconds) >= LEAST_JUMP && Math.abs(seconds) > Math.abs(best?.seconds ?? 0))
      best = { at, seconds };
  }
  return best;
}
