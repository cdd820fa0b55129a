/** The zip for Gradescope is unpacked as Gradescope does, and run. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { GradescopeResults } from "../../../src/lab/grade/output/results-json.ts";
import { sharelab } from "../../support/cli.ts";
import { requireTools } from "../../support/tools.ts";
import { temporary } from "../submissions/class.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const assignment = join(repository, "fixtures/assignment");

describe.skipIf(!requireTools("python3", "bash"))("gradescope-autograder.zip", () => {
  const out = temporary();
  const zip = join(out, "gradescope-autograder.zip");
  const emit = async (to: string): Promise<Buffer> => {
    const args = ["grade", join(assignment, "submissions"), "--rubric", join(assignment, "lab.yaml"), "--out", to];
    const ran = await sharelab([...args, "--emit", "gradescope", "junit", "prairielearn", "classroom50"]);
    expect(ran).toMatchObject({ code: 0 });
    return readFileSync(join(to, "gradescope-autograder.zip"));
  };
  let root = "";

  beforeAll(async () => {
    await emit(out);
    root = temporary();
    mkdirSync(join(root, "source"));
    execFileSync("python3", ["-m", "zipfile", "-e", zip, join(root, "source")]);
    // In place of setup.sh, which fetches Node.js and npm's packages.
    symlinkSync(join(repository, "node_modules"), join(root, "source/sharelab/node_modules"));
    cpSync(join(root, "source/run_autograder"), join(root, "run_autograder"));
  });

  const submit = (student: string, created: string, due?: string): { results: GradescopeResults; stderr: string } => {
    const ran = run(join(assignment, "submissions", student), {
      id: 4711,
      created_at: created,
      assignment: { due_date: "2026-11-24T23:59:00+01:00" },
      users: [
        {
          id: 1,
          email: "ada@example.edu",
          name: "Ada Moreau",
          assignment: { due_date: due ?? "2026-11-24T23:59:00+01:00" },
        },
      ],
      previous_submissions: [],
    });
    return ran;
  };

  const run = (folder: string, metadata: unknown): { results: GradescopeResults; stderr: string } => {
    const here = temporary();
    for (const name of ["source", "run_autograder"]) symlinkSync(join(root, name), join(here, name));
    mkdirSync(join(here, "results"));
    cpSync(folder, join(here, "submission"), { recursive: true });
    writeFileSync(join(here, "submission_metadata.json"), JSON.stringify(metadata));
    const { stderr } = spawnSync("bash", [join(here, "run_autograder")], {
      env: { ...process.env, AUTOGRADER_ROOT: here },
      encoding: "utf8",
    });
    const results = JSON.parse(readFileSync(join(here, "results/results.json"), "utf8")) as GradescopeResults;
    return { results, stderr };
  };

  it("has both scripts, the rubric and its list of extensions, and the program", () => {
    for (const name of ["setup.sh", "run_autograder", "rubric.yaml", "sharelab/dist/cli/sharelab.js"]) {
      expect(existsSync(join(root, "source", name)), name).toBe(true);
    }
    const list = execFileSync(
      "python3",
      [
        "-c",
        `import zipfile,sys
for i in zipfile.ZipFile(sys.argv[1]).infolist(): print(oct(i.external_attr >> 16), i.filename)`,
        zip,
      ],
      { encoding: "utf8" },
    );
    expect(list).toContain("0o100755 run_autograder\n");
    expect(list).toContain("0o100755 setup.sh\n");
    expect(list).not.toMatch(/\.d\.ts|node_modules/);
    expect(statSync(zip).size).toBeLessThan(10 * 2 ** 20);
    for (const script of ["setup.sh", "run_autograder"]) execFileSync("bash", ["-n", join(root, "source", script)]);
  });

  it("grades a submission that Gradescope lays out, with the time that Gradescope knows", () => {
    const { results, stderr } = submit("ben", "2026-11-23T18:20:00.365935+01:00");
    expect(stderr).toBe("");
    const { sharelab: result } = results.extra_data;
    expect(result.student).toMatchObject({ id: "ada@example.edu", name: "Ada Moreau" });
    expect(result.lateness).toMatchObject({ submitted: "2026-11-23T17:20:00Z", days: 0 });
    expect(results.tests.find(({ name }) => name === "Which MSS does the viewer announce?")?.score).toBe(0);
    expect(results.score).toBeGreaterThan(8);
    expect(submit("ben", "2026-11-27T18:20:00+01:00").results.extra_data.sharelab.lateness.days).toBe(3);
    const extended = submit("ben", "2026-11-27T18:20:00+01:00", "2026-11-27T12:00:00+01:00").results;
    expect(extended.extra_data.sharelab.lateness).toMatchObject({ days: 1, extension: true });
  });

  it("tells what can't be graded, and never leaves Gradescope without results", () => {
    expect(run(temporary(), null).results.score).toBe(0);
    const broken = temporary();
    symlinkSync(join(root, "run_autograder"), join(broken, "run_autograder"));
    spawnSync("bash", [join(broken, "run_autograder")], { env: { ...process.env, AUTOGRADER_ROOT: broken } });
    const results = JSON.parse(readFileSync(join(broken, "results/results.json"), "utf8")) as { output: string };
    expect(results.output).toContain("tell your instructor");
  });

  it("is the same bytes for the same input, and stands beside the other outputs", async () => {
    expect((await emit(temporary())).equals(readFileSync(zip))).toBe(true);
    for (const name of ["junit.xml", "prairielearn/ada.json", "classroom50/ada.json"]) {
      expect(existsSync(join(out, name)), name).toBe(true);
    }
  });
});
