/** The small parts everything rests on: exact numbers, expressions, patterns, times, totals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clamped, Exact, ONE, powerOfTen, ZERO } from "../../src/lab/grade/exact.ts";
import { evaluate, ExpressionError, parseExpression } from "../../src/lab/grade/facts/expression.ts";
import { fileNames } from "../../src/lab/grade/output/file-name.ts";
import { csv } from "../../src/lab/grade/output/csv.ts";
import { lateness } from "../../src/lab/grade/scoring/late.ts";
import { momentText, readMoment, readSpan, spanText } from "../../src/lab/grade/text/moment.ts";
import { Pattern, PatternError } from "../../src/lab/grade/text/pattern.ts";
import { editDistance, nearest } from "../../src/lab/grade/text/suggest.ts";
import { plusDays } from "../../src/lab/grade/text/zone.ts";
import { readRubric } from "../../src/lab/grade/rubric/read.ts";
import { gradeWith, rubricOf, rubricText } from "./grading.ts";

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([over, under]) => Exact.of(over, under));

describe("an exact number", () => {
  it("keeps every double, through its shortest decimal and back", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Exact.from(value).toNumber()).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("adds, multiplies and orders as fractions do", () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(
          a
            .plus(b)
            .times(c)
            .equals(a.times(c).plus(b.times(c))),
        ).toBe(true);
        expect(a.minus(b).plus(b).equals(a)).toBe(true);
        if (!b.isZero) expect(a.over(b).times(b).equals(a)).toBe(true);
        expect(Math.sign(a.compare(b))).toBe(-Math.sign(b.compare(a)));
      }),
    );
  });

  it("rounds to the nearest step, halves away from zero", () => {
    const quarter = Exact.from(0.25);
    for (const [value, rounded] of [
      [0.375, 0.5],
      [0.124, 0],
      [0.125, 0.25],
      [-0.125, -0.25],
      [15.4, 15.5],
      [2, 2],
    ] as const) {
      expect(Exact.from(value).rounded(quarter).toNumber()).toBe(rounded);
    }
    expect(Exact.from(1.005).rounded(Exact.from(0.01)).toText(2)).toBe("1.01");
  });

  it("knows where its first digit stands", () => {
    fc.assert(
      fc.property(fraction, (value) => {
        if (value.isZero) return;
        const power = value.magnitude();
        expect(value.abs().compare(powerOfTen(power))).toBeGreaterThanOrEqual(0);
        expect(value.abs().compare(powerOfTen(power + 1))).toBeLessThan(0);
      }),
    );
  });

  it("is clamped to a share", () => {
    expect([Exact.from(-1), Exact.from(0.5), Exact.from(7)].map((value) => clamped(value).toNumber())).toEqual([
      0, 0.5, 1,
    ]);
  });
});

describe("the arithmetic of rubrics", () => {
  const facts: Readonly<Record<string, number>> = { a: 6, "b.c": 4, "d@client": 10, "first_segments[0].length": 1 };
  const value = (text: string): number | string => {
    const found = evaluate(parseExpression(text), {
      value: ({ id, from }) => {
        const known = facts[from === null ? id : `${id}@${from}`];
        return known === undefined ? { cause: `no ${id}` } : { value: Exact.from(known) };
      },
      packet: () => ({ value: Exact.from(17) }),
    });
    return "cause" in found ? found.cause : found.value.toNumber();
  };

  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", 4],
    ["10 - 4 - 3", 3],
    ["12 / 4 / 3", 1],
    ["0.1 + 0.2", 0.3],
    ["1e3 / 8", 125],
    ["a / b.c", 1.5],
    ["d@client - a", 4],
    ["first_segments[0].length * 2", 2],
    ["min(a, b.c, 5)", 4],
    ["max(a, b.c)", 6],
    ["abs(b.c - a)", 2],
    ["round(2.5)", 3],
    ["floor(-2.5)", -3],
    ["packet(a) + 1", 18],
    ["unheard + 1", "no unheard"],
    ["1 / (a - 6)", "it would divide by 0"],
    ["2 ^ 99999", "its power is too large, or no whole number"],
    ["2 ^ 0.5", "its power is too large, or no whole number"],
  ])("%s is %s", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it.each([
    "",
    "1 +",
    "(1",
    "1)",
    "a b",
    "1 ** 2",
    "sqrt(2)",
    "abs(1, 2)",
    "packet(1)",
    "a@nobody",
    "#",
    "a@",
    "negate(1)",
    "constructor(1)",
  ])("%j is none", (text) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
  });

  it("is bounded however it is nested", () => {
    for (const text of ["(".repeat(400), "-".repeat(400), "1^".repeat(240) + "1", "x".repeat(501)]) {
      expect(() => parseExpression(text)).toThrow(ExpressionError);
    }
  });
});

describe("a pattern", () => {
  /** Patterns of what both engines know alike, in lower case. */
  const pattern: fc.Arbitrary<string> = fc.letrec<{ all: string }>((tie) => ({
    all: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$", "\\b", "1"),
      fc.tuple(tie("all"), tie("all")).map(([x, y]) => x + y),
      fc.tuple(tie("all"), tie("all")).map(([x, y]) => `(?:${x}|${y})`),
      fc
        .tuple(tie("all"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,}"))
        .map(([x, times]) => `(${x})${times}`),
    ),
  })).all;

  it("matches what JavaScript's own engine matches", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " "), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(new Pattern(source).test(subject)).toBe(new RegExp(source, "iu").test(subject));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["(a+)+$", false],
    ["(a|aa)+$", false],
    ["^(a*)*$", false],
    ["(.*.*.*.*)*x", false],
    ["(a?){100}a{100}", true],
    ["([a-z]+)*[0-9]", false],
  ])("%s takes no longer for being hostile", (source, expected) => {
    expect(new Pattern(source).test(`${"a".repeat(5000)}!`)).toBe(expected);
  });

  it.each([
    "(",
    ")",
    "[",
    "a**",
    "*a",
    "(?=a)",
    "(?<=a)",
    "(?<n>a)",
    "\\1",
    "\\k<n>",
    "a{3,1}",
    "a{9999}",
    "[b-a]",
    "\\",
    "\\q",
    "((a{200}){200}){200}",
    "((){200}){200}",
    "(".repeat(40),
  ])("%j is none", (source) => {
    expect(() => new Pattern(source)).toThrow(PatternError);
  });
});

