/** What is wrong with a submission is told, each in its own words, and the rest is still graded. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { answerFormat } from "../../src/lab/grade/answers/registry.ts";
import type { Result } from "../../src/lab/grade/result.ts";
import { gradeSubmission } from "../../src/lab/grade/scoring/grade-submission.ts";
import { PROBLEMS } from "../../src/lab/grade/submission/problems.ts";
import { readSubmission } from "../../src/lab/grade/submission/read-folder.ts";
import { capture, packetList } from "../support/fixtures.ts";
import { rubricOf } from "./grading.ts";

const RUBRIC = rubricOf(
  [
    { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
    { id: "mss", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
    { id: "reason", type: "answer", kind: "text", accept: ["flow control"] },
  ],
  { handin: { capture: { name: "session.pcap" }, answers: { name: "answers.yml" } } },
);

const ANSWERS = "answers:\n  mss: 1460\n  reason: flow control\n";

type Files = Readonly<Record<string, string | Uint8Array>>;

function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-submission-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function graded(folder: string, rubric = RUBRIC): Promise<Result> {
  return gradeSubmission(rubric, await readSubmission(folder, "ada", rubric.handin));
}

const PLAIN = readFileSync(capture("plain-sharer.pcap"));
const codes = ({ problems }: Result): string[] => problems.map(({ code }) => code);

describe("a submission", () => {
  it.each<[string, Files, readonly string[], number]>([
    ["that is whole", { "session.pcap": PLAIN, "answers.yml": ANSWERS }, [], 3],
    ["in a folder of its own", { "lab/session.pcap": PLAIN, "lab/answers.yml": ANSWERS }, [], 3],
    [
      "with the litter of systems",
      { "session.pcap": PLAIN, "answers.yml": ANSWERS, ".DS_Store": "x", "__MACOSX/._session.pcap": "x" },
      [],
      3,
    ],
    ["gzipped", { "session.pcap.gz": gzipSync(PLAIN), "answers.yml": ANSWERS }, [], 3],
    ["in capitals", { "SESSION.PCAP": PLAIN, "Answers.YML": ANSWERS }, [], 3],
    ["of nothing", {}, ["SUBMISSION_EMPTY", "ANSWERS_MISSING", "CAPTURE_MISSING"], 0],
    ["without a capture", { "answers.yml": ANSWERS }, ["CAPTURE_MISSING"], 1],
    ["without answers", { "session.pcap": PLAIN }, ["ANSWERS_MISSING"], 1],
    ["with an empty capture", { "session.pcap": "", "answers.yml": ANSWERS }, ["CAPTURE_EMPTY"], 1],
    [
      "with a capture of no packets",
      { "session.pcap": PLAIN.subarray(0, 24), "answers.yml": ANSWERS },
      ["CAPTURE_EMPTY"],
      1,
    ],
    [
      "with a capture that is damaged in front of its first packet",
      { "session.pcap": Buffer.concat([PLAIN.subarray(0, 24), Buffer.alloc(200, 0xff)]), "answers.yml": ANSWERS },
      ["CAPTURE_DAMAGED"],
      1,
    ],
    ["with another name", { "mine.pcapng": PLAIN, "answers.yml": ANSWERS }, ["CAPTURE_RENAMED"], 3],
    ["with a name that says nothing", { capture: PLAIN, "answers.yml": ANSWERS }, ["CAPTURE_RENAMED"], 3],
    ["with two captures", { "session.pcap": PLAIN, "a.pcap": PLAIN, "answers.yml": ANSWERS }, ["CAPTURES_SEVERAL"], 3],
    [
      "with a PDF in place of a capture",
      { "report.pdf": "%PDF-1.4\n", "answers.yml": ANSWERS },
      ["CAPTURE_IS_A_REPORT"],
      1,
    ],
    [
      "with a PDF that is called a capture",
      { "session.pcap": "%PDF-1.4\n", "answers.yml": ANSWERS },
      ["CAPTURE_IS_A_REPORT"],
      1,
    ],
    [
      "with a report of ours",
      { "report.json": '{ "schema": "sharelab/report/v1" }', "answers.yml": ANSWERS },
      ["CAPTURE_IS_A_REPORT"],
      1,
    ],
    [
      "with something that is called a capture",
      { "session.pcap": Buffer.alloc(500, 0xee), "answers.yml": ANSWERS },
      ["CAPTURE_UNREADABLE"],
      1,
    ],
    [
      "with a capture cut short",
      { "session.pcap": PLAIN.subarray(0, 40_000), "answers.yml": ANSWERS },
      ["CAPTURE_CUT"],
      3,
    ],
    ["with renamed answers", { "session.pcap": PLAIN, "my answers (1).yaml": ANSWERS }, ["ANSWERS_RENAMED"], 3],
    [
      "with two answer sheets",
      { "session.pcap": PLAIN, "answers.yml": ANSWERS, "answers.json": "{}" },
      ["ANSWERS_SEVERAL"],
      3,
    ],
    [
      "with an empty sheet",
      { "session.pcap": PLAIN, "answers.yml": "answers:\n  mss:\n  reason:\n" },
      ["ANSWERS_EMPTY"],
      1,
    ],
    [
      "with a sheet without a question",
      { "session.pcap": PLAIN, "answers.yml": "name: Ada\nanswers:\n" },
      ["ANSWERS_EMPTY"],
      1,
    ],
    [
      "with answers that are a text",
      { "session.pcap": PLAIN, "answers.yml": "I think so." },
      ["ANSWERS_UNREADABLE"],
      1,
    ],
    ["with an answer twice", { "session.pcap": PLAIN, "answers.yml": `${ANSWERS}  mss: 5\n` }, ["ANSWER_TWICE"], 2],
    [
      "with a misspelt question",
      { "session.pcap": PLAIN, "answers.yml": ANSWERS.replace("mss", "ms") },
      ["ANSWER_UNKNOWN_QUESTION"],
      2,
    ],
    [
      "with a mistake in its YAML, and all else read",
      { "session.pcap": PLAIN, "answers.yml": `${ANSWERS}  more: @x\n` },
      ["ANSWERS_UNREADABLE", "ANSWER_UNKNOWN_QUESTION"],
      3,
    ],
    [
      "with brackets without end",
      { "session.pcap": PLAIN, "answers.yml": "[".repeat(200_000) },
      ["ANSWERS_UNREADABLE"],
      1,
    ],
    [
      "with aliases without end",
      {
        "session.pcap": PLAIN,
        "answers.yml": `a: &a [1,1]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`},*${i === 0 ? "a" : `b${i - 1}`}]`).join("\n")}`,
      },
      ["ANSWERS_UNREADABLE"],
      1,
    ],
    ["with an endless sheet", { "session.pcap": PLAIN, "answers.yml": "x".repeat(300_000) }, ["ANSWERS_UNREADABLE"], 1],
  ])("%s", async (_, files, expected, score) => {
    const result = await graded(folderWith(files));
    expect(
      [...new Set(codes(result))].filter((code) => code !== "ANSWER_UNKNOWN_QUESTION" || expected.includes(code)),
    ).toEqual(expected);
    expect(result.score.points).toBe(score);
    for (const { message, remedy } of result.problems) {
      expect(message).toMatch(/[.)?]$/);
      expect(remedy).toMatch(/\.$/);
    }
  });

  it("with a capture that is damaged is graded up to the damage", async () => {
    const damaged = Buffer.from(PLAIN);
    damaged.fill(0xff, 30_000, 31_000);
    const result = await graded(folderWith({ "session.pcap": damaged, "answers.yml": ANSWERS }));
    expect(codes(result)).toEqual(["CAPTURE_DAMAGED"]);
    expect(result.score.points).toBe(3);
  });

  it("with a printed packet list is graded by what that shows", async () => {
    const list = readFileSync(packetList("loss1-tshark.txt"));
    const result = await graded(folderWith({ "session.txt": list, "answers.yml": ANSWERS }));
    expect(result.checks[0]?.state).toBe("passed");
  });

  it("of another port is told so, and pending; the rubric may let it pass", async () => {
    const options = { handin: { capture: { port: 9001 } } };
    const checks = [{ type: "fact", fact: "handshake.state", is: "full" }];
    const folder = folderWith({ "x.pcap": PLAIN, "answers.yml": "a: 1" });
    const strict = await graded(folder, rubricOf(checks, options));
    expect(strict.state).toBe("pending");
    expect(strict.problems[0]).toMatchObject({ code: "CAPTURE_WRONG_PORT", severity: "error" });
    expect(strict.problems[0]?.message).toContain("streams between ports 50100 and 9000");
    const lenient = await graded(folder, rubricOf(checks, { handin: { capture: { port: 9001, any_port: true } } }));
    expect(lenient.score.points).toBe(1);
    expect(lenient.problems[0]).toMatchObject({ code: "CAPTURE_WRONG_PORT", severity: "warning" });
  });

  it("may hold no link out of its folder", async () => {
    const folder = folderWith({ "answers.yml": ANSWERS });
    symlinkSync(capture("plain-sharer.pcap"), join(folder, "session.pcap"));
    expect(codes(await graded(folder))).toEqual(["FILE_NOT_REGULAR", "CAPTURE_MISSING"]);
  });

  it("must hold the other files and the metadata that are asked for", async () => {
    const rubric = rubricOf([{ type: "manual" }], {
      handin: {
        files: ["*.pdf", "notes.md"],
        metadata: ["name", "group"],
        capture: { required: false },
        answers: { required: false },
      },
    });
    const result = await graded(
      folderWith({ "Report.PDF": "%PDF-", "answers.yml": "name: Ada\nanswers: {}\n" }),
      rubric,
    );
    expect(result.problems.map(({ code, message }) => [code, message])).toEqual([
      ["FILE_MISSING", "notes.md is not in the submission."],
      ["METADATA_MISSING", "`group` is not filled in."],
    ]);
    expect(result.student.name).toBe("Ada");
  });

  it("is as late as its metadata says, which a student can't bring along in a folder", async () => {
    const rubric = rubricOf([{ type: "fact", fact: "handshake.state", is: "full" }], {
      assignment: { id: "t", title: "T", points: 1, due: "2026-03-06T12:00:00Z" },
      late: { per_day: "10 %" },
    });
    const at = async (files: Files): Promise<Result> =>
      graded(folderWith({ "s.pcap": PLAIN, "answers.yml": "a: b", ...files }), rubric);
    const late = await at({ "submission.yml": "submitted: 2026-03-07T13:00:00+00:00" });
    expect(late.lateness).toMatchObject({ days: 2, late_seconds: 90_000, deduction: 0.2 });
    expect(late.score.points).toBe(0.8);
    const smuggled = await at({ "inner/submission.yml": "submitted: 2026-03-01T13:00:00Z" });
    expect(codes(smuggled)).toContain("SUBMISSION_TIME_UNKNOWN");
    expect(codes(await at({ "submission.yml": "submitted: last night" }))).toContain("METADATA_UNREADABLE");
    expect(codes(await at({ "submission.yml": "submitted: 2026-03-07 13:00" }))).toContain("METADATA_UNREADABLE");
  });

  it("of a thousand files is looked at no further than some", async () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, "x"])));
    expect(codes(await graded(folder))).toContain("FILES_TOO_MANY");
  });

  it("that is no folder is ungradable, with the reason", async () => {
    const file = join(folderWith({ "a.txt": "x" }), "a.txt");
    expect(await graded(file)).toMatchObject({ state: "ungradable", problems: [{ code: "SUBMISSION_UNREADABLE" }] });
  });

  it("has codes that are documented", () => {
    const page = readFileSync(new URL("../../docs/grading.md", import.meta.url), "utf8");
    for (const code of Object.keys(PROBLEMS)) expect(page).toContain(`\`${code}\``);
  });
});

describe("an answer sheet", () => {
  const sheet = (name: string, text: string): object => {
    const read = answerFormat(name)!.read(text);
    return Object.fromEntries(
      [...read.answers].map(([key, { items, packets }]) => [
        key,
        packets === null ? items : [...items, `packets ${packets}`],
      ]),
    );
  };

  it.each([
    ["a.yml", "answers:\n  mss: 1460\n  rtt: { value: 0.94 ms, packets: [1, 3] }\n"],
    ["a.yml", "mss: 1460\nrtt:\n  answer: 0.94 ms\n  packets: 1, 3\n"],
    ["a.md", "---\nanswers:\n  mss: 1460\n  rtt: {value: 0.94 ms, evidence: [1, 3]}\n---\n# Text\nanswers: no\n"],
    ["a.csv", 'question,answer,packets\nmss,1460,\nrtt,0.94 ms,"1, 3"\n'],
    ["a.csv", "\ufeffQuestion;Answer;Packets\r\nmss;1460;\r\nrtt;0.94 ms;1, 3\r\n"],
    ["a.csv", 'mss,1460\nrtt,0.94 ms,"1, 3"\n'],
    ["a.json", '{"answers": {"mss": 1460, "rtt": {"value": "0.94 ms", "packets": [1, 3]}}}'],
  ])("in %s: %j", (name, text) => {
    expect(sheet(name, text)).toEqual({ mss: ["1460"], rtt: ["0.94 ms", "packets 1, 3"] });
  });

  it("is read as it was written, whatever YAML would make of it", () => {
    const text = "a: 1.10\nb: 0x1F\nc: 1_000\nd: ~5\ne: 5 %\nf: 1e3\ng: no\nh: ~\ni: 012\nj: 1:70\nk: 2026-01-01\n";
    expect(sheet("a.yml", text)).toEqual({
      a: ["1.10"],
      b: ["0x1F"],
      c: ["1_000"],
      d: ["~5"],
      e: ["5 %"],
      f: ["1e3"],
      g: ["no"],
      h: [""],
      i: ["012"],
      j: ["1:70"],
      k: ["2026-01-01"],
    });
  });

  const twice = (name: string, text: string): string[] =>
    answerFormat(name)!
      .read(text)
      .problems.filter(({ code }) => code === "ANSWER_TWICE")
      .map(({ message }) => message);

  it("says so where a question stands there twice, in JSON as in YAML, and takes the last answer", () => {
    const json =
      '{\n "answers": {\n  "mss": 1, "rtt": {"value": ":", "value": "\\"2"},\n  "list": ["mss", {"mss": 1}], "m\\u0073s": 3 }\n}';
    expect(sheet("a.json", json)).toMatchObject({ mss: ["3"] });
    expect(twice("a.json", json)).toEqual([
      "The key `value` stands here twice. The last one counts (line 3, column 35).",
      "The key `mss` stands here twice. The last one counts (line 4, column 32).",
    ]);
    expect(twice("a.yml", "answers:\n  mss: 1\n  mss: 3\n")).toEqual([
      "The key `mss` stands here twice. The last one counts (line 3, column 3).",
    ]);
    expect(twice("a.csv", "mss,1\nmss,3\n")).toEqual(["The question `mss` stands there twice. The last one counts."]);
    expect(twice("a.json", '{"mss": 1, "rtt": ["mss", "mss"], "x": {"mss": "rtt"}, "rt": 2}')).toEqual([]);
  });

  it.each([
    ["a.json", `{${Array.from({ length: 9000 }, () => '"mss": 1').join(",")}}`],
    ["a.json", `{${Array.from({ length: 30 }, () => `"${"m".repeat(5000)}": 1`).join(",")}}`],
    ["a.yml", "mss: 1\n".repeat(9000)],
    ["a.yml", `${"m".repeat(5000)}: 1\n`.repeat(30)],
    ["a.csv", "mss,1\n".repeat(9000)],
  ])("says so no more than some times: %s", (name, text) => {
    const told = twice(name, text);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe("More stand there twice than are named here. The last ones count.");
    expect(Math.max(...told.map(({ length }) => length))).toBeLessThan(200);
  });

  it("keeps names that objects have", () => {
    expect(sheet("a.yml", "constructor: 1\n__proto__: 2\ntoString: 3\n")).toMatchObject({
      constructor: ["1"],
      toString: ["3"],
    });
    expect(sheet("a.json", `{"a": ${"[".repeat(100_000)}}`)).toEqual({});
  });

  it("in UTF-16 or Latin-1, as old editors write it, is read too", async () => {
    const text = "answers:\n  mss: 1460\n  reason: Flow control\n";
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    const rtt = rubricOf([{ id: "rtt", type: "answer", fact: "tcp.analysis.initial_rtt" }]);
    expect((await graded(folderWith({ "session.pcap": PLAIN, "answers.yml": utf16 }))).score.points).toBe(3);
    const latin = Buffer.from("answers:\n  rtt: 708 \u00b5s\n", "latin1");
    expect((await graded(folderWith({ "session.pcap": PLAIN, "answers.yml": latin }), rtt)).score.points).toBe(1);
  });
});
