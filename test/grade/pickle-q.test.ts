/** A lab about video: a rubric that names the format grades captures of it, on its usual ports and on others. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/lab/grade/result.ts";
import { NO_OWNER } from "../../src/lab/grade/beacons/owner.ts";
import { gradeSubmission } from "../../src/lab/grade/scoring/grade-submission.ts";
import { captureEvidence } from "../../src/lab/grade/submission/read-capture.ts";
import { video } from "../frames/pickle-streams.ts";
import { capture } from "../support/fixtures.ts";
import { Scenario } from "../support/scenario.ts";
import { rubricOf } from "./grading.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-grade-video-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

const CHECKS = [
  { type: "fact", fact: "frames.format", is: "pickle-q" },
  { type: "fact", fact: "frames.count", at_least: 6 },
  { type: "fact", fact: "frames.size_field", is: "Q" },
  { type: "fact", fact: "frames.picture.sizes", is: "48x36" },
  { type: "fact", fact: "frames.ratio.median", above: 0.9, at_most: 1 },
];

async function grade(path: string, handin: object): Promise<Result> {
  const rubric = rubricOf(CHECKS, { handin: { capture: { format: "pickle-q", ...handin } } });
  const evidence = await captureEvidence(path, "video.pcap", rubric.handin.capture);
  return gradeSubmission(
    rubric,
    {
      student: { id: "s", name: null },
      submitted: null,
      capture: evidence,
      answers: null,
      metadata: new Map(),
      problems: [],
      files: [],
      ungradable: null,
    },
    { extension: null, marks: new Map(), beacon: NO_OWNER },
  );
}

const states = ({ checks }: Result): string[] => checks.map(({ state }) => state);

describe("a rubric for pickle-q", () => {
  it("grades a session on a usual port without naming it", async () => {
    const conditions = { full_handshake: true, min_frames: 10, ended: true };
    const result = await grade(capture("pickle-video.pcap"), { conditions, unmet: "reject" });
    expect(states(result)).toEqual(["passed", "passed", "passed", "passed", "passed"]);
  });

  it("tells what is otherwise", async () => {
    const pushed = await grade(capture("pickle-push-big-endian-l.pcap"), { port: 5000 });
    expect(states(pushed)).toEqual(["passed", "passed", "failed", "failed", "failed"]);
    expect(pushed.checks[2]?.found?.text).toBe(">L");
    const share = await grade(capture("clean-sharer.pcap"), {});
    expect(new Set(states(share))).not.toContain("passed");
  });

  it("grades a session on another port where the rubric allows any", async () => {
    const s = new Scenario({ server: "10.0.0.2:7777" }).handshake({ mss: 1460 });
    for (let frame = 0; frame < 6; frame++) {
      const { bytes } = video(48, 36);
      s.wait(0.1).server.send(bytes.length, { payload: bytes });
      s.client.ack();
    }
    const path = join(made, "elsewhere.pcap");
    writeFileSync(path, s.pcap());
    expect(readFileSync(path).length).toBeGreaterThan(30_000);
    expect(states(await grade(path, { any_port: true }))).toEqual(["passed", "passed", "passed", "passed", "passed"]);
    expect(new Set(states(await grade(path, {})))).not.toContain("passed");
  });
});
