/** What each kind of check comes to, on real captures. */
import { describe, expect, it } from "vitest";
import { problem } from "../../src/lab/grade/submission/problems.ts";
import { factNumber, gradeOneCheck, gradeWith, rubricOf } from "./grading.ts";

describe("a fact check", () => {
  it.each([
    [{ fact: "handshake.state", is: "full" }, "passed"],
    [{ fact: "handshake.state", is: "missing" }, "failed"],
    [{ fact: "handshake.state", one_of: ["full", "partial"] }, "passed"],
    [{ fact: "handshake.syn.sack_permitted", is: true }, "passed"],
    [{ fact: "frames.count", at_least: 8 }, "passed"],
    [{ fact: "frames.count", at_least: 9 }, "failed"],
    [{ fact: "frames.count", above: 7, below: 9 }, "passed"],
    [{ fact: "tcp.analysis.retransmission", from: "server", is: 3 }, "passed"],
    [{ fact: "tcp.analysis.initial_rtt", at_most: "1 ms" }, "passed"],
    [{ fact: "tcp.analysis.initial_rtt", at_most: "600 us" }, "failed"],
    [{ fact: "window.max", from: "viewer", at_least: "188 KiB" }, "passed"],
    [{ expr: "window.max@client / window.raw.max@client", is: 1024 }, "passed"],
    [{ expr: "2 ^ handshake.syn.window_shift", is: 1024 }, "passed"],
    [{ expr: "packet(handshake.syn.seq)", is: 1 }, "passed"],
  ])("%j: %s", async (check, state) => {
    expect(await gradeOneCheck({ type: "fact", ...check })).toMatchObject({
      state,
      earned: state === "passed" ? 1 : 0,
    });
  });

  it("says what was expected, what was found, and where to look", async () => {
    const check = await gradeOneCheck({ type: "fact", fact: "frames.count", at_least: 9, hint: "Share for longer." });
    expect(check.expected?.text).toBe("at least 9");
    expect(check.found).toEqual({ text: "8", value: 8, unit: "frames" });
    expect(check.where?.filter).toContain("tcp.stream == 0");
    expect(check.hint).toBe("Share for longer.");
  });

  it("is ungradable with the reason where the capture can't tell, and failed where there is no capture", async () => {
    const late = await gradeOneCheck(
      { type: "fact", fact: "handshake.syn.mss", is: 1460 },
      undefined,
      "midstream.pcap",
    );
    expect(late).toMatchObject({ state: "ungradable", earned: 0 });
    expect(late.reason).toContain("the capture begins behind the SYN");
    const none = await gradeOneCheck({ type: "fact", fact: "handshake.syn.mss", is: 1460 }, undefined, null);
    expect(none).toMatchObject({ state: "failed", reason: "There is no capture to check it by." });
  });

  it("does not divide by 0", async () => {
    const check = await gradeOneCheck({ type: "fact", expr: "1 / tcp.analysis.keep_alive@client", is: 1 });
    expect(check).toMatchObject({ state: "ungradable", reason: "it would divide by 0" });
  });
});

