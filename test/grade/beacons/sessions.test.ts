/** Beacons of real sessions, from `sharelab session --student` to what the instructor reads. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../../src/lab/grade/result.ts";
import { captureFolder, freePort, mayCapture } from "../../support/capturing.ts";
import { sharelab, type Ran } from "../../support/cli.ts";
import { rubricText } from "../grading.ts";

const SECRET = "a secret of this class";
const LAB = "tcp lab 1";

describe.skipIf(!mayCapture("dumpcap", "tshark", "mergecap", "editcap"))("beacons of real sessions, graded", () => {
  const root = captureFolder();
  const [submissions, out, rubric] = [join(root, "class"), join(root, "graded"), join(root, "lab.yaml")];
  let [port, beaconPort] = [0, 0];
  let ran: Ran;

  const recorded = async (name: string, student: string | null, secret = SECRET): Promise<string> => {
    const path = join(root, `${name}.pcapng`);
    const common = ["-w", path, "--frames", "4", "--source", "pattern", "--size", "160x120", "--port", String(port)];
    const own =
      student === null ? [] : ["--student", student, "--assignment", LAB, "--beacon-port", String(beaconPort)];
    const { code, stderr } = await sharelab(["session", ...common, ...own], { env: { SHARELAB_SECRET: secret } });
    if (code !== 0) throw new Error(stderr);
    return path;
  };
  const handIn = (student: string, capture: string | Uint8Array): void => {
    mkdirSync(join(submissions, student), { recursive: true });
    const bytes = typeof capture === "string" ? readFileSync(capture) : capture;
    writeFileSync(join(submissions, student, "session.pcapng"), bytes);
  };
  const only = (filter: string, from: string, to: string): string => {
    execFileSync("tshark", ["-r", from, "-Y", filter, "-w", to], { stdio: "ignore" });
    return to;
  };
  const changed = (path: string, from: string, to: string): Buffer => {
    const bytes = readFileSync(path);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    bytes.write(to, at, "latin1");
    return bytes;
  };
  const grade = (into: string, env: Readonly<Record<string, string>> = { SHARELAB_SECRET: SECRET }): Promise<Ran> =>
    sharelab(["grade", submissions, "--rubric", rubric, "--out", into], { env });
  const resultOf = (student: string, from = out): Result => {
    const text = readFileSync(join(from, "results", `${student}.json`), "utf8");
    return (JSON.parse(text) as { extra_data: { sharelab: Result } }).extra_data.sharelab;
  };
  const rubricWith = (beacon: object, checks: readonly object[] = []): string =>
    rubricText([{ id: "handshake", type: "fact", fact: "handshake.state", is: "full" }, ...(checks as [])], {
      handin: {
        capture: { name: "session.pcapng", port },
        answers: { required: false },
        beacon: { assignment: LAB, port: beaconPort, ...beacon },
      },
    });

  beforeAll(async () => {
    [port, beaconPort] = [await freePort(), await freePort()];
    const [ada, ben, emil] = [
      await recorded("ada", "ada"),
      await recorded("ben", "Ben"),
      await recorded("emil", "emil"),
    ];
    const nobody = await recorded("nobody", null);
    handIn("ada", ada);
    handIn("ben", ben);
    handIn("chen", nobody);
    handIn("dana", ben);
    handIn("emil", changed(emil, "nonce: ", "nonse: "));
    handIn("fay", changed(await recorded("fay", "fay"), "student: fay", "student: fae"));
    const beacon = only(`tcp.port == ${beaconPort}`, ada, join(root, "beacon.pcapng"));
    const merged = join(root, "merged.pcapng");
    execFileSync("mergecap", ["-w", merged, await recorded("gus", null), beacon]);
    handIn("gus", merged);
    handIn("hana", await recorded("hana", "hana", "another secret than that"));
    const later = join(root, "later.pcapng");
    execFileSync("editcap", ["-t", "86400", await recorded("ivan", "ivan"), later]);
    handIn("ivan", later);
    writeFileSync(rubric, rubricWith({}));
    ran = await grade(out);
  }, 600_000);
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("are stated where they are good", () => {
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const { confirmed } = resultOf("ada");
    expect(confirmed).toMatchObject([
      {
        id: "beacon",
        evidence: expect.stringMatching(
          /^The beacon in packet \d+ was made for ada and tcp lab 1 at \d{4}-.*Z\. It is signed with the secret\.$/,
        ) as string,
      },
    ]);
    expect(resultOf("ben").confirmed).toHaveLength(1);
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain("The beacon is the student&#39;s own");
  });

  it.each([
    [
      "chen",
      "beacon-missing",
      /^The capture holds no beacon \(tcp\.port == \d+\); one made for chen and tcp lab 1 is expected\.$/,
    ],
    [
      "dana",
      "beacon-of-another",
      /^The beacon in packet \d+ was made for Ben and .*, not for dana\. It is signed with the secret\.$/,
    ],
    [
      "emil",
      "beacon-broken",
      /^The beacon in packet \d+ is broken\. Its lines are not those of a beacon\. It was made for emil\.$/,
    ],
    ["fay", "beacon-of-another", /made for fae and .*, not for fay\. It was changed, or signed with another secret\.$/],
    ["gus", "beacon-of-another", /made for ada and .*, not for gus\. It is signed with the secret\.$/],
    ["hana", "beacon-broken", /made for hana and .*\. It was changed, or signed with another secret\.$/],
    ["ivan", "beacon-time", /made for ivan and .*; its packet was captured 1 day(?: \d+ s)? later\.$/],
  ] as const)("are flagged, and cost no points: %s, %s", (student, id, evidence) => {
    const { flags, confirmed, score } = resultOf(student);
    const own = flags.filter((flag) => flag.id.startsWith("beacon"));
    expect(own).toMatchObject([{ id, evidence: expect.stringMatching(evidence) as string }]);
    expect(confirmed).toEqual([]);
    expect(score.points).toBe(1);
    expect(readFileSync(join(out, "feedback", `${student}.html`), "utf8")).not.toContain("beacon");
  });

  it("tell that one beacon is in two captures", () => {
    const rows = parse<Record<string, string>>(readFileSync(join(out, "similarity.csv"), "utf8"), { columns: true });
    const alike = rows.map(({ student, other, finding }) => `${student} ${other} ${finding}`).sort();
    expect(alike).toEqual(["ada gus copied-capture", "ada gus same-beacon", "ben dana same-file"]);
  });

  it("are told by a check of the rubric in place of the detector, where there is one", async () => {
    const check = { id: "own_work", title: "Own work", type: "authenticity", beacon: "own" };
    writeFileSync(rubric, rubricWith({}, [check]));
    const into = join(root, "checked");
    expect((await grade(into)).code).toBe(0);
    const [ada, dana] = [resultOf("ada", into), resultOf("dana", into)];
    expect(ada.checks.at(-1)).toMatchObject({
      state: "passed",
      found: { text: expect.stringContaining("ada") as string },
    });
    expect(dana.checks.at(-1)).toMatchObject({ state: "failed", hidden: true, earned: 0 });
    expect(dana.flags.map(({ id }) => id)).toEqual(["own_work", "same-file"]);
    expect(dana.flags[0]?.evidence).toContain("made for Ben");
    expect(dana.score.points).toBe(1);
  });

  it("are verified with a secret for each student, by the name that each was told to give", async () => {
    const list =
      "student,beacon,secret\nada,ada,a secret of this class\ndana,Ben,a secret of this class\nben,ben,not this one at all\n";
    writeFileSync(join(root, "students.csv"), list);
    writeFileSync(rubric, rubricWith({ students: "students.csv" }));
    const into = join(root, "listed");
    expect((await grade(into, {})).code).toBe(0);
    const own = (student: string): string[] =>
      resultOf(student, into).flags.flatMap(({ id }) => (id.startsWith("beacon") ? [id] : []));
    expect({ ada: own("ada"), dana: own("dana"), hana: own("hana") }).toEqual({
      ada: [],
      dana: [],
      hana: ["beacon-unverified"],
    });
  });

  it("need a secret where they must be signed, and are graded anew when it changes", async () => {
    writeFileSync(rubric, rubricWith({}));
    expect(await grade(join(root, "none"), { SHARELAB_SECRET: "" })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("there is no secret to verify them with") as string,
    });
    writeFileSync(join(root, "secret.txt"), `${SECRET}\n`);
    writeFileSync(rubric, rubricWith({ secret_file: "secret.txt" }));
    const into = join(root, "file");
    expect((await grade(into, {})).code).toBe(0);
    expect(resultOf("ada", into).confirmed).toHaveLength(1);
    writeFileSync(join(root, "secret.txt"), "quite another secret\n");
    const again = await sharelab(["grade", submissions, "--rubric", rubric, "--out", into, "--resume"]);
    expect(again.stderr).not.toContain("there already");
    expect(resultOf("ada", into).flags.map(({ id }) => id)).toContain("beacon-broken");
  });
});
