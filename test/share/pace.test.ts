/**
 * When frames are sent to a viewer that takes them slowly, behind a buffer that nobody can look into: played with a
 * simulated clock, a buffer of some size and a viewer that takes so many bytes per ms.
 */
import { describe, expect, it } from "vitest";
import { Pace } from "../../src/share/sharer/pace.ts";

/** Of ours, on Linux: so much may wait in the kernel when the next frame is sent. */
const LIMIT = 16 * 1024;
/** ms */
const LOOK_EVERY = 10;

interface World {
  /** Of the hidden buffer, bytes. */
  readonly capacity: number;
  /** Bytes per ms that the viewer takes, at a time. */
  readonly rate: (now: number) => number;
  readonly frameBytes: number;
  readonly fps: number;
  readonly seconds: number;
  /** Whether it can be seen what waits before the buffer, as on Linux; else only when all has got in. */
  readonly queueSeen: boolean;
  /** Between two looks, ms. */
  readonly lookEvery?: number;
}

interface Sent {
  readonly at: number;
  /** All bytes up to its end. */
  readonly end: number;
  takenAt: number | null;
}

/** @returns frames with the times when they were sent and when the viewer had them */
function play(
  { capacity, rate, frameBytes, fps, seconds, queueSeen, lookEvery = LOOK_EVERY }: World,
  paced = true,
): Sent[] {
  const pace = new Pace();
  const frames: Sent[] = [];
  let [queue, hidden, taken, sent, gotIn, due, lookAt] = [0, 0, 0, 0, 0, 0, 0];
  let waiting = false;
  const move = (now: number): void => {
    const bytes = Math.min(queue, capacity - hidden);
    if (queue > 0 && bytes === queue) gotIn = now;
    hidden += bytes;
    queue -= bytes;
  };
  for (let now = 0; now < seconds * 1000; now++) {
    const bytes = Math.min(rate(now), hidden);
    hidden -= bytes;
    taken += bytes;
    move(now);
    for (const frame of frames) if (taken >= frame.end - 0.5) frame.takenAt ??= now;
    if (waiting && now >= lookAt) {
      lookAt = now + lookEvery;
      if (queue > (queueSeen ? LIMIT : 0)) {
        if (queueSeen) pace.full(queue, now);
      } else {
        waiting = false;
        if (!queueSeen) pace.full(0, gotIn);
        pace.left(queue, queueSeen ? now : gotIn);
      }
    }
    if (waiting || now < due || (paced && pace.nextAt(now) > now)) continue;
    sent += frameBytes;
    queue += frameBytes;
    waiting = true;
    due = now + 1000 / fps;
    move(now);
    pace.sent(frameBytes, now);
    lookAt = now + LOOK_EVERY;
    frames.push({ at: now, end: sent, takenAt: null });
  }
  return frames;
}

const MEGABYTE_PER_SECOND = 1000;
const steady = (rate: number) => () => rate;

function medianAge(frames: readonly Sent[]): number {
  const ages = frames.flatMap(({ at, takenAt }) => (takenAt === null ? [] : [takenAt - at])).sort((a, b) => a - b);
  return ages[ages.length >> 1]!;
}

const arrived = (frames: readonly Sent[]): number => frames.filter(({ takenAt }) => takenAt !== null).length;

describe("frames are as old as it takes to send them, whatever the buffer", () => {
  it.each([
    [64 * 1024, 136_000, true],
    [64 * 1024, 136_000, false],
    [200_000, 136_000, true],
    [200_000, 136_000, false],
    [1_000_000, 136_000, true],
    [1_000_000, 136_000, false],
    [4_000_000, 136_000, false],
    [64 * 1024, 45_000, true],
    [200_000, 45_000, false],
    [1_000_000, 45_000, true],
    [1_000_000, 45_000, false],
  ])("of %i bytes, frames of %i bytes, what waits before it is seen: %s", (capacity, frameBytes, queueSeen) => {
    const world = { capacity, frameBytes, queueSeen, rate: steady(MEGABYTE_PER_SECOND), fps: 60, seconds: 60 };
    const toTake = frameBytes / MEGABYTE_PER_SECOND;
    expect(medianAge(play(world))).toBeLessThan(1.3 * toTake);
    // And next to nothing of what the viewer could take is lost.
    expect(arrived(play(world))).toBeGreaterThan((0.9 * 60_000) / toTake);
    if (capacity > frameBytes) expect(medianAge(play(world, false))).toBeGreaterThan(capacity / MEGABYTE_PER_SECOND);
  });
});