describe("a numeric answer", () => {
  const mss = { type: "answer", kind: "integer", fact: "handshake.syn.mss" };
  const rtt = { type: "answer", fact: "tcp.analysis.initial_rtt" }; // 613 us in loss-sharer

  it.each([
    [mss, "1460", "passed"],
    [mss, "1460 bytes", "passed"],
    [mss, "0x5b4", "passed"],
    [mss, "1,460", "passed"],
    [mss, "1461", "failed"],
    [mss, "1.46 kB", "passed"],
    [mss, "1460 ms", "failed"],
    [rtt, "0.613 ms", "passed"],
    [rtt, "613 \u03bcs", "passed"],
    [rtt, "613 \u00b5s", "passed"],
    [rtt, "0,613 ms", "passed"],
    [rtt, "6.13e-4", "passed"],
    [rtt, "0.6134 ms", "passed"],
    [rtt, "0.61 ms", "failed"],
    [{ ...rtt, tolerance: { significant: 2 } }, "0.61 ms", "passed"],
    [{ ...rtt, tolerance: { relative: "5 %" } }, "0.6 ms", "passed"],
    [{ ...rtt, tolerance: { relative: 0.01 } }, "0.6 ms", "failed"],
    [{ ...rtt, tolerance: { absolute: "20 us" } }, "0.6 ms", "passed"],
    [{ ...rtt, tolerance: { absolute: "5 us", relative: "5 %" } }, "0.6 ms", "passed"],
    [{ ...rtt, nearly: { relative: "5 %" } }, "0.6 ms", "partial"],
    [{ ...rtt, credit_without_unit: 0.5 }, "0.000613", "partial"],
    [{ ...rtt, credit_without_unit: 0.5 }, "0.000613 s", "passed"],
  ])("%j answered %s: %s", async (check, answer, state) => {
    const result = await gradeOneCheck(check, answer);
    expect(result.state).toBe(state);
    if (state === "partial") expect(result.earned).toBe(0.5);
  });

  it("says so when it can't be read, or is a quantity of another kind", async () => {
    expect((await gradeOneCheck(mss, "about a thousand")).reason).toContain("It is no number.");
    expect((await gradeOneCheck(rtt, "5 bytes")).reason).toContain("asked is a time, as in `0.941 ms`");
    expect((await gradeOneCheck(rtt, "5 parsec")).reason).toContain("`parsec` is no unit known here");
  });

  it.each(["", "?", "n/a", null])("%j is no answer", async (answer) => {
    expect(await gradeOneCheck(mss, answer)).toMatchObject({ state: "failed", reason: "It is not answered." });
  });

  it("is not answered even where the capture could not tell: there is nothing to wait for", async () => {
    expect((await gradeOneCheck(mss, "1460", "midstream.pcap")).state).toBe("ungradable");
    expect((await gradeOneCheck(mss, "?", "midstream.pcap")).state).toBe("failed");
  });

  it("with two readings is accepted when either is right, and says which was taken", async () => {
    const window = { type: "answer", fact: "window.max", from: "client" }; // 192,512 bytes
    const check = await gradeOneCheck(window, "192,512 kB");
    expect(check).toMatchObject({ state: "passed" });
    expect(check.notices).toEqual([
      "The answer can be read as `192512` or `192.512`. It was taken as `192.512`, which gives more points; write it so that it has one meaning.",
    ]);
    const both = await gradeOneCheck(window, "188 KB");
    expect(both.state).toBe("passed");
    expect(both.notices[0]).toContain("taken as `KiB (1024 bytes)`");
  });

  it("with two readings that are both wrong says that, too; a plain decimal point needs no word", async () => {
    expect((await gradeOneCheck(rtt, "1,613 ms")).notices[0]).toContain("both come to the same");
    expect((await gradeOneCheck(rtt, "1.613 ms")).notices).toEqual([]);
  });

  it("may be raw, or relative where it says so", async () => {
    const isn = await factNumber("loss-sharer.pcap", "handshake.syn.seq");
    const check = { type: "answer", kind: "integer", fact: "handshake.syn.seq", relative_to: "handshake.syn.seq" };
    const state = async (numbering: string, answer: string): Promise<string> =>
      (await gradeOneCheck({ ...check, numbering }, answer)).state;
    expect(await state("either", `${isn}`)).toBe("passed");
    expect(await state("either", "0 (relative)")).toBe("passed");
    expect(await state("either", "0 (not relative)")).not.toBe("passed");
    expect(await state("either", `${isn} (relative)`)).toBe("partial");
    expect(await state("either", `${isn} (not relative)`)).toBe("passed");
    expect(await state("either", "0")).toBe("failed");
    expect(await state("raw", "0 (relative)")).toBe("failed");
    const hint = async (numbering: string, answer: string): Promise<string | null> =>
      (await gradeOneCheck({ ...check, numbering }, answer)).hint;
    expect(await hint("either", "0")).toContain("if you give the relative one, say so");
    expect(await hint("either", "0 (raw)")).toContain("and not the raw one");
    expect(await hint("raw", "0 (relative)")).toContain("asked is the raw one");
    expect(await state("relative", "0")).toBe("passed");
    expect(await state("relative", `${isn}`)).toBe("failed");
  });

  it("counts relative numbers modulo 2^32, as sequence numbers do", async () => {
    const check = {
      type: "answer",
      kind: "integer",
      numbering: "either",
      fact: "handshake.syn_ack.ack",
      relative_to: "handshake.syn.seq",
    };
    const result = await gradeOneCheck(check, "1 (relative)", "seq-wrap.pcap");
    expect(result.state).toBe("passed");
  });

  it("may be asked for its packets, and is worth less without one that shows it", async () => {
    const check = { ...rtt, points: 3, evidence: { credit_without: 0.25, most: 3 } };
    const earned = async (packets: unknown): Promise<number> =>
      (await gradeOneCheck(check, { value: "0.613 ms", packets })).earned;
    expect(await earned([3])).toBe(3);
    expect(await earned("packets 1 and 3")).toBe(3);
    expect(await earned([17])).toBe(0.75);
    expect(await earned([])).toBe(0.75);
    expect(await earned("1-4")).toBe(0.75);
    expect(await earned("the first ones")).toBe(0.75);
    expect((await gradeOneCheck(check, { value: "0.613 ms", packets: "1-4" })).reason).toBe(
      "4 packets are given; 3 at most can be evidence.",
    );
  });

  it.each([
    ["0.613 ms (packets 1 and 3)", 3],
    ["0.613 ms (see packet 3)", 3],
    ["0.613 ms, packets 1-3", 3],
    ["0.613 ms [1, 3]", 3],
    ["0.613 ms in frame 3.", 3],
    ["0.613 ms #3", 3],
    [["0.613 ms", "packets 1 and 3"], 3],
    ["0.613 ms (packet 17)", 0.75],
    ["0.613 ms (from the SYN to the ACK)", 0.75],
    ["packets 1 and 3", 0],
  ])("may name its packets behind it: %j earns %d", async (answer, earned) => {
    const check = { ...rtt, points: 3, evidence: { credit_without: 0.25, most: 3 } };
    expect((await gradeOneCheck(check, answer)).earned).toBe(earned);
  });

  it("that is a packet or a count is no evidence of itself", async () => {
    const count = { type: "answer", kind: "integer", expr: "packet(handshake.syn_ack.seq)" };
    for (const answer of ["packet 2", "Packet No. 2", "frame #2", "#2", "no. 2"])
      expect((await gradeOneCheck(count, answer)).state, answer).toBe("passed");
    expect((await gradeOneCheck(count, "2 packets (1, 2)")).state).toBe("passed");
  });
});

