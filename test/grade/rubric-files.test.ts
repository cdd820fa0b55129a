/** Files that a rubric names beside itself, which `rubric lint` looks for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { loadRubric } from "../../src/lab/grade/grade.ts";
import { lintFile } from "../../src/lab/grade/rubric/lint-file.ts";

const root = mkdtempSync(join(tmpdir(), "sharelab-rubric-"));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const rubric = join(root, "lab.yaml");
const TEXT = `assignment: { id: a, title: A, points: 1, due: 2026-03-06T23:59:00+01:00 }
checks: [{ id: one, type: fact, points: 1, fact: frames.count, at_least: 1 }]
late: { per_day: 10 %, extensions: extensions.csv }
similarity:
  groups: groups.csv
  exclude:
    - handed-out.pcapng
    - traces/
handin:
  beacon:
    secret_file: secret.txt
`;

async function lint(): Promise<string[]> {
  return (await lintFile(rubric)).map(({ code, line, path }) => `${code}@${line ?? "?"} ${path}`);
}

describe("files that a rubric names", () => {
  it("are told, each with its place, where they are not there; all else is graded without them", async () => {
    writeFileSync(rubric, TEXT);
    expect(await lint()).toEqual([
      "RUBRIC_FILE_MISSING@3 late.extensions",
      "RUBRIC_FILE_MISSING@5 similarity.groups",
      "RUBRIC_FILE_MISSING@7 similarity.exclude[0]",
      "RUBRIC_FILE_MISSING@8 similarity.exclude[1]",
      "RUBRIC_SECRET_MISSING@11 handin.beacon.secret_file",
    ]);
    const [first] = await lintFile(rubric);
    expect(first?.message).toBe(
      "The list of extensions, `extensions.csv`, is not there, and grading would stop at that.",
    );
    // A lone submission is graded without groups and what is excluded, so they keep nobody from grading.
    await expect(loadRubric(rubric)).resolves.toBeDefined();
  });

  it("are told beside what is wrong with the text", async () => {
    writeFileSync(rubric, TEXT.replace("frames.count", "frames.cuont"));
    expect(await lint()).toContain("RUBRIC_UNKNOWN_FACT@2 checks[0].fact");
    expect(await lint()).toContain("RUBRIC_FILE_MISSING@5 similarity.groups");
  });

  it("are fine where they are there; a list is no folder", async () => {
    writeFileSync(rubric, TEXT);
    for (const name of ["handed-out.pcapng", "secret.txt", "extensions.csv"]) writeFileSync(join(root, name), "");
    mkdirSync(join(root, "traces"));
    mkdirSync(join(root, "groups.csv"));
    expect(await lint()).toEqual(["RUBRIC_FILE_MISSING@5 similarity.groups"]);
    rmSync(join(root, "groups.csv"), { recursive: true });
    writeFileSync(join(root, "groups.csv"), "");
    expect(await lint()).toEqual([]);
  });

  it("are all there beside the worked assignment", async () => {
    expect(await lintFile(fileURLToPath(new URL("../../fixtures/assignment/lab.yaml", import.meta.url)))).toEqual([]);
  });
});