describe("where looking costs too much to be done often", () => {
  it.each([
    [64 * 1024, 56_000],
    [130_000, 56_000],
    [130_000, 136_000],
  ])("buffer of %i bytes, frames of %i bytes", (capacity, frameBytes) => {
    const rate = steady(MEGABYTE_PER_SECOND);
    const world = { capacity, frameBytes, rate, fps: 60, seconds: 60, queueSeen: true, lookEvery: 40 };
    const toTake = frameBytes / MEGABYTE_PER_SECOND;
    expect(medianAge(play(world))).toBeLessThan(1.5 * toTake);
    expect(arrived(play(world))).toBeGreaterThan((0.8 * 60_000) / toTake);
  });
});

describe("a viewer far away", () => {
  it.each([30, 60, 200])("gets a frame for each round trip of %i ms, as without", (roundTrip) => {
    const sent = (paced: boolean): number => {
      const pace = new Pace();
      let [count, sentAt, waiting] = [0, Number.NEGATIVE_INFINITY, false];
      for (let now = 0; now < 60_000; now += LOOK_EVERY) {
        if (waiting && now - sentAt < roundTrip) pace.full(136_000, now);
        else if (waiting) {
          pace.left(0, now);
          waiting = false;
        }
        if (waiting || (paced && pace.nextAt(now) > now)) continue;
        pace.sent(136_000, now);
        count++;
        sentAt = now;
        waiting = true;
      }
      return count;
    };
    expect(sent(true)).toBeGreaterThan(0.95 * sent(false));
  });
});

describe("a viewer", () => {
  const world = { capacity: 64 * 1024, frameBytes: 136_000, fps: 60, queueSeen: true };

  it.each([true, false])("that takes all there is gets all there is (what waits is seen: %s)", (queueSeen) => {
    const fast = { ...world, queueSeen, rate: steady(100 * MEGABYTE_PER_SECOND), seconds: 20 };
    expect(play(fast).length).toBe(play(fast, false).length);
  });

  it.each([true, false])("that hesitates once is not slowed (what waits is seen: %s)", (queueSeen) => {
    const rate = (now: number): number => (now > 5000 && now < 5150 ? 0 : 100 * MEGABYTE_PER_SECOND);
    const hesitating = { ...world, queueSeen, rate, seconds: 10 };
    const after = (frames: readonly Sent[]): number => frames.filter(({ at }) => at > 5300).length;
    expect(after(play(hesitating))).toBe(after(play(hesitating, false)));
  });

  it.each([true, false])("that becomes faster gets more soon (what waits is seen: %s)", (queueSeen) => {
    const rate = (now: number): number => (now < 20_000 ? 1 : 100) * MEGABYTE_PER_SECOND;
    const frames = play({ ...world, queueSeen, rate, seconds: 60 });
    const full = frames.filter(({ at }, i) => at > 20_000 && i > 0 && at - frames[i - 1]!.at < 25);
    expect(full[0]!.at).toBeLessThan(40_000);
    expect(full.length).toBeGreaterThan(900);
  });

  it.each([true, false])(
    "of large pictures that is slow to begin with only is not held back (what waits is seen: %s)",
    (queueSeen) => {
      // As a kernel's buffer that has to grow first, on loopback.
      const rate = (now: number): number => (now < 300 ? 30 : 350) * MEGABYTE_PER_SECOND;
      const begins = { capacity: 900_000, frameBytes: 3_150_000, fps: 240, queueSeen, rate, seconds: 2 };
      const after = (frames: readonly Sent[]): number => frames.filter(({ at }) => at > 500).length;
      expect(after(play(begins))).toBeGreaterThan(0.95 * after(play(begins, false)));
    },
  );

  it.each([
    [1_000_000, true],
    [6_000_000, true],
    [6_000_000, false],
  ])(
    "that needs 70 ms for a picture gets nearly as many, behind %d bytes (what waits is seen: %s)",
    (capacity, queueSeen) => {
      const rate = (now: number): number => (now < 300 ? 15 : 45) * MEGABYTE_PER_SECOND;
      const large = { capacity, frameBytes: 3_150_000, fps: 60, queueSeen, rate, seconds: 10 };
      const second = (frames: readonly Sent[]): number =>
        frames.filter(({ takenAt }) => takenAt! > 1000 && takenAt! < 5000).length;
      expect(second(play(large))).toBeGreaterThan(0.9 * second(play(large, false)));
      expect(medianAge(play(large).filter(({ at }) => at > 1000))).toBeLessThan(100);
    },
  );

  it.each([true, false])("that becomes slower gets fresh frames still (what waits is seen: %s)", (queueSeen) => {
    const rate = (now: number): number => (now < 20_000 ? 100 : 1) * MEGABYTE_PER_SECOND;
    const frames = play({ ...world, queueSeen, rate, seconds: 60 }).filter(({ at }) => at > 20_000);
    expect(medianAge(frames)).toBeLessThan(180);
  });

  it("that takes nothing at all gets nothing more than what fits", () => {
    expect(play({ ...world, rate: steady(0), seconds: 20 }).length).toBeLessThan(3);
  });
});
