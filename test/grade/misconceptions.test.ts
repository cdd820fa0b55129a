/** Known wrong quantities, worked out from the student's own capture: each is recognised where it happens. */
import { describe, expect, it } from "vitest";
import type { Exact } from "../../src/lab/grade/exact.ts";
import { MISCONCEPTIONS } from "../../src/lab/grade/misconceptions/registry.ts";
import { evidenceOf, factNumber, gradeOneCheck, gradeWith, rubricOf, type CheckText } from "./grading.ts";

interface Case {
  readonly id: string;
  readonly capture: string;
  readonly check: CheckText;
  /** The answer: a text, or a fact and what is done with it. */
  readonly answer: string | (() => Promise<string>);
}

const of =
  (capture: string, id: string, from: "client" | "server" | null = null, change = (n: number) => n) =>
  async (): Promise<string> =>
    String(change(await factNumber(capture, id, from)));

/** Seconds between two packets of a capture's handshake. */
const between = (capture: string, from: "syn" | "syn_ack", to: "syn_ack" | "ack") => async (): Promise<string> => {
  const { report, times } = await evidenceOf(capture);
  const handshake = report.streams[0]!.handshake;
  const time = (which: "syn" | "syn_ack" | "ack"): Exact => times.get(handshake[which]!.packet)!;
  return time(to).minus(time(from)).toText(9);
};

const LOSS = "loss-sharer.pcap";
const PLAIN = "plain-sharer.pcap";

const CASES: readonly Case[] = [
  { id: "unscaled-window", capture: LOSS, check: { fact: "window.max", from: "client" }, answer: "188" },
  {
    id: "unscaled-window",
    capture: LOSS,
    check: { fact: "window.min", from: "client" },
    answer: of(LOSS, "window.raw.min", "client"),
  },
  {
    id: "other-direction",
    capture: LOSS,
    check: { fact: "window.max", from: "client" },
    answer: of(LOSS, "window.max", "server"),
  },
  {
    id: "other-direction",
    capture: LOSS,
    check: { fact: "window.max", from: "viewer" },
    answer: of(LOSS, "window.max", "server"),
  },
  {
    id: "other-direction",
    capture: LOSS,
    check: { fact: "handshake.syn.seq", kind: "integer" },
    answer: of(LOSS, "handshake.syn_ack.seq"),
  },
  {
    id: "other-direction",
    capture: LOSS,
    check: { fact: "handshake.syn_ack.window" },
    answer: of(LOSS, "handshake.syn.window"),
  },
  {
    id: "scaled-syn-window",
    capture: LOSS,
    check: { fact: "handshake.syn.window" },
    answer: of(LOSS, "handshake.syn.window", null, (n) => n * 1024),
  },
  {
    id: "shift-or-factor",
    capture: LOSS,
    check: { fact: "handshake.syn.window_shift", kind: "integer" },
    answer: "1024",
  },
  {
    id: "shift-or-factor",
    capture: LOSS,
    check: { fact: "tcp.window_size_scalefactor", from: "client" },
    answer: "10",
  },
  {
    id: "relative-number",
    capture: LOSS,
    check: { fact: "handshake.syn.seq", kind: "integer", relative_to: "handshake.syn.seq" },
    answer: "0",
  },
  {
    id: "relative-number",
    capture: LOSS,
    check: { fact: "handshake.syn_ack.ack", kind: "integer", relative_to: "handshake.syn.seq" },
    answer: "1",
  },
  { id: "mss-with-header", capture: LOSS, check: { fact: "handshake.syn.mss" }, answer: "1500" },
  { id: "mss-with-header", capture: LOSS, check: { fact: "handshake.syn.mss" }, answer: "1480" },
  { id: "mss-with-header", capture: LOSS, check: { fact: "handshake.syn.mss" }, answer: "1514" },
  { id: "mss-with-header", capture: "ipv6.pcap", check: { fact: "handshake.syn.mss" }, answer: "1500" },
  {
    id: "offload-size",
    capture: "offload.pcap",
    check: { fact: "handshake.syn.mss" },
    answer: of("offload.pcap", "segment_size.max", "server"),
  },
  { id: "largest-for-mss", capture: LOSS, check: { fact: "handshake.syn.mss" }, answer: "1448" },
  { id: "mss-for-largest", capture: LOSS, check: { fact: "segment_size.max", from: "server" }, answer: "1460" },
  { id: "header-counted", capture: LOSS, check: { fact: "segment_size.max", from: "server" }, answer: "1514" },
  { id: "ratio-upside-down", capture: PLAIN, check: { fact: "frames.ratio.mean" }, answer: "0.0672" },
  { id: "ratio-upside-down", capture: PLAIN, check: { fact: "frames.ratio.mean" }, answer: "6.72 %" },
  {
    id: "ratio-upside-down",
    capture: LOSS,
    check: { fact: "acks.data_segments_per_ack", from: "client" },
    answer: of(LOSS, "acks.data_segments_per_ack", "client", (n) => 1 / n),
  },
  { id: "saved-share", capture: PLAIN, check: { fact: "frames.ratio.mean" }, answer: "93.3 %" },
  {
    id: "duplicate-ack-for-retransmission",
    capture: LOSS,
    check: { fact: "tcp.analysis.retransmission", from: "server" },
    answer: "11",
  },
  {
    id: "some-retransmissions",
    capture: "loss1-sharer.pcap",
    check: { fact: "tcp.analysis.retransmission", from: "server" },
    answer: of("loss1-sharer.pcap", "tcp.analysis.fast_retransmission", "server"),
  },
  {
    id: "packets-for-segments",
    capture: LOSS,
    check: { fact: "data_segments", from: "server" },
    answer: of(LOSS, "packets", "server"),
  },
  { id: "incomplete-frames", capture: "clean-sharer.pcap", check: { fact: "frames.count" }, answer: "13" },
  {
    id: "repeated-bytes",
    capture: LOSS,
    check: { fact: "unique_bytes", from: "server" },
    answer: of(LOSS, "payload_bytes", "server"),
  },
  {
    id: "wrong-ack-round-trip",
    capture: PLAIN,
    check: { fact: "tcp.analysis.initial_rtt" },
    answer: between(PLAIN, "syn", "syn_ack"),
  },
  {
    id: "wrong-ack-round-trip",
    capture: PLAIN,
    check: { fact: "tcp.analysis.initial_rtt" },
    answer: between(PLAIN, "syn_ack", "ack"),
  },
  {
    id: "wrong-ack-round-trip",
    capture: PLAIN,
    check: { fact: "rtt.median", from: "server" },
    answer: of(PLAIN, "rtt.max", "server"),
  },
  {
    id: "wrong-ack-round-trip",
    capture: PLAIN,
    check: { fact: "tcp.analysis.initial_rtt" },
    answer: of(PLAIN, "tcp.analysis.initial_rtt", null, (n) => n / 2),
  },
  {
    id: "bits-for-bytes",
    capture: LOSS,
    check: { fact: "throughput.mean", from: "server" },
    answer: of(LOSS, "throughput.mean", "server", (n) => n / 8),
  },
  {
    id: "bits-for-bytes",
    capture: LOSS,
    check: { fact: "payload_bytes", from: "server" },
    answer: of(LOSS, "payload_bytes", "server", (n) => n * 8),
  },
  { id: "wrong-prefix", capture: LOSS, check: { fact: "tcp.analysis.initial_rtt" }, answer: "0.613 s" },
];

