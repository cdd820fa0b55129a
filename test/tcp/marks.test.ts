/** Wireshark's own marks: tshark is the judge, packet by packet. */
import { describe, expect, it } from "vitest";
import { campaign, compareWithTshark } from "../support/corpus-compare.ts";
import { randomScenario } from "../support/corpus-random.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";
import { NOT_OURS, ourMarks, ourMarksAndBytesInFlight } from "../support/ours.ts";
import { requireTools } from "../support/tools.ts";

const options = { ignoreFlags: NOT_OURS };

describe.skipIf(!requireTools("tshark"))("marks and bytes in flight, judged by tshark", () => {
  it.each(CAPTURES)("agree on every packet of %s", async (name) => {
    const { report, packets } = await compareWithTshark(capture(name), ourMarksAndBytesInFlight, options);
    expect(report).toBe("");
    expect(packets).toBeGreaterThan(0);
  });

  // Plausible TCP with everything that can go wrong in it; another seed each line, longer by SHARELAB_SCENARIOS.
  const count = Number(process.env["SHARELAB_SCENARIOS"] ?? 600);
  it.each([1, 2, 3])("agree on random conversations, seed %i", async (seed) => {
    const scenarios = Array.from({ length: count }, (_, index) => randomScenario(seed * 1_000_000 + index));
    expect(await campaign(scenarios, ourMarks, options)).toBe("");
  });
});