describe("a time", () => {
  it.each([
    ["2026-03-06T23:59:00+01:00", "2026-03-06T22:59:00Z", false],
    ["2026-03-06T23:59:00Z", "2026-03-06T23:59:00Z", false],
    ["2026-03-06 23:59:00.5 +0100", "2026-03-06T22:59:00Z", false],
    ["2026-03-06T23:59-05:30", "2026-03-07T05:29:00Z", false],
    ["2026-03-06 23:59", "2026-03-06T23:59:00Z", true],
  ])("%s", (text, utc, zoneless) => {
    const moment = readMoment(text);
    expect([momentText(moment!.seconds), moment?.zoneless]).toEqual([utc, zoneless]);
  });

  it.each([
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-06T25:00:00Z",
    "06.03.2026",
    "yesterday",
    "2026-03-06",
    "",
  ])("%s is none", (text) => {
    expect(readMoment(text)).toBeNull();
  });

  it("spans", () => {
    expect(["15 min", "2 days", "1 h", "90 s", "1 week"].map(readSpan)).toEqual([900, 172_800, 3600, 90, 604_800]);
    expect(readSpan("a while")).toBeNull();
    expect([0, 59, 3600, 90_000, 200_000].map(spanText)).toEqual(["0 s", "59 s", "1 h", "1 day 1 h", "2 days 7 h"]);
  });
});

