/** Files for other systems, each judged by what that system documents. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { classroom50Result } from "../../../src/lab/grade/export/classroom50.ts";
import { junit } from "../../../src/lab/grade/export/junit.ts";
import { prairieLearnResults } from "../../../src/lab/grade/export/prairielearn.ts";
import { EXPORTERS } from "../../../src/lab/grade/export/registry.ts";
import { gradescopeResults } from "../../../src/lab/grade/output/results-json.ts";
import { requireTools } from "../../support/tools.ts";
import { gradeWith } from "../grading.ts";
import { MANUAL, resultFor, ungradableFor } from "./made.ts";

describe.skipIf(!requireTools("python3"))("junit.xml", () => {
  const read = (xml: string): unknown => {
    const program = `
import sys, json, xml.etree.ElementTree as E
root = E.fromstring(sys.stdin.buffer.read())
print(json.dumps({
  "root": root.tag, "counts": {k: root.get(k) for k in ("tests", "failures", "errors", "skipped")},
  "suites": [{"name": s.get("name"), "cases": [{"name": c.get("name"), "in": [x.tag for x in c]} for c in s.iter("testcase")]} for s in root],
  "text": "".join(root.itertext()),
}))`;
    return JSON.parse(execFileSync("python3", ["-c", program], { input: xml, encoding: "utf8" }));
  };

  it("has a suite for each student and a case for each check, as a parser of XML reads it", async () => {
    const xml = junit([await resultFor("ada"), await resultFor("ben", { mss: 1500 })]);
    expect(read(xml)).toMatchObject({
      root: "testsuites",
      counts: { tests: "6", failures: "3", errors: "0", skipped: "0" },
      suites: [
        {
          name: "ada",
          cases: [
            { name: "Full handshake", in: [] },
            { name: 'MSS <"of" the client> & so', in: [] },
            { name: "Only for the instructor", in: ["failure"] },
          ],
        },
        { name: "ben" },
      ],
    });
  });

  it("has what waits for a person, and what can't be graded, as skipped", async () => {
    const pending = await gradeWith(MANUAL, { answers: {} });
    expect(read(junit([pending, await ungradableFor("eve")]))).toMatchObject({
      counts: { tests: "5", failures: "0", skipped: "4" },
    });
  });

  it("is well-formed whatever a student writes", async () => {
    const evil = "]]></failure><x>&\u0000\u001b[31m\ufffe\ud800\u202e\n\"'";
    const xml = junit([await resultFor(evil, { mss: evil })]);
    expect(read(xml)).toMatchObject({
      suites: [{ name: expect.stringContaining("]]></failure><x>&\\x00") as string }],
    });
  });
});

describe("PrairieLearn's results.json", () => {
  it("has a score of 0 to 1, and points for each visible check", async () => {
    expect(prairieLearnResults(await resultFor("ada"))).toMatchObject({
      gradable: true,
      score: 2 / 3,
      message: "2 of 3 points",
      tests: [
        { name: "Full handshake", points: 1, max_points: 1 },
        { name: 'MSS <"of" the client> & so', points: 1, max_points: 1, output: expect.any(String) as string },
      ],
    });
    expect(JSON.stringify(prairieLearnResults(await resultFor("ada")))).not.toContain("Only for the instructor");
  });

  it("turns away what can't be graded, with the reason", async () => {
    const results = prairieLearnResults(await ungradableFor("eve"));
    expect(results).toMatchObject({ gradable: false, format_errors: ["lab.zip: It is a bomb."] });
    expect(results).not.toHaveProperty("score");
  });
});

describe("Classroom 50's result.json", () => {
  const KEYS = [
    "schema",
    "classroom",
    "assignment",
    "submission",
    "commit",
    "release",
    "review",
    "score",
    "max-score",
    "tests",
  ];

  it("has the keys of classroom50/result/v1 and no others", async () => {
    const result = classroom50Result(await resultFor("ada"), {
      CLASSROOM: "cs50",
      ASSIGNMENT: "tcp",
      SUBMISSION_TAG: "submit/2026-06-01T14-32-05Z-a1b2c3d",
      COMMIT_URL: "https://example.test/commit/1",
      RELEASE_URL: "https://example.test/release/1",
    });
    expect(Object.keys(result)).toEqual(KEYS);
    expect(result).toMatchObject({
      schema: "classroom50/result/v1",
      classroom: "cs50",
      assignment: "tcp",
      review: "https://example.test/commit/1",
      score: 2,
      "max-score": 3,
      tests: [
        { "test-name": "Full handshake", passed: true, score: 1, "max-score": 1 },
        { "test-name": 'MSS <"of" the client> & so', passed: true, score: 1, "max-score": 1 },
      ],
    });
  });

  it("says what it does not know outside of the runner", async () => {
    expect(classroom50Result(await resultFor("ada"), {})).toMatchObject({
      classroom: "unknown",
      assignment: "lab1",
      submission: "submit/unknown",
    });
  });
});

describe("Gradescope's results.json", () => {
  const TOP = [
    "score",
    "execution_time",
    "output",
    "output_format",
    "test_output_format",
    "test_name_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
    "tests",
    "leaderboard",
  ];
  const TEST = [
    "score",
    "max_score",
    "status",
    "name",
    "name_format",
    "number",
    "output",
    "output_format",
    "tags",
    "visibility",
    "extra_data",
  ];

  it("has documented keys only, and none where it is not to be shown", async () => {
    for (const result of [await resultFor("ada"), await ungradableFor("eve"), await gradeWith(MANUAL)]) {
      const results = gradescopeResults(result);
      expect(TOP).toEqual(expect.arrayContaining(Object.keys(results)));
      for (const test of results.tests) {
        expect(TEST).toEqual(expect.arrayContaining(Object.keys(test)));
        expect(["passed", "failed", undefined]).toContain(test.status);
      }
    }
    expect(gradescopeResults(await resultFor("ada")).tests.map(({ visibility }) => visibility)).toEqual([
      "visible",
      "visible",
      "hidden",
    ]);
  });
});

describe("the registry of exporters", () => {
  it("has each name once", () => {
    expect(EXPORTERS.map(({ name }) => name)).toEqual(["gradescope", "prairielearn", "classroom50", "junit"]);
  });
});
