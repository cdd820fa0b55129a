/** The list of samples: what it states is checked, and what it can't state is turned away with its line. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { GradeListError } from "../../src/lab/grade/errors.ts";
import { readSamples } from "../../src/lab/grade/samples.ts";
import { testRubric } from "../../src/lab/grade/self-test.ts";

const lab = fileURLToPath(new URL("../../fixtures/assignment/lab.yaml", import.meta.url));

function thrown(text: string): GradeListError {
  try {
    readSamples(text, "samples.yml");
  } catch (error) {
    if (error instanceof GradeListError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

const wrong = (text: string): string => thrown(text).message;
const one = (expectation: string): string => `samples:\n  - folder: a\n    ${expectation}\n`;

describe("a list of samples", () => {
  it.each([
    ["checks: [client_isn: failed]", "line 3: `checks` must be a mapping of checks."],
    ["checks: failed", "line 3: `checks` must be a mapping of checks."],
    ["checks: { client_isn: faild }", "Did you mean `failed`?"],
    ["checks: { client_isn: [failed] }", "line 3: `client_isn` must be points or a state."],
    ["checks: { client_isn: }", "line 3: `client_isn` must be points or a state."],
    ["misconceptions: mss-with-header", "line 3: `misconceptions` must be a mapping of checks."],
    ["misconceptions: { client_mss: [mss-with-header] }", "line 3: `client_mss` must be a text."],
    ["state: [pending]", "line 3: `state` must be one of graded, pending, ungradable."],
    ["state: pendign", "Did you mean `pending`?"],
    ["score: '10'", "line 3: `score` must be a number."],
    ["score:", "line 3: `score` must be a number."],
    ["score: .nan", "line 3: `score` must be a number."],
    ["problems: { CAPTURE_EMPTY: 1 }", "line 3: `problems` must be a list of texts."],
    ["problems:", "line 3: `problems` must be a list of texts."],
    ["flags: [[copied-capture]]", "line 3: An entry of `flags` must be a text."],
    ["flag: [copied-capture]", "line 3: The key `flag` is not known here. Did you mean `flags`?"],
    ["about: nothing to be seen", "line 2: Nothing is expected of a."],
    ["checks: {}", "line 2: Nothing is expected of a."],
  ])("is turned away for what would not be checked: %s", (expectation, message) => {
    expect(wrong(one(expectation))).toContain(message);
  });

  it.each([
    [
      "sampels:\n  - folder: b\nsamples:\n  - folder: a\n    score: 1\n",
      "line 1: The key `sampels` is not known here. Did you mean `samples`?",
    ],
    ["marks: [marks.csv]\nsamples:\n  - folder: a\n    score: 1\n", "line 1: `marks` must be a text."],
    ["samples:\n  - submissions/ada\n", "line 2: A sample is a mapping of keys."],
    ["samples:\n  - score: 1\n", "line 2: The sample has no `folder`."],
    ["samples:\n  - folder: [a]\n    score: 1\n", "line 2: `folder` must be a text."],
    ["samples: submissions/ada\n", "lists no samples."],
    ["- folder: a\n  score: 1\n", "lists no samples."],
  ])("is turned away for its own shape: %j", (text, message) => {
    expect(wrong(text)).toContain(message);
  });

  it("is turned away with a code and a remedy", () => {
    const error = thrown(one("state: [pending]"));
    expect(error.code).toBe("GRADE_BAD_LIST");
    expect(error.remedy.length).toBeGreaterThan(5);
  });

  it("takes a lone text for a list of one", () => {
    const { samples } = readSamples(one("flags: copied-capture\n    problems: CAPTURE_EMPTY"), "samples.yml");
    expect(samples[0]).toMatchObject({ flags: ["copied-capture"], problems: ["CAPTURE_EMPTY"] });
  });
});

describe("a sample", () => {
  const root = mkdtempSync(join(tmpdir(), "sharelab-samples-"));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("differs where one flag or problem is expected and none is there", async () => {
    cpSync(fileURLToPath(new URL("../../fixtures/assignment/submissions/ada", import.meta.url)), join(root, "ada"), {
      recursive: true,
    });
    const list = join(root, "samples.yml");
    writeFileSync(list, "samples:\n  - folder: ada\n    flags: copied-capture\n    problems: CAPTURE_EMPTY\n");
    const [outcome] = await testRubric(lab, list);
    expect(outcome?.differences).toEqual([
      "problems: expected CAPTURE_EMPTY, got none",
      "flags: expected copied-capture, got none",
    ]);
  });
});
