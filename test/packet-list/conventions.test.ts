import { describe, expect, it } from "vitest";
import { lines, readList } from "./recording.ts";

interface Shown {
  no?: number | null;
  time?: string;
  flags?: string;
  seq?: number;
  ack?: number;
  win?: number;
  more?: string;
  from?: "a" | "b";
}

/** A packet between a (10.0.0.1:1000) and b (10.0.0.2:2000). */
function row({ no = 1, time = "0.5", flags = "ACK", seq = 7, ack = 7, win = 0, more = "", from = "a" }: Shown): string {
  const [x, y, p, q] = from === "a" ? ["10.0.0.1", "10.0.0.2", 1000, 2000] : ["10.0.0.2", "10.0.0.1", 2000, 1000];
  const numbers = `Seq=${seq}${flags.includes("ACK") ? ` Ack=${ack}` : ""} Win=${win} Len=0${more}`;
  return `${no === null ? "" : `${no} `}${time} ${x} → ${y} TCP 66 ${p} → ${q} [${flags}] ${numbers}`;
}

function numbered(...rows: readonly Shown[]) {
  return readList(lines(...rows.map((shown, i) => row({ no: i + 1, ...shown }))));
}

const handshake = (shiftA: number | null, shiftB: number | null): Shown[] => {
  const scale = (shift: number | null): string => (shift === null ? "" : ` WS=${2 ** shift}`);
  return [
    { flags: "SYN", seq: 0, win: 64240, more: scale(shiftA) },
    { flags: "SYN, ACK", seq: 0, ack: 1, win: 65160, more: scale(shiftB), from: "b" },
  ];
};

describe("sequence numbers", () => {
  const told = (...rows: readonly Shown[]): string => numbered(...rows).conventions.sequenceNumbers;

  it("a SYN of 0 is relative, any other is raw", () => {
    expect(told({ flags: "SYN", seq: 0 })).toBe("relative");
    expect(told({ flags: "SYN", seq: 1_653_045_311 })).toBe("raw");
    expect(told({ flags: "SYN, ACK", seq: 0, ack: 1 })).toBe("relative");
    expect(told({ flags: "SYN, ACK", seq: 9, ack: 1_653_045_312 })).toBe("raw");
  });

  it("without a SYN: a side that stays at 1 is relative", () => {
    expect(told({ seq: 1_000_000, ack: 1, no: 900 }, { seq: 1_001_448, ack: 1, no: 901 })).toBe("relative");
    expect(told({ seq: 1, ack: 1 })).toBe("relative");
  });

  it("without a SYN: more than the packets so far can have carried is raw", () => {
    expect(told({ no: 172, seq: 1_362_949_617, ack: 2_518_495_158 })).toBe("raw");
  });

  it("without a SYN: what the packets so far may have carried, in both directions, is unknown", () => {
    expect(told({ no: 90_000, seq: 1_362_949_617, ack: 2_518_495_158 })).toBe("unknown");
    expect(told({ no: 30, seq: 40_000, ack: 50_000 })).toBe("unknown");
  });

  it("relative numbers from before the stream's first segment wrap around, and prove nothing", () => {
    expect(told({ no: 5, seq: 1, ack: 1449 }, { no: 6, seq: 4_294_966_000, ack: 1 })).toBe("relative");
  });

  it("a reset's 0 proves nothing", () => {
    expect(told({ no: 3, flags: "RST, ACK", seq: 0, ack: 1 })).toBe("unknown");
    expect(told({ no: 3, seq: 1e9, ack: 2e9 }, { no: 4, flags: "RST, ACK", seq: 0, ack: 1 })).toBe("raw");
  });

  it("without a No. column there is no telling how much came before", () => {
    expect(readList(lines(row({ no: null, seq: 1e9, ack: 2e9 }))).conventions.sequenceNumbers).toBe("unknown");
  });

  it("without TCP: unknown", () => {
    expect(readList("1 0.5 10.0.0.1 → 10.0.0.2 DNS 80 Standard query\n").conventions).toEqual({
      sequenceNumbers: "unknown",
      windows: "unknown",
      time: "relative",
    });
  });
});

describe("windows, with the handshake in the list", () => {
  it("multiples of each sender's multiplier are scaled; SYNs never are", () => {
    const list = numbered(...handshake(10, 1), { win: 64_512 }, { win: 64_240, from: "b" });
    expect(list.conventions.windows).toBe("scaled");
    expect(list.segments.map(({ window }) => window)).toEqual([64_240, 65_160, 63, 32_120]);
    expect(list.warnings).toEqual([]);
  });

  it("others are the header's: scaling was turned off in Wireshark", () => {
    const list = numbered(...handshake(10, 10), { win: 63 }, { win: 64, from: "b" });
    expect(list.conventions.windows).toBe("unscaled");
    expect(list.segments.map(({ window }) => window)).toEqual([64_240, 65_160, 63, 64]);
  });

  it("one side without the option: nobody scales, and shown is what the header holds", () => {
    const list = numbered(...handshake(10, null), { win: 64_512 }, { win: 64_000, from: "b" });
    expect(list.conventions.windows).toBe("unscaled");
    expect(list.segments.map(({ window }) => window)).toEqual([64_240, 65_160, 64_512, 64_000]);
  });

  it("only the SYNs and windows of 0: unknown", () => {
    expect(numbered(...handshake(10, 10), { win: 0 }).conventions.windows).toBe("unknown");
  });

  it("a window that doesn't fit its sender's scale is handed on as shown, with a warning", () => {
    const list = numbered(...handshake(8, 8), { win: 1_051_136 }, { win: 1_051_137 });
    expect(list.conventions.windows).toBe("scaled");
    expect(list.segments.map(({ window }) => window).slice(2)).toEqual([4106, 1_051_137]);
    expect(list.warnings).toMatchObject([{ code: "list-window-scale-unknown", packet: 4 }]);
  });
});