describe("an answer in words", () => {
  it("may name its packets behind it where they are asked for", async () => {
    const check = { type: "answer", kind: "text", points: 2, fact: "handshake.state", evidence: {} };
    expect((await gradeOneCheck(check, "full (packets 1, 2, 3)")).earned).toBe(2);
    expect((await gradeOneCheck(check, "full")).earned).toBe(1);
  });

  const ending = {
    type: "answer",
    kind: "text",
    fact: "close.how",
    words: { fin: ["FIN", "by a FIN"], reset: ["RST"] },
  };

  it.each([
    ["FIN", "passed"],
    ["fin", "passed"],
    ["  By a  FIN. ", "passed"],
    ["\u201cFIN\u201d", "passed"],
    ["RST", "failed"],
    ["FIN or RST", "failed"],
  ])("%j: %s", async (answer, state) => {
    expect((await gradeOneCheck(ending, answer)).state).toBe(state);
  });

  it("is right by the student's own capture", async () => {
    expect((await gradeOneCheck(ending, "RST", "clean-sharer.pcap")).state).toBe("passed");
  });

  it("may be matched by a pattern, in a time that no pattern can stretch", async () => {
    const check = { type: "answer", kind: "text", pattern: "(a+)+$|delayed acks?" };
    expect((await gradeOneCheck(check, "That is a delayed ACK, I think")).state).toBe("passed");
    expect((await gradeOneCheck(check, `${"a".repeat(4000)}b`)).state).toBe("failed");
  });
});

