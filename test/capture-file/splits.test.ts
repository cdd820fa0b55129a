import { describe, expect, it } from "vitest";
import { cutInto, pushAll, read, streamOf } from "./recording.ts";
import { SAMPLES } from "./samples.ts";

describe.each(SAMPLES)("$name: however its bytes arrive", ({ pieces, packets }) => {
  const bytes = Buffer.concat(pieces);
  const whole = pushAll([bytes]);

  it("is read whole", () => {
    expect(whole.sink.calls.filter((call) => call.kind === "packet" || call.kind === "undecoded")).toHaveLength(
      packets,
    );
    expect(whole.result).toMatchObject({ truncated: false, error: null, bytes: bytes.length });
  });

  it("gives the same calls when cut in two at any byte", () => {
    for (let at = 1; at < bytes.length; at++) {
      expect(pushAll([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole);
    }
  });

  it("gives the same calls in pieces of 1 to 40 bytes", () => {
    for (let size = 1; size <= 40; size++) {
      expect(pushAll(cutInto(bytes, size)), `pieces of ${size}`).toEqual(whole);
    }
  });

  it("gives the same calls from memory and from a stream", async () => {
    expect(await read(bytes)).toEqual(whole);
    expect(await read(streamOf(cutInto(bytes, 1)))).toEqual(whole);
  });
});
