import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { AnalyzeError } from "../../src/analyze/errors.ts";
import type { Call, Read } from "./recording.ts";
import { cutInto, pushAll, read, streamOf } from "./recording.ts";
import { SAMPLES } from "./samples.ts";

const anySample = fc.constantFrom(...SAMPLES.map((sample) => Buffer.concat(sample.pieces)));
const interestingByte = fc.constantFrom(0, 1, 3, 4, 8, 0x7f, 0x80, 0xff);
const anyByte = fc.oneof(interestingByte, fc.nat(255));

/** A sample with some bytes changed, cut out or put in. */
const mutated = fc
  .tuple(
    anySample,
    fc.array(fc.tuple(fc.nat(1000), fc.constantFrom("set", "cut", "insert"), anyByte), { maxLength: 8 }),
  )
  .map(([sample, changes]) => {
    let bytes: Buffer = Buffer.from(sample);
    for (const [place, change, value] of changes) {
      const at = place % Math.max(1, bytes.length);
      if (change === "set") bytes[at] = value;
      else if (change === "cut") bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (value % 9))]);
      else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(value % 9, value), bytes.subarray(at)]);
    }
    return bytes;
  });

/** The front of a capture, then anything: random bytes alone hardly ever get past the magic. */
const headed = fc
  .tuple(anySample, fc.nat(120), fc.uint8Array({ maxLength: 400 }))
  .map(([sample, keep, tail]) => Buffer.concat([sample.subarray(0, keep), tail]));

const anything = fc.oneof(
  mutated,
  headed,
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

type Outcome = Read | AnalyzeError;

function attempt(chunks: Iterable<Uint8Array>): Outcome {
  try {
    return pushAll(chunks);
  } catch (error) {
    if (error instanceof AnalyzeError) return error;
    throw error;
  }
}

/** An error's stack tells how the bytes came; the rest must not. */
function comparable(outcome: Outcome): unknown {
  const plain = (error: AnalyzeError | null): unknown =>
    error === null ? null : { message: error.message, code: error.code, place: error.place };
  if (outcome instanceof AnalyzeError) return plain(outcome);
  return { calls: outcome.sink.calls, result: { ...outcome.result, error: plain(outcome.result.error) } };
}

function expectLawful(calls: readonly Call[], bytes: number): void {
  let interfaces = 0;
  let numbers = 0;
  for (const call of calls) {
    if (call.kind === "interface") interfaces++;
    if (call.kind === "undecoded") expect(call.number).toBe(++numbers);
    if (call.kind !== "packet") continue;
    expect(call.number).toBe(++numbers);
    expect(call.interface).toBeLessThan(interfaces);
    expect(call.nanoseconds).toBeGreaterThanOrEqual(0);
    expect(call.nanoseconds).toBeLessThan(1_000_000_000);
    expect(call.hex.length / 2).toBeLessThanOrEqual(bytes);
  }
}

describe("whatever the bytes are", () => {
  it("reading ends with packets that lie in the file, or an error of the analyzer's own", () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const outcome = attempt([bytes]);
        if (!(outcome instanceof AnalyzeError)) expectLawful(outcome.sink.calls, bytes.length);
      }),
      { numRuns: 5000 },
    );
  });

  it("it makes no difference how they arrive", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        expect(comparable(attempt(cutInto(bytes, size)))).toEqual(comparable(attempt([bytes])));
      }),
      { numRuns: 3000 },
    );
  });

  it("gzipped and damaged, they give an error of the analyzer's own or a prefix", async () => {
    const damaged = fc.tuple(anySample, fc.nat(2000), anyByte, fc.nat(2000)).map(([sample, place, value, length]) => {
      const gz = gzipSync(sample);
      gz[place % gz.length] = value;
      return gz.subarray(0, Math.max(3, length % (gz.length * 2)));
    });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        try {
          const { sink } = await read(streamOf(cutInto(bytes, 97)));
          expectLawful(sink.calls, 1 << 20);
        } catch (error) {
          expect(error).toBeInstanceOf(AnalyzeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