describe("lateness", () => {
  const DAY = 86_400;
  const policy = {
    grace: 900,
    perDay: Exact.from(0.1),
    of: "maximum",
    cap: Exact.from(0.5),
    closedAfterDays: null,
    extensionsFile: null,
  } as const;
  const late = (
    seconds: number | null,
    change: object = {},
    extension: number | null = null,
    earned = 10,
  ): readonly [number, number] => {
    const { lateness: result, deduction } = lateness({
      due: 1_000_000,
      zone: null,
      extension: extension === null ? null : { due: 1_000_000 + extension },
      submitted: seconds === null ? null : 1_000_000 + seconds,
      called: null,
      policy: { ...policy, ...change },
      maximum: Exact.from(20),
      earned: Exact.from(earned),
    });
    return [result.days, deduction.toNumber()];
  };

  it.each([
    [-5, [0, 0]],
    [0, [0, 0]],
    [900, [0, 0]],
    [901, [1, 2]],
    [DAY, [1, 2]],
    [DAY + 1, [2, 4]],
    [100 * DAY, [100, 10]],
    [null, [0, 0]],
  ])("of %s seconds takes %j days and points", (seconds, expected) => {
    expect(late(seconds)).toEqual(expected);
  });

  it("may be counted of what was earned, end, and be forgiven", () => {
    expect(late(DAY, { of: "earned" })).toEqual([1, 1]);
    expect(late(4 * DAY, { closedAfterDays: 3 })).toEqual([4, 10]);
    expect(late(2 * DAY, {}, 2 * DAY)).toEqual([0, 0]);
    expect(late(2 * DAY + 1000, {}, 2 * DAY)).toEqual([1, 2]);
  });

  describe("in the days of a time zone, over the change to winter time", () => {
    const time = (text: string): number => readMoment(text)!.seconds;
    const due = time("2026-10-24T23:59:00+02:00");
    const days = (submitted: string, zone: string | null, extended = 0): readonly [number, string | null] => {
      const extension = extended === 0 ? null : { due: plusDays(due, extended, zone) };
      const { lateness: result } = lateness({
        ...{ due, zone, extension, submitted: time(submitted), called: null },
        policy: { ...policy, grace: 0 },
        ...{ maximum: Exact.from(20), earned: Exact.from(10) },
      });
      return [result.days, result.due];
    };

    it.each([
      ["2026-10-25T23:58:00+01:00", "Europe/Berlin", 1],
      ["2026-10-25T23:58:00+01:00", null, 2],
      ["2026-10-26T00:00:00+01:00", "Europe/Berlin", 2],
      ["2026-10-25T00:00:00+02:00", "Europe/Berlin", 1],
      ["2026-10-25T22:30:00+01:00", null, 1],
    ])("%s, %s: %i days begun", (submitted, zone, begun) => {
      expect(days(submitted, zone)[0]).toBe(begun);
    });

    it("an extension of three days ends at the same time of the clock", () => {
      expect(days("2026-10-27T23:30:00+01:00", "Europe/Berlin", 3)).toEqual([0, "2026-10-27T22:59:00Z"]);
      expect(days("2026-10-27T23:30:00+01:00", null, 3)).toEqual([1, "2026-10-27T21:59:00Z"]);
    });

    it("a time that the clock skips, or has twice, is one all the same", () => {
      // 02:30 on 2026-03-29 is not there, on 2026-10-25 it is there twice.
      expect(plusDays(time("2026-03-28T02:30:00+01:00"), 1, "Europe/Berlin")).toBe(time("2026-03-29T03:30:00+02:00"));
      const twice = plusDays(time("2026-10-24T02:30:00+02:00"), 1, "Europe/Berlin");
      expect([time("2026-10-25T02:30:00+02:00"), time("2026-10-25T02:30:00+01:00")]).toContain(twice);
    });
  });

  it("is turned away with a zone that there is none of", () => {
    const text = rubricText([{ type: "fact", fact: "handshake.state", is: "full" }], {
      assignment: { id: "t", title: "T", points: 1, zone: "Europe/Nowhere" },
    });
    expect(readRubric(text).findings).toMatchObject([{ code: "RUBRIC_BAD_VALUE" }]);
  });

  it("gives nothing back where penalties took more than was earned", () => {
    expect(late(DAY, { of: "earned" }, null, -6)).toEqual([1, 0]);
    expect(late(4 * DAY, { of: "earned", closedAfterDays: 3 }, null, -6)).toEqual([4, 0]);
    expect(late(DAY, {}, null, -6)).toEqual([1, 2]);
  });
});