describe("a set", () => {
  const retransmissions = { type: "set", points: 3, packets_of: "tcp.analysis.retransmission", from: "server" }; // 141, 178, 182
  const options = {
    type: "set",
    points: 2,
    items: [
      { text: "MSS", accept: ["maximum segment size"] },
      { text: "timestamps", when: { fact: "handshake.syn.timestamps", is: true } },
      { text: "no such thing", when: { fact: "handshake.syn.timestamps", is: false } },
    ],
  };

  it.each([
    ["141, 178, 182", 3],
    [[182, 141, 178], 3],
    ["#141 #178", 2],
    ["141, 178, 182, 183", 2],
    ["1, 2, 3, 4", 0],
    ["none", 0],
    ["141-182", 0],
    ["the red ones", 0],
    [{ packets: [141, 178, 182] }, 3],
    [{ value: 3, packets: [141, 178, 182] }, 3],
    [{ value: "141", packets: [178, 182] }, 1],
    ["3 (packets 141, 178, 182)", 3],
    ["Three were sent again: packets 141, 178 and 182.", 3],
    ["141, 178 [182]", 3],
  ])("of packets answered %j earns %d", async (answer, earned) => {
    expect((await gradeOneCheck(retransmissions, answer)).earned).toBe(earned);
  });

  it("is all or nothing when the rubric says so", async () => {
    expect((await gradeOneCheck({ ...retransmissions, credit: "all" }, "141, 178")).earned).toBe(0);
    expect((await gradeOneCheck({ ...retransmissions, wrong_costs: 0 }, "141, 178, 182, 1")).earned).toBe(3);
  });

  it.each(["none", "None.", "keine", [], "0", { packets: [] }, { value: 0, packets: [] }])(
    "that is empty is answered with %j",
    async (answer) => {
      expect((await gradeOneCheck(retransmissions, answer, "plain-sharer.pcap")).earned).toBe(3);
    },
  );

  it("that is empty is not answered by saying nothing", async () => {
    expect((await gradeOneCheck(retransmissions, "", "plain-sharer.pcap")).reason).toBe("It is not answered.");
  });

  it.each([
    ["MSS, timestamps", 2],
    [["Maximum Segment Size", "Timestamps"], 2],
    ["timestamps and MSS", 2],
    ["MSS", 1],
    ["MSS, timestamps, no such thing", 1],
    ["MSS=1460 TSval=3423 TSecr=0", 2],
    ["MSS=1460 SACK_PERM TSval=3423 TSecr=0 WS=128", 0], // two that are not asked for
    ["mss 1460,TS val 12 ecr 0", 2],
    ["TCP Option - Maximum segment size: 1460 bytes\nTCP Option - Timestamps", 2],
    ["MSS: 1460; tsopt", 2],
  ])("of texts answered %j earns %d", async (answer, earned) => {
    expect((await gradeOneCheck(options, answer)).earned).toBe(earned);
  });
});

describe("a sequence", () => {
  const handshake = { type: "sequence", points: 3, packets_of: "handshake.state" };
  const steps = {
    type: "sequence",
    points: 3,
    items: [{ text: "SYN" }, { text: "SYN, ACK", accept: ["SYN-ACK"] }, { text: "ACK" }],
  };

  it.each([
    ["1, 2, 3", 3],
    ["1-3", 3],
    ["1, 3, 2", 2],
    ["3, 2, 1", 1],
    ["1, 2", 2],
    ["1, 2, 3, 4, 5, 6", 1.5],
    ["1 -> 2 -> 3", 3],
    ["1 \u2192 2 \u2192 3", 3],
    ["1 (SYN), 2 (SYN, ACK), 3 (ACK)", 3],
    ["packet 1 => packet 2 => packet 3", 3],
  ])("of packets answered %j earns %d", async (answer, earned) => {
    expect((await gradeOneCheck(handshake, answer)).earned).toBe(earned);
  });

  it("of texts may be written with arrows or as a list, commas inside", async () => {
    expect((await gradeOneCheck(steps, "SYN -> SYN, ACK -> ACK")).earned).toBe(3);
    expect((await gradeOneCheck(steps, ["syn", "syn-ack", "ack"])).earned).toBe(3);
    expect((await gradeOneCheck(steps, "ACK; SYN; SYN-ACK")).earned).toBe(2);
    expect((await gradeOneCheck({ ...steps, credit: "all" }, "SYN; SYN-ACK")).earned).toBe(0);
  });

  it("of which the capture shows nothing is ungradable", async () => {
    expect((await gradeOneCheck(handshake, "1, 2, 3", "midstream.pcap")).state).toBe("ungradable");
  });
});

describe("a threshold", () => {
  const frames = { type: "threshold", fact: "frames.count" }; // 8 frames in loss-sharer

  it.each([
    [{ least: 3, full: 8 }, 1, "passed"],
    [{ least: 8, full: 10 }, 0, "failed"],
    [{ least: 4, full: 12 }, 0.5, "partial"],
    [{ least: 9, full: 12 }, 0, "failed"],
    [{ least: 8, full: 10, credit_at_least: "50 %" }, 0.5, "partial"],
    [{ least: 12, full: 4 }, 0.5, "partial"],
    [{ least: 7, full: 4 }, 0, "failed"],
    [{ least: 12, full: 9 }, 1, "passed"],
  ])("%j earns %d", async (marks, earned, state) => {
    expect(await gradeOneCheck({ ...frames, ...marks })).toMatchObject({ earned, state });
  });
});