describe("windows, without the handshake", () => {
  it("above 65,535 they have been multiplied, by an unknown number", () => {
    const list = numbered({ win: 1_051_136 }, { win: 64_512 });
    expect(list.conventions.windows).toBe("scaled");
    expect(list.segments.map(({ window }) => window)).toEqual([1_051_136, 64_512]);
    expect(list.warnings).toMatchObject([{ code: "list-window-scale-unknown", packet: 1 }]);
  });

  it("no multiple of 4: the header's own", () => {
    expect(numbered({ win: 4106 }).conventions.windows).toBe("unscaled");
    expect(numbered({ win: 502 }, { win: 512 }).conventions.windows).toBe("unscaled");
  });

  it("multiples of 4 only: can't be told", () => {
    const list = numbered({ win: 512 }, { win: 64_512 }, { win: 0 });
    expect(list.conventions.windows).toBe("unknown");
    expect(list.segments.map(({ window }) => window)).toEqual([512, 64_512, 0]);
    expect(list.warnings).toEqual([]);
  });
});

describe("the Time column", () => {
  const times = (...shown: readonly string[]) => numbered(...shown.map((time) => ({ time })));
  const at = (list: ReturnType<typeof times>): number[][] => list.segments.map((s) => [s.seconds, s.nanoseconds]);

  it.each([
    {
      shown: ["0.000000", "0.000034"],
      time: "relative",
      gives: [
        [0, 0],
        [0, 34_000],
      ],
      digits: 6,
    },
    {
      shown: ["-0.000012", "0.5"],
      time: "relative",
      gives: [
        [-1, 999_988_000],
        [0, 500_000_000],
      ],
      digits: 6,
    },
    {
      shown: ["-2", "3"],
      time: "relative",
      gives: [
        [-2, 0],
        [3, 0],
      ],
      digits: 0,
    },
    { shown: ["1795228664.565786001"], time: "epoch", gives: [[1_795_228_664, 565_786_001]], digits: 9 },
    { shown: ["2025-11-21 03:57:50.123456"], time: "date", gives: [[1_763_697_470, 123_456_000]], digits: 6 },
    { shown: ["2025/325 03:57:50.123"], time: "date", gives: [[1_763_697_470, 123_000_000]], digits: 3 },
    { shown: ["2025-11-21 03:57:50Z"], time: "date", gives: [[1_763_697_470, 0]], digits: 0 },
    { shown: ["2025-11-21 03:57:50.5+0100"], time: "date", gives: [[1_763_693_870, 500_000_000]], digits: 1 },
    {
      shown: ["23:59:59.9", "00:00:00.1"],
      time: "time-of-day",
      gives: [
        [86_399, 9e8],
        [86_400, 1e8],
      ],
      digits: 1,
    },
    {
      shown: ["0.0", "0.6", "0.5", "0.1"],
      time: "delta",
      gives: [
        [0, 0],
        [0, 6e8],
        [1, 1e8],
        [1, 2e8],
      ],
      digits: 1,
    },
  ])("$shown is $time", ({ shown, time, gives, digits }) => {
    const list = times(...shown);
    expect(list.conventions.time).toBe(time);
    expect(at(list)).toEqual(gives);
    expect(list.calls.find(({ kind }) => kind === "interface")).toMatchObject({ info: { timeDigits: digits } });
  });

  it("steps back now and then are no deltas: a capture of several interfaces", () => {
    const list = times("0.1", "0.2", "0.19", "0.3", "0.4", "0.5", "0.6", "0.7");
    expect(list.conventions.time).toBe("relative");
    expect(at(list)[2]).toEqual([0, 190_000_000]);
  });

  it("a date without a time zone is read as UTC, which is said once; one with a zone needs no word", () => {
    expect(times("2025-11-21 03:57:50.1", "2025-11-21 03:57:50.2").codes).toEqual(["list-time-zone-unknown"]);
    expect(times("2025-11-21 03:57:50.1Z", "2025-11-21 03:57:50.2Z").codes).toEqual([]);
  });

  it("no such day, hour or minute is no time", () => {
    for (const time of ["2025-02-30 03:57:50", "2025-11-21 24:57:50", "2025/367 03:57:50"]) {
      expect(times("2025-11-21 03:57:49Z", time).segments).toHaveLength(1);
    }
  });
});