describe("the total", () => {
  const full = { type: "fact", fact: "handshake.state", is: "full" };
  const third = { type: "sequence", packets_of: "handshake.state" };

  it("is rounded once: three thirds are a whole", async () => {
    const rubric = rubricOf(
      [third, third, third].map((check, i) => ({ ...check, id: `t${i}` })),
      { scoring: { round: 1 } },
    );
    const answers = { t0: "3", t1: "3", t2: "3" };
    const { score, checks } = await gradeWith(rubric, { answers });
    expect(checks.map(({ earned }) => earned)).toEqual([0.333, 0.333, 0.333]);
    expect(score.points).toBe(1);
  });

  it("of ten tenths is one", async () => {
    const rubric = rubricOf(
      Array.from({ length: 10 }, (_, i) => ({ ...full, id: `t${i}`, points: 0.1 })),
      {
        assignment: { id: "t", title: "T", points: 1 },
      },
    );
    expect((await gradeWith(rubric)).score.points).toBe(1);
  });

  it.each([
    ["pending", { points: 1, pending: 3 }, "pending"],
    ["exclude", { points: 4, pending: 0 }, "graded"],
    ["zero", { points: 1, pending: 0 }, "graded"],
    ["full", { points: 4, pending: 0 }, "graded"],
  ])("treats what the capture can't support as the rubric says: %s", async (ungradable, score, state) => {
    const checks = [
      { type: "fact", fact: "frames.count", at_least: 1 },
      { type: "fact", fact: "handshake.syn.mss", is: 1, points: 3 },
    ];
    const result = await gradeWith(rubricOf(checks, { scoring: { ungradable } }), { capture: "midstream.pcap" });
    expect(result).toMatchObject({ state, score: { ...score, ungradable: 3 } });
  });

  it("of nothing but what can't be graded is pending, not made up", async () => {
    const rubric = rubricOf([{ type: "fact", fact: "handshake.syn.mss", is: 1 }], {
      scoring: { ungradable: "exclude" },
    });
    expect(await gradeWith(rubric, { capture: "midstream.pcap" })).toMatchObject({
      state: "pending",
      score: { points: 0, pending: 1 },
    });
  });

  it("of a submission that can't be graded at all is 0, with the reason", async () => {
    const result = await gradeWith(rubricOf([full]), { ungradable: "The archive unpacks without end." });
    expect(result).toMatchObject({
      state: "ungradable",
      reason: "The archive unpacks without end.",
      score: { points: 0 },
    });
  });

  it.each([
    ["report", 1, "graded"],
    ["pending", 1, "pending"],
    ["reject", 0, "graded"],
  ])("where the capture does not meet a condition: %s", async (unmet, points, state) => {
    const handin = { capture: { conditions: { min_frames: 1000 }, unmet } };
    const result = await gradeWith(rubricOf([full], { handin }));
    expect(result).toMatchObject({ state, score: { points } });
    expect(result.problems.map(({ code }) => code)).toEqual(["CONDITION_NOT_MET"]);
    expect(result.problems[0]?.message).toContain("8 whole frames, and 1000 are asked for");
  });
});

describe("small tools", () => {
  it("suggest what is near, and nothing that is far", () => {
    expect(editDistance("abcd", "acbd")).toBe(1);
    expect(nearest("windw.max", ["window.min", "window.max"])).toBe("window.max");
    expect(nearest("something else", ["window.min"])).toBeNull();
  });

  it("name files of students so that no system stumbles and none share one", () => {
    const ids = ["ada", "Ada", "con", "a/b", "../x", "x\ny", "", ".", "né", "a".repeat(300), "a b"];
    const names = fileNames(ids);
    const all = [...names.values()];
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(ids.length);
    for (const name of all) expect(name).toMatch(/^[^/\\:*?"<>|\p{Cc}]{1,100}$/u);
    expect(names.get("a b")).toBe("a b");
    expect(all.some((name) => /^(con|\.+)$/i.test(name))).toBe(false);
  });

  it("write cells that no spreadsheet runs", () => {
    expect(csv([["=1+1", "+1", "-1", "@x", "a,b", 'say "x"', "a\nb", -1, null, "\u001b[31m"]])).toBe(
      '\'=1+1,\'+1,\'-1,\'@x,"a,b","say ""x""",a b,-1,," [31m"\r\n',
    );
  });

  it("know one and zero", () => {
    expect(ONE.minus(ONE).equals(ZERO)).toBe(true);
  });
});
