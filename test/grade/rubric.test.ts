/** What `rubric lint` finds: each finding with its code and the line it is about. */
import { describe, expect, it } from "vitest";
import { readRubric } from "../../src/lab/grade/rubric/read.ts";
import { RUBRIC_CODES } from "../../src/lab/grade/rubric/finding.ts";
import { rubricText, type CheckText } from "./grading.ts";

const GOOD: CheckText = { type: "fact", fact: "handshake.state", is: "full" };

const FEW: CheckText = { type: "fact", fact: "frames.count", at_most: 5 };
const MANY: CheckText = { type: "fact", fact: "frames.count", at_least: 10 };
const FIVE = { fact: "frames.count", at_least: 5 };
const setOf = (...items: readonly object[]): CheckText => ({ type: "set", items });
const ofSide = (from: string, bounds: object): CheckText => ({ type: "fact", expr: "2 * packets", from, ...bounds });

/** "CODE@line" of every finding. */
function found(text: string): string[] {
  return readRubric(text).findings.map(({ code, line }) => `${code}@${line ?? "?"}`);
}

const codes = (...checks: readonly CheckText[]): string[] =>
  readRubric(rubricText(checks)).findings.map(({ code }) => code);
const messages = (...checks: readonly CheckText[]): string =>
  readRubric(rubricText(checks))
    .findings.map(({ message, remedy }) => `${message} ${remedy}`)
    .join("\n");

const HEAD = `assignment: { id: a, title: A, points: 1 }
checks:
  - id: one
    type: fact
    points: 1
`;

