/** A few thousand mutated captures, always the same ones; more with SHARELAB_FUZZ_SECONDS. `npm run fuzz` does many more. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { judge, judgePieces } from "./judge.ts";
import { caseOf, inputOf, type CaseOptions } from "./mutate.ts";
import { kindOf, shrinkBytes } from "./shrink.ts";

const RUNS = 3000;
const SECONDS = Number(process.env["SHARELAB_FUZZ_SECONDS"] ?? 0);
/** Other cases than those of `npm run fuzz`. */
const SEED = 77;

describe("mutated captures", () => {
  const patience = Math.max(120, 2 * SECONDS) * 1000;
  it("give a lawful report or an error of the analyzer's own", { timeout: patience }, async () => {
    const until = Date.now() + SECONDS * 1000;
    const outcomes = new Set<string>();
    for (let index = 0; index < RUNS || Date.now() < until; index++) {
      const made = caseOf(SEED, index);
      const { outcome, problems } = await judge(inputOf(made), made.options, index % 10 === 0);
      if (problems.length > 0) throw new Error(`${problems.join("\n")}\n${JSON.stringify(made)}`);
      outcomes.add(outcome);
    }
    expect(outcomes).toContain("report");
    expect(outcomes.size).toBeGreaterThan(2);
  });

  it("give the same report in pieces of any size", async () => {
    for (let index = 0; index < 200; index++) {
      const made = caseOf(SEED + 1, index);
      if (made.edits.some(({ kind }) => kind === "gzip")) continue;
      const problems = await judgePieces(inputOf(made), made.options, 1 + ((index * 37) % 999));
      expect(problems, JSON.stringify(made)).toEqual([]);
    }
  });

  it("are the same for the same number", () => {
    for (let index = 0; index < 50; index++) {
      expect(caseOf(5, index)).toEqual(caseOf(5, index));
      expect(inputOf(caseOf(5, index))).toEqual(inputOf(caseOf(5, index)));
    }
  });
});

interface Found {
  readonly why: string;
  readonly problem: string;
  readonly options: CaseOptions;
  readonly hex: string;
}

const FOUND = new URL("found/", import.meta.url);

describe("what fuzzing has found before", () => {
  it.each(readdirSync(FOUND))("%s", async (name) => {
    const { hex, options } = JSON.parse(readFileSync(new URL(name, FOUND), "utf8")) as Found;
    expect((await judge(Buffer.from(hex, "hex"), options)).problems).toEqual([]);
  });
});

describe("the fuzzer", () => {
  it("runs its cases in other processes and sums up", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sharelab-fuzz-test-"));
    try {
      const run = fileURLToPath(new URL("run.ts", import.meta.url));
      const args = ["--import", "tsx", run, "--runs", "60", "--workers", "2", "--seed", "3", "--out", folder];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(stdout).toMatch(/^60 runs, 0 failures, \d+ s, 2 workers, seed 3, /m);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("tells failures apart by their words, not their numbers", () => {
    expect(kindOf({ problems: ["packet 7 of 3", "more"] })).toBe(kindOf({ problems: ["packet 12 of 9"] }));
    expect(kindOf({ problems: ["packet 7 of 3"] })).not.toBe(kindOf({ problems: ["frame 7 of 3"] }));
  });

  it("makes an input smaller as long as the same comes of it", async () => {
    const made = caseOf(SEED, 1);
    const small = await shrinkBytes(Buffer.from("x".repeat(300)), made.options, "");
    expect(small).toHaveLength(0);
  });
});
