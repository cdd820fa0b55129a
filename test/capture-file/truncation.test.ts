import { describe, expect, it } from "vitest";
import { EmptyCaptureError, UnknownFormatError } from "../../src/analyze/errors.ts";
import type { Call } from "./recording.ts";
import { pushAll } from "./recording.ts";
import { SAMPLES } from "./samples.ts";

const withoutWarnings = (calls: readonly Call[]): Call[] => calls.filter((call) => call.kind !== "warning");

describe.each(SAMPLES)("$name: cut short", ({ pieces }) => {
  const bytes = Buffer.concat(pieces);
  const whole = withoutWarnings(pushAll([bytes]).sink.calls);
  const header = pieces[0]!.length;
  const boundaries = new Set(pieces.map((_, index) => Buffer.concat(pieces.slice(0, index + 1)).length));

  it("inside its own file header is no capture", () => {
    for (let length = 0; length < header; length++) {
      const reading = (): unknown => pushAll([bytes.subarray(0, length)]);
      if (length === 0 || length >= 4) expect(reading, `${length} bytes`).toThrow(EmptyCaptureError);
      else expect(reading, `${length} bytes`).toThrow(UnknownFormatError);
    }
  });

  it("anywhere else is read to its last whole record, and says so unless the cut is between two records", () => {
    for (let length = header; length < bytes.length; length++) {
      const { result, sink } = pushAll([bytes.subarray(0, length)]);
      const calls = withoutWarnings(sink.calls);
      expect(calls, `${length} bytes`).toEqual(whole.slice(0, calls.length));
      expect(result, `${length} bytes`).toMatchObject({ truncated: !boundaries.has(length), error: null });
      expect(sink.warningCodes.includes("truncated-file"), `${length} bytes`).toBe(result.truncated);
    }
  });

  it("the warning says where the last whole record ended and how many bytes are left", () => {
    const lastStart = bytes.length - pieces.at(-1)!.length;
    const { sink } = pushAll([bytes.subarray(0, bytes.length - 1)]);
    const warning = sink.all("warning").find((call) => call.warning.code === "truncated-file")!.warning;
    expect(warning.offset).toBe(lastStart);
    expect(warning.message).toContain(`${pieces.at(-1)!.length - 1} bytes from byte ${lastStart}`);
  });
});
