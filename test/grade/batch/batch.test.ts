/** A class graded by several processes: the same bytes however many they are, whatever is killed, and in how many parts. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../../src/lab/grade/result.ts";
import { sharelab, type Ran } from "../../support/cli.ts";
import { capture } from "../../support/fixtures.ts";
import { pcapOf, Scenario } from "../../support/scenario.ts";
import { rubricText } from "../grading.ts";

const root = mkdtempSync(join(tmpdir(), "sharelab-batch-"));
const folder = join(root, "class");
const rubric = join(root, "lab.yaml");
const CAPTURES = ["loss-sharer", "plain-sharer", "push", "ipv6", "nodelay", "timeouts", "slow-viewer", "small-mss"];
let count = 0;
const fresh = (): string => join(root, `out${count++}`);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const CHECKS = [
  { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
  { id: "mss", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
];

beforeAll(() => {
  writeFileSync(rubric, rubricText(CHECKS));
  for (const name of CAPTURES) student(folder, name, capture(`${name}.pcap`));
  // ada's capture once more, under another name.
  student(folder, "copy", capture("loss-sharer.pcap"));
});

function student(into: string, name: string, file: string | Uint8Array): void {
  mkdirSync(join(into, name), { recursive: true });
  writeFileSync(join(into, name, "session.pcap"), typeof file === "string" ? readFileSync(file) : file);
  writeFileSync(join(into, name, "answers.yml"), "answers:\n  mss: 1460\n");
}

function grade(out: string, ...more: string[]): Promise<Ran> {
  return sharelab(["grade", folder, "--rubric", rubric, "--out", out, ...more]);
}

/** Every file below, with its bytes. */
function contents(out: string): Record<string, string> {
  const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(out, path)).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(out, path), "latin1")]));
}

function resultOf(out: string, name: string): Result {
  const text = readFileSync(join(out, "results", `${name}.json`), "utf8");
  return (JSON.parse(text) as { extra_data: { sharelab: Result } }).extra_data.sharelab;
}