describe("a manual check", () => {
  const items = [
    { id: "why", title: "Says why", points: 2 },
    { id: "how", title: "Says how", points: 1 },
  ];
  const rubric = rubricOf([{ id: "text", type: "manual", points: 3, items, question: "text" }]);

  it("leaves the submission pending until every item has its mark", async () => {
    const open = await gradeWith(rubric, { answers: { text: "Because." } });
    expect(open).toMatchObject({ state: "pending", score: { points: 0, pending: 3 } });
    expect(open.checks[0]?.found?.text).toBe("Because.");
    const half = await gradeWith(rubric, { marks: { "text/why": 1.5 } });
    expect(half).toMatchObject({ state: "pending", score: { points: 1.5, pending: 1.5 } });
    const done = await gradeWith(rubric, { marks: { "text/why": 1.5, "text/how": 1 } });
    expect(done).toMatchObject({ state: "graded", score: { points: 2.5, pending: 0 } });
    expect(done.checks[0]?.items.map(({ state }) => state)).toEqual(["partial", "passed"]);
  });
});

describe("an authenticity check", () => {
  it("raises a flag with its evidence, takes nothing off, and is hidden", async () => {
    const rubric = rubricOf([
      { type: "fact", fact: "handshake.state", is: "full" },
      { id: "when", type: "authenticity", captured: { after: "2027-01-01T00:00:00Z" } },
      { id: "seen", type: "authenticity", fact: "server.port", is: 9001 },
    ]);
    const { flags, checks, score } = await gradeWith(rubric);
    expect(flags.map(({ id }) => id)).toEqual(["when", "seen"]);
    expect(flags[0]?.evidence).toBe(
      "The packets are of 2026-11-21T06:54:15Z to 2026-11-21T06:54:16Z, expected after 2027-01-01T00:00:00Z.",
    );
    expect(checks.map(({ hidden }) => hidden)).toEqual([false, true, true]);
    expect(score.points).toBe(1);
  });

  it("raises none where the capture can't tell", async () => {
    const rubric = rubricOf([
      { type: "fact", fact: "frames.count", at_least: 1 },
      { type: "authenticity", fact: "handshake.syn.mss", is: 1 },
    ]);
    expect((await gradeWith(rubric, { capture: "midstream.pcap" })).flags).toEqual([]);
  });
});

describe("a penalty", () => {
  const renamed = problem("CAPTURE_RENAMED", "The capture is called x.");
  const rubric = rubricOf([
    { type: "fact", fact: "handshake.state", is: "full", points: 2 },
    { id: "name", type: "penalty", points: 0.5, problem: "CAPTURE_RENAMED" },
    { id: "reset", type: "penalty", points: 5, fact: "close.how", is: "reset" },
  ]);

  it("takes its points off when the submission has the problem, or the capture is so", async () => {
    expect((await gradeWith(rubric)).score).toMatchObject({ points: 2, penalties: 0 });
    const one = await gradeWith(rubric, { problems: [renamed] });
    expect(one.score).toMatchObject({ points: 1.5, earned: 2, penalties: 0.5 });
    expect(one.checks[1]).toMatchObject({ earned: -0.5, points: 0, reason: "The capture is called x." });
  });

  it("never takes the total below 0", async () => {
    expect((await gradeWith(rubric, { capture: "clean-sharer.pcap" })).score).toMatchObject({
      points: 0,
      penalties: 5,
    });
  });
});

describe("what a check needs", () => {
  const chain = (state: string): object[] => [
    { id: "last", type: "fact", fact: "frames.count", at_least: 1, needs: ["middle"] },
    { id: "middle", type: "fact", fact: "frames.count", at_least: 1, needs: ["first"] },
    { id: "first", type: "fact", fact: "handshake.state", is: state },
  ];

  it("is graded first, wherever it stands; what fails keeps all behind it from being reached", async () => {
    const states = async (state: string): Promise<string[]> =>
      (await gradeWith(rubricOf(chain(state) as never))).checks.map((check) => check.state);
    expect(await states("full")).toEqual(["passed", "passed", "passed"]);
    expect(await states("missing")).toEqual(["not-reached", "not-reached", "failed"]);
  });

  it("is enough when it is right in part; ungradable and pending go on as that", async () => {
    const behind = async (first: object, name = "loss-sharer.pcap"): Promise<string | undefined> => {
      const rubric = rubricOf([
        { id: "a", ...first },
        { type: "fact", fact: "frames.count", at_least: 1, needs: ["a"] },
      ]);
      return (await gradeWith(rubric, { capture: name })).checks[1]?.state;
    };
    expect(await behind({ type: "threshold", fact: "frames.count", least: 4, full: 12 })).toBe("passed");
    expect(await behind({ type: "fact", fact: "handshake.syn.mss", is: 1 }, "midstream.pcap")).toBe("ungradable");
    expect(await behind({ type: "manual" })).toBe("pending");
  });
});
