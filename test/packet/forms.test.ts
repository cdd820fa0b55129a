/** Every link layer and form of IP: the TCP segment in it is found, and tshark finds the same. */
import { describe, expect, it } from "vitest";
import { flagBits, patternPayload, writePcap } from "../support/packets.ts";
import { requireTools } from "../support/tools.ts";
import { tsharkRows } from "../support/tshark.ts";
import { Decoding, FRAGMENT, type Plain } from "./decoding.ts";
import { FORMS, V4, V6, type Form } from "./forms.ts";

function decoded({ linkType, packets }: Form): Plain {
  const decoding = new Decoding();
  const outcomes = packets.map((packet) => decoding.take(linkType, packet));
  const last = outcomes.pop();
  expect(outcomes).toEqual(outcomes.map(() => FRAGMENT));
  if (last === undefined || typeof last === "string") throw new Error(`not decoded: ${String(last)}`);
  return last;
}

describe.each(FORMS)("$name", (form) => {
  const segment = decoded(form);

  it("gives the segment that was put into it", () => {
    const ends = segment.source.includes(":") ? V6 : V4;
    expect(segment).toMatchObject({
      ...ends,
      ...{ sourcePort: 9000, destinationPort: 51_234, seq: 0xfedc_ba98, ack: 0x8123_4567, window: 0xabcd },
      payload: Buffer.from(form.name.includes("padded") ? [0x7a] : patternPayload(segment.length)).toString("hex"),
      reassembled: form.packets.length > 1,
      lengthFromCapture: form.name.endsWith("length 0"),
    });
    if (form.name.includes("SYN")) {
      expect(segment).toMatchObject({
        flags: flagBits("S"),
        mss: 1460,
        windowShift: 14,
        sackPermitted: true,
        tsVal: 5,
      });
    } else {
      expect(segment.flags).toBe(flagBits("PA"));
    }
  });

  // What tshark does not know it can't judge.
  if (form.unknownToTshark === true) return;
  it.skipIf(!requireTools("tshark"))("is read alike by tshark", async () => {
    const capture = writePcap(
      form.packets.map((data, i) => ({ data, time: BigInt(i) })),
      form.linkType,
    );
    // The same as for IPv4, where it is tshark's default.
    const rows = await tsharkRows(capture, { preferences: ["ipv6.tso_support:TRUE"] });
    expect(rows).toHaveLength(1);
    const row = rows[0]!;
    expect(row.packet).toBe(form.packets.length);
    expect(row).toMatchObject({
      sourcePort: segment.sourcePort,
      destinationPort: segment.destinationPort,
      seq: segment.seq,
      ack: segment.ack,
      flagBits: segment.flags,
      windowValue: segment.window,
      length: segment.length,
      ...(form.tunnelled !== true && { source: segment.source, destination: segment.destination }),
    });
    if (form.tunnelled !== true) expect(Number(row.ipId ?? -1)).toBe(segment.ipId);
  });
});