describe("a class on several processes", () => {
  it("comes to the same bytes with one and with three", async () => {
    const [one, three] = [fresh(), fresh()];
    expect((await grade(one, "--workers", "1")).code).toBe(0);
    expect((await grade(three, "--workers", "3")).code).toBe(0);
    expect(contents(three)).toEqual(contents(one));
  });

  it("comes to the same bytes in shards, into one folder or several, with likeness over the whole", async () => {
    const [whole, one, other, merged] = [fresh(), fresh(), fresh(), fresh()];
    await grade(whole);
    for (const shard of ["1/3", "2/3"]) expect((await grade(one, "--shard", shard)).code).toBe(0);
    const early = await sharelab(["grade", "merge", one, "--rubric", rubric, "--out", merged]);
    expect(early).toMatchObject({ code: 3, stderr: expect.stringContaining("Shard 3 of 3 is missing.") as string });
    await grade(other, "--shard", "3/3");
    expect((await sharelab(["grade", "merge", one, other, "--rubric", rubric, "--out", merged])).code).toBe(0);
    const expected = contents(whole);
    expect(contents(merged)).toEqual(expected);
    expect(expected["similarity.csv"]).toContain("copy,loss-sharer,,same-file");
    // Into the folder of some shards, and once more from there.
    for (const again of [1, 2]) {
      const into = await sharelab(["grade", "merge", one, other, "--rubric", rubric, "--out", one]);
      expect(into.code, String(again)).toBe(0);
      expect(contents(one)).toMatchObject(expected);
    }
  });

  it("is a batch like any other once it is merged: compared with, and asked for what changed", async () => {
    const [shards, merged, later] = [fresh(), fresh(), join(root, "later")];
    for (const shard of ["1/2", "2/2"]) await grade(shards, "--shard", shard);
    const merge = (...more: string[]): Promise<Ran> =>
      sharelab(["grade", "merge", shards, "--rubric", rubric, "--out", merged, ...more]);
    expect((await merge()).code).toBe(0);
    student(later, "newcomer", capture("push.pcap"));
    const out = fresh();
    await sharelab(["grade", later, "--rubric", rubric, "--out", out, "--against", merged]);
    expect(readFileSync(join(out, "similarity.csv"), "utf8")).toContain(`newcomer,push,${basename(merged)},same-file`);
    // As if there had been one more, who is gone now.
    const manifest = JSON.parse(readFileSync(join(merged, "manifest.json"), "utf8")) as { students: object[] };
    manifest.students.push({ id: "gone", part: "gone", aliases: [] });
    writeFileSync(join(merged, "manifest.json"), JSON.stringify(manifest));
    for (const file of ["parts/gone.json", "feedback/gone.html", "results/gone.json", "feedback/own-notes.html"])
      writeFileSync(join(merged, file), "");
    const unchanged = await merge("--changed-since", merged);
    expect(unchanged.stdout).toContain("Nothing changed.");
    const left = Object.keys(contents(merged));
    expect(left.filter((path) => path.includes("gone"))).toEqual([]);
    expect(left).toContain("feedback/own-notes.html");
    const marked = await merge("--marks", "marks.csv");
    expect(marked).toMatchObject({ code: 2, stderr: expect.stringContaining("has no place in a merge") as string });
  });

  it("says so when an earlier batch has nothing to compare with", async () => {
    const nothing = join(root, "nothing");
    mkdirSync(join(nothing, "ada"), { recursive: true });
    writeFileSync(join(nothing, "ada", "notes.txt"), "none");
    const ran = await grade(fresh(), "--against", nothing);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("no submission in it has a capture to compare with");
  });

  it("takes its own results for no student where they are written among the submissions", async () => {
    const inside = join(root, "inside");
    for (const name of ["push", "ipv6"]) student(inside, name, capture(`${name}.pcap`));
    const out = join(inside, "all", "graded");
    const run = (...more: string[]): Promise<Ran> =>
      sharelab(["grade", inside, "--rubric", rubric, "--out", out, ...more]);
    expect(await run()).toMatchObject({ code: 0, stderr: "" });
    const before = contents(out);
    const again = await run("--changed-since", out);
    expect(again).toMatchObject({
      code: 0,
      stderr: "sharelab: left out: 1 folder holds results, and no submission: all\n",
    });
    expect(again.stdout).toContain("Nothing changed.");
    expect(contents(out)["grades.csv"]).toBe(before["grades.csv"]);
  });

  it.each(["0/3", "4/3", "3", "a/b", "1/0"])("turns the shard %s away", async (shard) => {
    expect(await grade(fresh(), "--shard", shard)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is no shard") as string,
    });
  });

  it("goes on where it was stopped, and grades anew what has changed", async () => {
    const [out, changing] = [fresh(), join(root, "changing")];
    cpSync(folder, changing, { recursive: true });
    const again = (...more: string[]): Promise<Ran> =>
      sharelab(["grade", changing, "--rubric", rubric, "--out", out, "--resume", ...more]);
    await again();
    const before = contents(out);
    // What a run that was killed leaves: some parts, some of them without their last file, and one cut off.
    for (const gone of ["push.json", "ipv6.json", "ipv6.print"]) rmSync(join(out, "parts", gone));
    writeFileSync(join(out, "parts", "nodelay.json"), before["parts/nodelay.json"]!.slice(0, 100));
    for (const gone of ["grades.csv", "manifest.json", "results"]) rmSync(join(out, gone), { recursive: true });
    const resumed = await again();
    expect(resumed.stderr).toContain("6 of 9 results were there already.");
    expect(contents(out)).toEqual(before);

    // A fingerprint that is cut off is none, and what is like it would be found no more.
    writeFileSync(join(out, "parts", "copy.print"), readFileSync(join(out, "parts", "copy.print")).subarray(0, 50));
    const mended = await again();
    expect(mended.stderr).toBe("sharelab: 8 of 9 results were there already.\n");
    expect(contents(out)).toEqual(before);

    writeFileSync(join(changing, "push", "answers.yml"), "answers:\n  mss: 7\n");
    const changed = await again("--changed-since", out);
    expect(changed.stderr).toContain("8 of 9 results were there already.");
    expect(changed.stdout).toContain("push: 2 -> 1 (the submission is another one)\n  mss: passed 1/1 -> failed 0/1\n");
    expect(readFileSync(join(out, "changes.csv"), "utf8").trim().split("\r\n")).toHaveLength(2);

    writeFileSync(rubric, rubricText(CHECKS.map((check) => ({ ...check, points: 3 }))));
    const regraded = await again("--changed-since", out);
    expect(regraded.stderr).not.toContain("there already");
    expect(regraded.stdout).toContain("ipv6: 1 -> 3 (the rubric was changed)");
    writeFileSync(rubric, rubricText(CHECKS));
  });

  it("finds copies of an earlier batch, from its results or its submissions, and not a student's own", async () => {
    const [earlier, own] = [join(root, "last-year"), fresh()];
    student(earlier, "zoe", capture("timeouts.pcap"));
    student(earlier, "push", capture("push.pcap"));
    await sharelab(["grade", earlier, "--rubric", rubric, "--out", own]);
    for (const against of [own, earlier]) {
      const out = fresh();
      expect((await grade(out, "--against", against)).code).toBe(0);
      const rows = readFileSync(join(out, "similarity.csv"), "utf8").split("\r\n").slice(1, -1);
      expect(rows.map((row) => row.split(",").slice(0, 2).concat(row.split(",")[3]!).join(" "))).toEqual([
        "copy loss-sharer same-file",
        "timeouts zoe same-file",
      ]);
      expect(resultOf(out, "timeouts").flags.map(({ id }) => id)).toEqual(["same-file"]);
    }
    // And so does a merge.
    const shards = fresh();
    for (const shard of ["1/2", "2/2"]) await grade(shards, "--shard", shard);
    for (const against of [own, earlier]) {
      const out = fresh();
      const merged = await sharelab(["grade", "merge", shards, "--rubric", rubric, "--out", out, "--against", against]);
      expect(merged).toMatchObject({ code: 0, stderr: "" });
      expect(readFileSync(join(out, "similarity.csv"), "utf8")).toContain("timeouts,zoe,");
    }
    const nowhere = await sharelab([
      "grade",
      "merge",
      shards,
      "--rubric",
      rubric,
      "--out",
      fresh(),
      "--against",
      "/no",
    ]);
    expect(nowhere).toMatchObject({ code: 3, stderr: expect.stringContaining("/no does not exist") as string });
  }, 600_000);

  it("needs nothing to compare with for a lone submission, as an autograder has", async () => {
    const [lone, alone] = [join(root, "lone"), join(root, "alone.yaml")];
    student(lone, "ada", capture("plain-sharer.pcap"));
    writeFileSync(alone, rubricText(CHECKS, { similarity: { exclude: ["not-in-the-autograder"] } }));
    const graded = (folderOf: string): Promise<Ran> =>
      sharelab(["grade", folderOf, "--rubric", alone, "--out", fresh()]);
    expect(await graded(lone)).toMatchObject({ code: 0, stderr: "" });
    expect(await graded(folder)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("does not exist") as string,
    });
  });

  it("says so where an earlier run's fingerprints can't be read any more", async () => {
    const [own, out] = [fresh(), fresh()];
    await grade(own);
    rmSync(join(own, "parts", "push.print"));
    const ran = await grade(out, "--against", own);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("left out: 1 fingerprint of");
  });
});