describe("a wrong answer", () => {
  it.each(CASES)("that is $id, in $capture: $check.fact", async ({ id, capture, check, answer }) => {
    const text = typeof answer === "string" ? answer : await answer();
    const result = await gradeOneCheck({ type: "answer", ...check }, text, capture);
    expect(result).toMatchObject({ state: "failed", earned: 0, misconception: id });
    expect(result.hint?.length).toBeGreaterThan(20);
  });

  it("is recognised in every way that is known", () => {
    expect(new Set(CASES.map(({ id }) => id))).toEqual(new Set(MISCONCEPTIONS.map(({ id }) => id)));
  });

  it("that is none of them has no hint but the rubric's own", async () => {
    const check = { type: "answer", fact: "window.max", from: "client", hint: "Look again." };
    expect(await gradeOneCheck(check, "4711")).toMatchObject({
      state: "failed",
      misconception: null,
      hint: "Look again.",
    });
  });
});

describe("a misconception", () => {
  const window = { type: "answer", points: 2, fact: "window.max", from: "client" };

  it("gives the credit and the hint that the rubric says", async () => {
    const misconceptions = [{ id: "unscaled-window", credit: "25 %", hint: "Scale it." }];
    const result = await gradeOneCheck({ ...window, misconceptions }, "188");
    expect(result).toMatchObject({
      state: "partial",
      earned: 0.5,
      misconception: "unscaled-window",
      hint: "Scale it.",
    });
  });

  it("is seen in a rounded number that was turned over", async () => {
    const ratio = await factNumber(LOSS, "frames.ratio.mean");
    const check = { type: "answer", fact: "frames.ratio.mean" };
    for (const answer of [`1:${ratio.toPrecision(3)}`, `1/${ratio.toPrecision(3)}`, (1 / ratio).toPrecision(4)]) {
      expect((await gradeOneCheck(check, answer)).misconception, answer).toBe("ratio-upside-down");
    }
    expect((await gradeOneCheck(check, `1:${(ratio * 1.1).toPrecision(3)}`)).misconception).toBeNull();
  });

  it("may be the rubric's own", async () => {
    const misconceptions = [{ id: "doubled", expr: "window.max * 2", hint: "Not twice." }];
    expect(await gradeOneCheck({ ...window, misconceptions }, "376 KiB")).toMatchObject({
      misconception: "doubled",
      hint: "Not twice.",
    });
  });

  it("is not looked for when the rubric says none", async () => {
    expect((await gradeOneCheck({ ...window, misconceptions: "none" }, "188")).misconception).toBeNull();
  });

  it("never takes a right answer for wrong: a scale of 1 makes raw and scaled windows the same", async () => {
    const max = await factNumber("slow-viewer.pcap", "window.max", "client");
    expect(await factNumber("slow-viewer.pcap", "window.raw.max", "client")).toBe(max);
    const result = await gradeOneCheck(window, String(max), "slow-viewer.pcap");
    expect(result).toMatchObject({ state: "passed", misconception: null });
  });

  it("never fits every answer: of many wrong numbers few are known", async () => {
    const rubric = rubricOf([{ type: "answer", kind: "integer", fact: "payload_bytes", from: "server" }]);
    let known = 0;
    for (let wrong = 100_003; wrong < 400_000; wrong += 1009) {
      const { checks } = await gradeWith(rubric, { answers: { c0: wrong } });
      if (checks[0]?.misconception !== null) known++;
    }
    expect(known).toBe(0);
  });
});
