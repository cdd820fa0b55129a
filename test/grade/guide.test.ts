/** The guide names everything that can be found. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../../src/lab/grade/submission/problems.ts";
import { RUBRIC_CODES } from "../../src/lab/grade/rubric/finding.ts";
import { DETECTORS } from "../../src/lab/grade/similarity/inside/registry.ts";
import { FINDING_IDS } from "../../src/lab/grade/similarity/compare/types.ts";

const guide = readFileSync(new URL("../../docs/grading.md", import.meta.url), "utf8");
const beacons = readFileSync(new URL("../../src/lab/grade/similarity/inside/beacon.ts", import.meta.url), "utf8");

describe("docs/grading.md", () => {
  it.each([
    ["problems of submissions", Object.keys(PROBLEMS)],
    ["findings of rubric lint", Object.keys(RUBRIC_CODES)],
    ["findings between submissions", FINDING_IDS],
    ["detectors", DETECTORS.map(({ id }) => id)],
    ["flags of beacons", [...beacons.matchAll(/"(beacon-(?!of-partner)[a-z-]+)"/g)].map((match) => match[1]!)],
  ])("names all %s", (_, ids) => {
    expect(ids.length).toBeGreaterThan(3);
    for (const id of ids) expect(guide).toContain(`\`${id}\``);
  });
});
