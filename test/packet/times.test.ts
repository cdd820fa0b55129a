/** Times of the report have the file's own digits, however far they lie apart. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { pcap, PcapngBlocks } from "../support/capture-bytes.ts";
import { ethernet } from "../support/packets.ts";
import { packet4 } from "./forms.ts";

const data = ethernet({ payload: packet4 });

describe("the last packet's time", () => {
  it.each([0, 1, 100, 10_000, 38_000])("%d days behind the first one's, to the microsecond", async (days) => {
    const seconds = 1_000_000_000 + days * 86_400;
    for (let fraction = 123_000; fraction < 123_064; fraction++) {
      const { capture } = await analyze(
        pcap([
          { seconds: 1_000_000_000, fraction: 1, data },
          { seconds, fraction, data },
        ]),
      );
      expect(capture.last_time).toBe(`${seconds}.${fraction}`);
    }
  });

  it.each([
    [-1_500_000n, "-1.500000"],
    [-1_000_000n, "-1.000000"],
    [-500_000n, "-0.500000"],
    [-1n, "-0.000001"],
    [0n, "0.000000"],
    [1n, "0.000001"],
  ])("%d microseconds from 1970 is %s", async (time, text) => {
    const b = new PcapngBlocks();
    // The offset of the interface takes times below zero.
    const options = [b.u64(14, -10n)];
    const file = [b.section(), b.interface({ options }), b.enhancedPacket({ time: time + 10_000_000n, data })];
    const { capture, streams } = await analyze(Buffer.concat(file));
    expect(capture.last_time).toBe(text);
    expect(streams[0]?.first_time).toBe(text);
  });
});