describe("a rubric", () => {
  it("without a mistake has no findings", () => {
    expect(codes(GOOD)).toEqual([]);
  });

  it.each([
    ["unknown fact", `${HEAD}    fact: handshake.stat\n    is: full\n`, ["RUBRIC_UNKNOWN_FACT@6"]],
    ["missing side", `${HEAD}    fact: window.max\n    at_least: 1\n`, ["RUBRIC_SIDE_MISSING@6"]],
    ["side not used", `${HEAD}    fact: frames.count\n    at_least: 1\n    from: client\n`, ["RUBRIC_SIDE_NOT_USED@8"]],
    ["bad expression", `${HEAD}    expr: frames.count +\n    is: 1\n`, ["RUBRIC_BAD_EXPRESSION@6"]],
    ["bad unit", `${HEAD}    fact: tcp.analysis.initial_rtt\n    at_most: 5 bytes\n`, ["RUBRIC_BAD_UNIT@7"]],
    ["ambiguous quantity", `${HEAD}    fact: tcp.analysis.initial_rtt\n    at_most: 1,234 ms\n`, ["RUBRIC_BAD_UNIT@7"]],
    ["missing key", `${HEAD}    fact: frames.count\n`, ["RUBRIC_MISSING_KEY@3"]],
    [
      "unknown key",
      `${HEAD}    fact: frames.count\n    at_leest: 1\n`,
      ["RUBRIC_MISSING_KEY@3", "RUBRIC_UNKNOWN_KEY@7"],
    ],
    ["duplicate key", `${HEAD}    fact: frames.count\n    at_least: 1\n    points: 1\n`, ["RUBRIC_DUPLICATE_KEY@8"]],
    ["fact and expression", `${HEAD}    fact: frames.count\n    expr: "1"\n    is: 1\n`, ["RUBRIC_BAD_VALUE@3"]],
    ["no YAML", `${HEAD}    fact: "frames\n`, ["RUBRIC_NOT_YAML@7"]],
    ["no mapping", "- 1\n", ["RUBRIC_BAD_VALUE@1"]],
    ["nothing", "", ["RUBRIC_BAD_VALUE@1"]],
    ["type", HEAD.replace("type: fact", "type: fcat"), ["RUBRIC_UNKNOWN_TYPE@4"]],
    [
      "points that don't add up",
      `${HEAD.replace("points: 1 }", "points: 2 }")}    fact: frames.count\n    at_least: 1\n`,
      ["RUBRIC_POINTS_MISMATCH@1"],
    ],
    [
      "due without a zone",
      `${HEAD.replace("points: 1 }", 'points: 1, due: "2026-03-06 23:59" }')}    fact: frames.count\n    at_least: 1\n`,
      ["RUBRIC_BAD_VALUE@1"],
    ],
    ["wrong word", `${HEAD}    fact: handshake.state\n    is: ful\n`, ["RUBRIC_UNREACHABLE@3"]],
    ["bounds crossed", `${HEAD}    fact: frames.count\n    at_least: 5\n    at_most: 3\n`, ["RUBRIC_UNREACHABLE@3"]],
    ["bounds that touch", `${HEAD}    fact: frames.count\n    above: 5\n    at_most: 5\n`, ["RUBRIC_UNREACHABLE@3"]],
    ["a value out of bounds", `${HEAD}    fact: frames.count\n    is: 5\n    above: 5\n`, ["RUBRIC_UNREACHABLE@3"]],
    ["a value both ways", `${HEAD}    fact: close.how\n    is: fin\n    is_not: FIN\n`, ["RUBRIC_UNREACHABLE@3"]],
    ["bounds of a text", `${HEAD}    fact: handshake.state\n    at_least: 1\n`, ["RUBRIC_NO_NUMBER@7"]],
    ["a calculation with a text", `${HEAD}    expr: 2 * close.how\n    is: 1\n`, ["RUBRIC_NO_NUMBER@6"]],
    ["division by 0", `${HEAD}    expr: window.max@client / 0\n    is: 1\n`, ["RUBRIC_NO_VALUE@6"]],
    ["division by 0, hidden", `${HEAD}    expr: 1 + frames.count / (2 - 2)\n    is: 1\n`, ["RUBRIC_NO_VALUE@6"]],
    ["a power that is none", `${HEAD}    expr: frames.count ^ 0.5\n    is: 1\n`, ["RUBRIC_NO_VALUE@6"]],
    ["division by a fact", `${HEAD}    expr: 1 / (frames.count - 2 ^ 3 / 1)\n    is: 1\n`, []],
    [
      "closed within the grace",
      `${HEAD}    fact: frames.count\n    at_least: 1\nlate:\n  per_day: 10 %\n  grace: 3 days\n  closed_after: 1 h\n`,
      ["RUBRIC_CLOSED_IN_GRACE@11"],
    ],
    [
      "closed with the grace",
      `${HEAD}    fact: frames.count\n    at_least: 1\nlate:\n  per_day: 10 %\n  grace: 1 h\n  closed_after: 1 h\n`,
      [],
    ],
  ])("with a mistake says which and where: %s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("suggests what was meant", () => {
    const answer = { type: "answer", fact: "window.max", from: "client" };
    expect(messages({ type: "fact", fact: "handshake.stat", is: "full" })).toContain("Did you mean `handshake.state`?");
    expect(messages({ type: "fact", fact: "initial_rtt", at_most: 1 })).toContain(
      "Did you mean `tcp.analysis.initial_rtt`?",
    );
    expect(messages({ type: "answr" })).toContain("Did you mean `answer`?");
    expect(messages({ ...answer, tolerence: {} })).toContain("Did you mean `tolerance`?");
    expect(messages({ ...answer, misconceptions: ["unscaled-windw"] })).toContain("Did you mean `unscaled-window`?");
    expect(messages({ ...GOOD, needs: ["c1"] }, { ...GOOD, id: "b" })).toContain("No check is called `c1`");
    expect(messages(GOOD, { type: "penalty", problem: "CAPTURE_RENAMD" })).toContain("Did you mean `CAPTURE_RENAMED`?");
  });

  it.each<[string, readonly CheckText[], readonly string[]]>([
    [
      "ids",
      [
        { ...GOOD, id: "a" },
        { ...GOOD, id: "a" },
      ],
      ["RUBRIC_DUPLICATE_ID"],
    ],
    [
      "items",
      [
        {
          type: "manual",
          points: 2,
          items: [
            { id: "a", title: "A", points: 1 },
            { id: "a", title: "B", points: 1 },
          ],
        },
      ],
      ["RUBRIC_DUPLICATE_ID"],
    ],
    [
      "points of items",
      [{ type: "manual", points: 2, items: [{ id: "a", title: "A", points: 1 }] }],
      ["RUBRIC_POINTS_MISMATCH"],
    ],
    [
      "a cycle",
      [
        { ...GOOD, needs: ["c1"] },
        { ...GOOD, needs: ["c2"] },
        { ...GOOD, needs: ["c0"] },
      ],
      ["RUBRIC_CYCLE"],
    ],
    ["itself", [{ ...GOOD, needs: ["c0"] }], ["RUBRIC_CYCLE"]],
    [
      "behind a cycle",
      [
        { ...GOOD, needs: ["c0"] },
        { ...GOOD, needs: ["c0"] },
      ],
      ["RUBRIC_CYCLE", "RUBRIC_UNREACHABLE"],
    ],
    [
      "needs a penalty",
      [
        { ...GOOD, needs: ["c1"] },
        { type: "penalty", fact: "close.how", is: "reset" },
      ],
      ["RUBRIC_UNREACHABLE"],
    ],
    [
      "needs the impossible",
      [
        { ...GOOD, is: "never" },
        { ...GOOD, needs: ["c0"] },
      ],
      ["RUBRIC_UNREACHABLE", "RUBRIC_UNREACHABLE"],
    ],
    [
      "contradiction",
      [
        { ...GOOD, is: "missing" },
        { ...GOOD, needs: ["c0"] },
      ],
      ["RUBRIC_UNREACHABLE"],
    ],
    ["bounds apart", [FEW, { ...MANY, needs: ["c0"] }], ["RUBRIC_UNREACHABLE"]],
    ["bounds that meet", [FEW, { ...MANY, at_least: 5, needs: ["c0"] }], []],
    [
      "bounds of two sides",
      [ofSide("client", { at_most: 1 }), { ...ofSide("server", { at_least: 2 }), needs: ["c0"] }],
      [],
    ],
    [
      "a value out of the bounds of another",
      [FEW, { type: "fact", fact: "frames.count", one_of: [6, 7], needs: ["c0"] }],
      ["RUBRIC_UNREACHABLE"],
    ],
    [
      "a value that another excludes",
      [
        { ...GOOD, is_not: "full", is: undefined },
        { ...GOOD, needs: ["c0"] },
      ],
      ["RUBRIC_UNREACHABLE"],
    ],
    [
      "more than a threshold leaves",
      [
        { type: "threshold", fact: "frames.count", least: 10, full: 20 },
        { ...FEW, at_most: 10, needs: ["c0"] },
      ],
      ["RUBRIC_UNREACHABLE"],
    ],
    [
      "what a threshold leaves",
      [
        { type: "threshold", fact: "frames.count", least: 10, full: 5 },
        { ...FEW, needs: ["c0"] },
      ],
      [],
    ],
    ["a number of a text", [{ type: "answer", kind: "integer", fact: "handshake.state" }], ["RUBRIC_NO_NUMBER"]],
    ["a quantity of a text", [{ type: "answer", fact: "handshake.state" }], ["RUBRIC_NO_NUMBER"]],
    ["a number of yes and no", [{ type: "answer", fact: "file.whole" }], ["RUBRIC_NO_NUMBER"]],
    ["marks for a text", [{ type: "threshold", fact: "close.how", least: 1, full: 2 }], ["RUBRIC_NO_NUMBER"]],
    [
      "a text to count from",
      [{ type: "answer", fact: "handshake.syn.seq", numbering: "either", relative_to: "handshake.state" }],
      ["RUBRIC_NO_NUMBER"],
    ],
    ["a text of a text", [{ type: "answer", kind: "text", fact: "handshake.state" }], []],
    ["items that are the same", [setOf({ text: "SACK" }, { text: " sack" })], ["RUBRIC_SAME_ITEM"]],
    [
      "items accepted for one another",
      [setOf({ text: "MSS" }, { text: "size", accept: ["mss"] }, { text: "x" })],
      ["RUBRIC_SAME_ITEM"],
    ],
    [
      "items wanted at the same time",
      [setOf({ text: "a", when: { fact: "frames.count", at_least: 2 } }, { text: "A", when: FIVE })],
      ["RUBRIC_SAME_ITEM"],
    ],
    [
      "items that are never wanted together",
      [setOf({ text: "a", when: { fact: "frames.count", at_most: 2 } }, { text: "A", when: FIVE })],
      [],
    ],
    ["steps that come again", [{ ...setOf({ text: "FIN" }, { text: "ACK" }, { text: "FIN" }), type: "sequence" }], []],
    [
      "times that nothing is between",
      [{ type: "authenticity", captured: { after: "2027-01-01T00:00:00Z", before: "2026-01-01T00:00:00Z" } }, GOOD],
      ["RUBRIC_ALWAYS_FLAGGED"],
    ],
    ["bad pattern", [{ type: "answer", kind: "text", pattern: "(a" }], ["RUBRIC_BAD_PATTERN"]],
    ["lookahead", [{ type: "answer", kind: "text", pattern: "a(?=b)" }], ["RUBRIC_BAD_PATTERN"]],
    [
      "unused misconception",
      [{ type: "answer", fact: "frames.count", misconceptions: ["mss-with-header"] }],
      ["RUBRIC_MISCONCEPTION_UNUSED"],
    ],
    ["keys of a text answer", [{ type: "answer", fact: "frames.count", accept: ["a"] }], ["RUBRIC_BAD_VALUE"]],
    ["unknown function", [{ type: "fact", expr: "median(frames.count)", is: 1 }], ["RUBRIC_BAD_EXPRESSION"]],
    [
      "question of another check",
      [
        { id: "a", type: "manual", question: "b" },
        { id: "b", type: "manual", question: "c" },
      ],
      ["RUBRIC_SAME_QUESTION"],
    ],
  ])("is looked at as a whole: %s", (_, checks, expected) => {
    expect(codes(...checks)).toEqual(expected);
  });

  it("tells everything at once, in the order of the file, each with a remedy", () => {
    const { rubric, findings } = readRubric(
      rubricText([
        { ...GOOD, fact: "x" },
        { type: "y" },
        { type: "answer", fact: "window.max" },
        { ...GOOD, needs: ["zz"] },
      ]),
    );
    expect(rubric).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual([
      "RUBRIC_UNKNOWN_FACT",
      "RUBRIC_UNKNOWN_TYPE",
      "RUBRIC_SIDE_MISSING",
    ]);
    for (const { message, remedy, code } of findings) {
      expect(message).toMatch(/[.?]$/);
      expect(remedy.length).toBeGreaterThan(5);
      expect(RUBRIC_CODES).toHaveProperty(code);
    }
  });

  it("says which bounds can't be met together", () => {
    expect(messages(FEW, { ...MANY, needs: ["c0"] })).toContain(
      "`c1` is never passed: of frames.count, `c0` wants at most 5, and `c1` at least 10.",
    );
  });

  it.each([
    ["2026-03-01T00:00:00Z", ["RUBRIC_ALWAYS_FLAGGED"]],
    ["2026-02-01T00:00:00Z", []],
  ])("knows the due date that captures must be older than: after %s", (after, expected) => {
    const text = rubricText([{ type: "authenticity", captured: { after, before: "due" } }, GOOD]);
    const due = text.replace("title: Test", "title: Test\n  due: 2026-02-10T00:00:00Z");
    expect(readRubric(due).findings.map(({ code }) => code)).toEqual(expected);
  });

  it("grades in spite of warnings", () => {
    expect(readRubric(rubricText([{ ...GOOD, from: "client" }])).rubric).not.toBeNull();
  });
});

describe("a hostile rubric", () => {
  it.each([
    ["brackets without end", "[".repeat(500_000)],
    ["dashes without end", "- ".repeat(200_000)],
    ["maps in maps", "{a: ".repeat(100_000)],
    [
      "a million laughs",
      `a: &a [x,x]\n${Array.from({ length: 26 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`}, *${i === 0 ? "a" : `b${i - 1}`}]`).join("\n")}`,
    ],
    ["an alias of itself", "a: &a [*a]"],
    ["a text without end", `a: "${"x".repeat(2_000_000)}"`],
    ["keys without end", Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join("\n")],
    ["keys of all objects", "__proto__: {a: 1}\nconstructor: 2\nchecks: []"],
  ])("is turned away: %s", (_, text) => {
    const { rubric, findings } = readRubric(text);
    expect(rubric).toBeNull();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThan(200);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});
