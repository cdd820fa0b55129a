import { Exact, ONE } from "../exact.ts";
import { values, type Misconception } from "./types.ts";

/** For a student who does say what the number is. */
const RELATIVE_HINTS = {
  raw: "That is Wireshark's relative number, counted from the first one of the connection, and not the raw one. The raw one is in tcp.seq_raw (Protocol Preferences > Relative sequence numbers off).",
  relative:
    "That is the relative number, as you say; asked is the raw one. It is in tcp.seq_raw (Protocol Preferences > Relative sequence numbers off).",
} as const;

export const relativeNumber: Misconception = {
  id: "relative-number",
  title: "A relative number without saying so",
  hint: "That is Wireshark's relative number, counted from the first one of the connection. The number in the packet is the raw one (Protocol Preferences > Relative sequence numbers off, or tcp.seq_raw); if you give the relative one, say so.",
  appliesTo: (id, unit) => unit === "number" || unit === null,
  wrongValues: ({ relative, says }) => {
    if (relative === null) return [];
    const hint = says === null ? undefined : RELATIVE_HINTS[says];
    return [{ value: relative, ...(hint === undefined ? {} : { hint }) }];
  },
};

export const upsideDown: Misconception = {
  id: "ratio-upside-down",
  title: "The ratio upside down",
  hint: "That is the ratio upside down. Look again at what is divided by what.",
  appliesTo: (_, unit) => unit === "ratio" || unit === "factor",
  wrongValues: ({ right }) => (right.isZero ? [] : values(ONE.over(right))),
  undone: (answer) => (answer.isZero ? null : ONE.over(answer)),
};

export const savedShare: Misconception = {
  id: "saved-share",
  title: "The share saved, not the ratio",
  hint: "That is the share that was saved. The ratio asked for is the larger size divided by the smaller one.",
  appliesTo: (id) => id?.startsWith("frames.ratio.") === true,
  wrongValues: ({ right }) => (right.isZero ? [] : values(ONE.minus(ONE.over(right)))),
};

const EIGHT = Exact.of(8n);

export const bitsForBytes: Misconception = {
  id: "bits-for-bytes",
  title: "Bits and bytes mixed up",
  hint: "That is off by a factor of 8: a byte has 8 bits, B is a byte and b or bit is a bit.",
  appliesTo: (_, unit) => unit === "bits/s" || unit === "bytes",
  wrongValues: ({ right }) => values(right.times(EIGHT), right.over(EIGHT)),
};

export const wrongPrefix: Misconception = {
  id: "wrong-prefix",
  title: "The unit's prefix is off",
  hint: "The digits are right and the unit is not: it is off by a factor of 1000. Check s, ms and µs, or bit, kbit and Mbit.",
  appliesTo: (_, unit) => unit === "seconds" || unit === "bits/s" || unit === "bytes",
  wrongValues: ({ right }) => {
    const factors = [1000n, 1_000_000n, 1_000_000_000n].map((factor) => Exact.of(factor));
    return values(...factors.flatMap((factor) => [right.times(factor), right.over(factor)]));
  },
};
