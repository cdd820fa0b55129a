/** Packets cut at any byte: decoded as far as they go, or named; and nothing behind the cut is read. */
import { describe, expect, it } from "vitest";
import { Decoding, FRAGMENT } from "./decoding.ts";
import { FORMS } from "./forms.ts";

describe.each(FORMS)("$name, cut at any byte", ({ linkType, packets }) => {
  it("by the snaplen: the segment with less of its payload, or a name", () => {
    if (packets.length > 1) return;
    const packet = packets[0]!;
    const whole = new Decoding().take(linkType, packet);
    if (typeof whole === "string") throw new Error(whole);
    let decoded = 0;
    for (let captured = 0; captured < packet.length; captured++) {
      const cut = new Decoding().take(linkType, packet, captured, packet.length);
      expect(new Decoding(0x55).take(linkType, packet, captured, packet.length), `${captured} bytes`).toEqual(cut);
      if (typeof cut === "string") {
        expect(cut, `${captured} bytes`).toMatch(/^cut inside (the|an) \S.* header$/);
        expect(decoded, "a longer piece says no less than a shorter one").toBe(0);
        continue;
      }
      decoded++;
      // The 16 bytes up to the window are enough; options may be cut off, the length is the IP header's.
      const { payload, mss, windowShift, sackPermitted, tsVal, tsEcr, ...rest } = cut;
      expect(whole).toMatchObject(rest);
      expect(whole.payload.startsWith(payload)).toBe(true);
      for (const [option, known] of [
        [mss, whole.mss],
        [windowShift, whole.windowShift],
        [tsVal, whole.tsVal],
        [tsEcr, whole.tsEcr],
      ] as const)
        expect([-1, known]).toContain(option);
      expect(whole.sackPermitted || !sackPermitted).toBe(true);
    }
    expect(decoded).toBeGreaterThan(0);
  });

  it("on the wire already: a shorter segment, or a name", () => {
    for (const [i, packet] of packets.entries()) {
      for (let length = 0; length < packet.length; length++) {
        const outcomes = [0xaa, 0x55].map((around) => {
          const decoding = new Decoding(around);
          return packets.map((one, k) =>
            decoding.take(linkType, one, k === i ? length : one.length, k === i ? length : one.length),
          );
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
        const cut = outcomes[0]![i]!;
        if (typeof cut === "string") expect(cut).toMatch(/^(cut inside|malformed|IP fragment)/);
        else expect(cut.payload.length / 2).toBeLessThanOrEqual(cut.length);
      }
    }
  });

  it("one fragment by the snaplen: the datagram never becomes whole", () => {
    if (packets.length === 1) return;
    for (const [i, packet] of packets.entries()) {
      for (let captured = 0; captured < packet.length; captured++) {
        const decoding = new Decoding();
        const outcomes = packets.map((one, k) =>
          decoding.take(linkType, one, k === i ? captured : one.length, one.length),
        );
        // A short Ethernet frame's padding may be cut.
        if (outcomes.some((outcome) => typeof outcome !== "string")) continue;
        const named = outcomes.filter((outcome) => outcome !== FRAGMENT);
        for (const name of named) expect(name).toMatch(/^cut inside/);
        expect(named.length).toBeLessThanOrEqual(1);
        expect(decoding.decoder.unusedFragments).toBe(packets.length - named.length);
      }
    }
  });
});