/** Frames of 60 kB that inflate to 60 MB each: real work that no reading of the file foresees. */
function bomb(frames: number): Buffer {
  const body = deflateSync(Buffer.alloc(60 * 2 ** 20), { level: 9 });
  const scenario = new Scenario();
  scenario.handshake();
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  const frame = Buffer.concat([Buffer.from([2]), length, body]);
  const all = Buffer.concat(Array.from({ length: frames }, () => frame));
  for (let at = 0; at < all.length; at += 1400) {
    const payload = all.subarray(at, at + 1400);
    scenario.server.send(payload.length, { payload });
    scenario.client.ack();
  }
  return pcapOf(scenario.segments);
}

describe("a submission that takes too much", () => {
  it("costs only itself", async () => {
    const [hostile, out] = [join(root, "hostile"), fresh()];
    cpSync(folder, hostile, { recursive: true });
    student(hostile, "mallory", bomb(150));
    const ran = await sharelab(["grade", hostile, "--rubric", rubric, "--out", out, "--time-limit", "2"]);
    expect(ran.code).toBe(0);
    const { state, reason } = resultOf(out, "mallory");
    expect({ state, reason }).toEqual({
      state: "ungradable",
      reason: "It could not be graded: it took more than 2 s of processor time.",
    });
    const clean = fresh();
    await grade(clean);
    for (const name of [...CAPTURES, "copy"]) expect(resultOf(out, name)).toEqual(resultOf(clean, name));
  });

  it("in memory, too", async () => {
    const out = fresh();
    const ran = await grade(out, "--memory-limit", "70");
    expect(ran.code).toBe(0);
    for (const name of CAPTURES) expect(resultOf(out, name).reason).toMatch(/memory/);
  });
});

describe.skipIf(process.platform !== "linux")("workers that are killed", () => {
  it("lose nothing: what they were at is graded by another one", async () => {
    const [out, clean] = [fresh(), fresh()];
    await grade(clean);
    const program = fileURLToPath(new URL("../../../dist/cli/sharelab.js", import.meta.url));
    const child = spawn(process.execPath, [
      program,
      "grade",
      folder,
      "--rubric",
      rubric,
      "--out",
      out,
      "--workers",
      "2",
    ]);
    const children = (): number[] => {
      try {
        return readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
          .split(" ")
          .filter(Boolean)
          .map(Number);
      } catch {
        return [];
      }
    };
    const done = new Promise<number | null>((resolve) => child.on("close", resolve));
    let killed = 0;
    const timer = setInterval(() => {
      const [worker] = children();
      if (worker === undefined || killed === 2) return;
      try {
        process.kill(worker, "SIGKILL");
        killed++;
      } catch {
        // it has just ended
      }
    }, 400);
    expect(await done).toBe(0);
    clearInterval(timer);
    expect(killed).toBeGreaterThan(0);
    expect(contents(out)).toEqual(contents(clean));
  });

  it("and a run that is killed itself leaves no worker behind, and can be ended", async () => {
    const [out, clean] = [fresh(), fresh()];
    await grade(clean);
    const program = fileURLToPath(new URL("../../../dist/cli/sharelab.js", import.meta.url));
    const child = spawn(process.execPath, [
      program,
      "grade",
      folder,
      "--rubric",
      rubric,
      "--out",
      out,
      "--workers",
      "1",
    ]);
    while (!readdirSync(root).includes(out.slice(root.length + 1)) || contents(out)["parts/copy.json"] === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    const resumed = await grade(out, "--resume");
    expect(resumed.stderr).toMatch(/\d of 9 results were there already/);
    expect(contents(out)).toEqual(contents(clean));
  });
});
