/** `sharelab grade` and `sharelab rubric` as programs: what goes where, exit codes, what the guide shows. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sharelab } from "../support/cli.ts";

const folder = fileURLToPath(new URL("../../fixtures/assignment/", import.meta.url));
const lab = `${folder}lab.yaml`;
const marks = ["--marks", `${folder}marks.csv`];
const guide = readFileSync(new URL("../../docs/grading.md", import.meta.url), "utf8");
const temporary = (): string => mkdtempSync(join(tmpdir(), "sharelab-grade-"));
const tooLong = (text: string): string[] => text.split("\n").filter((line) => Array.from(line).length > 80);

describe("sharelab grade", () => {
  it("writes its files and prints what the guide shows, in 80 columns", async () => {
    const out = join(temporary(), "graded");
    const ran = await sharelab(["grade", `${folder}submissions`, "--rubric", lab, "--out", out, ...marks]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(guide).toContain(ran.stdout.trimEnd());
    expect(tooLong(ran.stdout)).toEqual([]);
    expect(readdirSync(out).sort()).toEqual([
      "feedback",
      "grades.csv",
      "index.html",
      "manifest.json",
      "parts",
      "results",
      "similarity.csv",
      "similarity.html",
      "summary.json",
    ]);
    expect(readdirSync(join(out, "results"))).toHaveLength(9);
    const [head, ada] = readFileSync(join(out, "grades.csv"), "utf8").split("\r\n");
    expect(head).toMatch(/^student,name,score,max,state,/);
    expect(ada).toMatch(/^ada,Ada Moreau,20,20,graded,20,0,0,0,0,0,,,submission,1,1,/);
  });

  it("ends with 1 only for what the caller asked to fail on", async () => {
    const fail = async (...what: string[]): Promise<number | null> =>
      (await sharelab(["grade", `${folder}submissions`, "--rubric", lab, "--out", temporary(), "--fail-on", ...what]))
        .code;
    expect(await fail("pending")).toBe(1);
    expect(await fail("problems", "flags")).toBe(1);
    expect(await fail("flags")).toBe(0);
  });

  it("ends with 3 and a remedy for bad input, with 2 for wrong usage", async () => {
    const out = temporary();
    const run = (...args: string[]): ReturnType<typeof sharelab> => sharelab(["grade", ...args, "--out", out]);
    const noRubric = await run(`${folder}submissions`, "--rubric", "/no/such.yaml");
    expect(noRubric.code).toBe(3);
    expect(noRubric.stderr).toBe(
      "sharelab: The rubric /no/such.yaml does not exist.\n  Check the path. [GRADE_READ_FAILED]\n",
    );
    expect((await run("/no/such/folder", "--rubric", lab)).stderr).toContain("GRADE_READ_FAILED");
    expect((await run(lab, "--rubric", lab)).stderr).toContain("is no folder");
    expect((await run(temporary(), "--rubric", lab)).stderr).toContain("holds no folders of students");
    expect((await run(`${folder}submissions`)).code).toBe(2);
    const bad = join(temporary(), "bad.yaml");
    writeFileSync(bad, "checks: 1\n");
    const invalid = await run(`${folder}submissions`, "--rubric", bad);
    expect(invalid.code).toBe(3);
    expect(invalid.stderr).toContain("RUBRIC_INVALID");
    expect(invalid.stderr).toContain("`checks` must be a list.");
    const list = join(temporary(), "marks.csv");
    writeFileSync(list, "student,check,points\nada,discusion,1\n");
    const marked = await run(`${folder}submissions`, "--rubric", lab, "--marks", list);
    expect(marked.code).toBe(3);
    expect(marked.stderr).toContain("line 2: `discusion` is no manual check of the rubric. Did you mean `discussion`?");
  });

  it("lets no name of a student steer the terminal or the spreadsheet", async () => {
    const submissions = temporary();
    const hostile = "=cmd|' \u001b[31mred";
    mkdirSync(join(submissions, hostile));
    cpSync(`${folder}submissions/ben`, join(submissions, hostile), { recursive: true });
    const out = temporary();
    const ran = await sharelab(["grade", submissions, "--rubric", lab, "--out", out]);
    expect(ran.code).toBe(0);
    expect(ran.stdout + ran.stderr).not.toContain("\u001b");
    expect(readFileSync(join(out, "grades.csv"), "utf8").split("\r\n")[1]).toMatch(/^'=cmd\|' {2}\[31mred,/);
    expect(readdirSync(join(out, "results"))[0]).toMatch(/^[\w%'.~ -]+\.json$/);
  });
});

describe("sharelab rubric", () => {
  /** A folder with the list that the worked assignment's rubric names. */
  const besideLists = (): string => {
    const made = temporary();
    cpSync(`${folder}extensions.csv`, join(made, "extensions.csv"));
    return made;
  };

  it("init prints a rubric that lint has nothing to say about, and never writes over a file", async () => {
    const file = join(temporary(), "lab.yaml");
    expect((await sharelab(["rubric", "init", file])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe((await sharelab(["rubric", "init"])).stdout);
    expect(await sharelab(["rubric", "lint", file])).toMatchObject({ code: 0, stdout: "lab.yaml: nothing to mend\n" });
    const again = await sharelab(["rubric", "init", file]);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain("exists already");
  });

  it("lint says where, as compilers do, and ends with 1; --json is for programs", async () => {
    const file = join(besideLists(), "bad.yaml");
    writeFileSync(file, readFileSync(lab, "utf8").replace("fact: handshake.state", "fact: handshake.stat"));
    const ran = await sharelab(["rubric", "lint", file]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /^bad\.yaml:\d+:5: error: The report has no fact `handshake\.stat`\. Did you mean `handshake\.state`\? \[RUBRIC_UNKNOWN_FACT\]\n/,
    );
    const json = JSON.parse((await sharelab(["rubric", "lint", file, "--json"])).stdout) as { findings: unknown[] };
    expect(json.findings[0]).toMatchObject({ code: "RUBRIC_UNKNOWN_FACT", severity: "error", path: "checks[0].fact" });
    expect((await sharelab(["rubric", "lint", "/no/such.yaml"])).code).toBe(3);
    expect((await sharelab(["rubric", "lint"])).code).toBe(2);
  });

  it("lint ends with 1 for warnings only when it is strict", async () => {
    const file = join(besideLists(), "warn.yaml");
    writeFileSync(file, readFileSync(lab, "utf8").replace("    is: full\n", "    is: full\n    from: client\n"));
    expect((await sharelab(["rubric", "lint", file])).code).toBe(0);
    expect((await sharelab(["rubric", "lint", file, "--strict"])).code).toBe(1);
  });

  it("lint ends with 1 where a file that the rubric names is not beside it", async () => {
    const file = join(temporary(), "alone.yaml");
    cpSync(lab, file);
    const ran = await sharelab(["rubric", "lint", file]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^alone\.yaml:\d+:3: error: The list of extensions, `extensions\.csv`, is not there/);
  });

  it("test ends with 3 and the line for expectations that it can't check", async () => {
    const list = join(temporary(), "samples.yml");
    writeFileSync(list, `samples:\n  - folder: ${folder}submissions/ada\n    checks: [client_isn: failed]\n`);
    const ran = await sharelab(["rubric", "test", lab, "--samples", list]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("line 3: `checks` must be a mapping of checks.");
    expect(ran.stderr).toContain("GRADE_BAD_LIST");
  });

  it("test compares the samples with what is expected of them, as the guide shows", async () => {
    const ran = await sharelab(["rubric", "test", lab]);
    expect(ran.code).toBe(0);
    expect(guide).toContain(ran.stdout.trimEnd());
    const samples = `${folder}samples.yml`;
    const changed = join(temporary(), "samples.yml");
    const text = readFileSync(samples, "utf8").replace(/submissions\//g, `${folder}submissions/`);
    writeFileSync(
      changed,
      text.replace("score: 20", "score: 19").replace("marks: marks.csv", `marks: ${folder}marks.csv`),
    );
    const differs = await sharelab(["rubric", "test", lab, "--samples", changed]);
    expect(differs.code).toBe(1);
    expect(differs.stdout).toContain("    score: expected 19, got 20\n");
    expect(differs.stdout).toContain("8 of 9 samples as expected");
  });

  it("facts lists what a rubric can name", async () => {
    const { stdout, code } = await sharelab(["rubric", "facts"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^window\.max +bytes +side +largest window$/m);
    expect(stdout).toMatch(/^handshake\.syn\.sack_permitted +yes\/no +stream /m);
  });
});
