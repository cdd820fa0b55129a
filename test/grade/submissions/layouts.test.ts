/** The downloads of LMSs are told apart by themselves, as folders and as one zip. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MANIFEST_SCHEMA } from "../../../src/lab/grade/batch/parts/manifest.ts";
import { SUMMARY_SCHEMA } from "../../../src/lab/grade/output/summary.ts";
import { findSources } from "../../../src/lab/grade/submission/find-sources.ts";
import { ANSWERS, DUE_RUBRIC, folderWith, gradeClass, PLAIN, temporary, type Files } from "./class.ts";
import { zipOf } from "./zips.ts";

const HANDED_IN = { "session.pcap": PLAIN, "answers.yml": ANSWERS };
const inFolder = (folder: string, files: Files = HANDED_IN): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

const PLAIN_CLASS: Files = { ...inFolder("ada"), "ben.zip": zipOf(HANDED_IN), "notes.txt": "mine", ".DS_Store": "" };

const CANVAS_CLASS: Files = {
  "moreauada_4711_90001_session.pcap": PLAIN,
  "moreauada_4711_90002_answers-2.yml": ANSWERS,
  "okaforben_LATE_4712_90003_lab.zip": zipOf(HANDED_IN),
  "o'neillchen_4713_90004_session.pcap": PLAIN,
};

const MOODLE_CLASS: Files = {
  ...inFolder("Ada Moreau_310_assignsubmission_file_"),
  ...inFolder("Ben de la Cruz_311_assignsubmission_file", { "lab.zip": zipOf(HANDED_IN) }),
  ...inFolder("Ada Moreau_310_assignsubmission_onlinetext_", { "onlinetext.html": "<p>Done.</p>" }),
};

const METADATA = `---
submission_71:
  :submitters:
  - :name: Ada Moreau
    :sid: '00123'
    :email: ada@example.edu
  :created_at: 2026-03-06 23:00:00.131583000 Z
  :score: 0.0
  :status: processed
  :results:
    output: |
      submission_99:
        :created_at: 1999-01-01 00:00:00 Z
  :history: []
submission_72:
  :submitters:
  - :name: Ben Okafor
    :sid: '00124'
    :email: ben@example.edu
  - :name: Chen Li
    :sid: '00125'
    :email: chen@example.edu
  :created_at: 2026-03-07 20:00:00 -08:00
  :assignment:
    :due_date: 2026-03-06 23:59:00.000000000 Z
  :users:
  - :email: chen@example.edu
    :assignment:
      :due_date: 2026-03-08 23:59:00.000000000 Z
  - :email: ben@example.edu
    :assignment:
      :due_date: 2026-03-06 23:59:00.000000000 Z
`;

const GRADESCOPE_CLASS: Files = {
  "submission_metadata.yml": METADATA,
  ...inFolder("submission_71"),
  ...inFolder("submission_72"),
};

const prefixed = (files: Files): Files => inFolder("assignment_12_export", files);

function zipped(files: Files): string {
  const path = join(temporary(), "download.zip");
  writeFileSync(path, zipOf(files));
  return path;
}

describe.each<[string, (files: Files) => string]>([
  ["as a folder", folderWith],
  ["as one zip", zipped],
  ["as one zip with a folder around it", (files) => zipped(prefixed(files))],
])("a class %s", (_, made) => {
  it("is a folder or a zip for each student", async () => {
    const { layout, short, notes } = await gradeClass(made(PLAIN_CLASS));
    expect(layout).toBe("plain");
    expect(short).toEqual({ ada: "2", ben: "2" });
    expect(notes).toEqual(["1 file belongs to nobody: notes.txt"]);
  });

  it("names what a dot hides, which may be a student, and not what systems leave behind", async () => {
    const litter = { ".git/config": "", ".idea/x": "", "__MACOSX/._ada": "", "Thumbs.db": "", ".gitignore": "" };
    const hidden = { ...inFolder(".hidden student"), ...inFolder("..evil"), ".carl.zip": zipOf(HANDED_IN) };
    const own = { "ada/.git/config": "x", "ada/.notes": "x", "ben/answers.yml": ANSWERS };
    const { short, notes, results } = await gradeClass(made({ ...inFolder("ada"), ...litter, ...hidden, ...own }));
    expect(Object.keys(short)).toEqual(["ada", "ben"]);
    expect(notes).toEqual(["3 names begin with a dot: ..evil, .carl.zip, .hidden student"]);
    expect(results[0]?.files.map(({ path }) => path)).toEqual(["answers.yml", "session.pcap"]);
  });

  it("takes no results of an earlier run for a student", async () => {
    const manifest = {
      "manifest-1-of-2.json": `{ "schema": "${MANIFEST_SCHEMA}", "students": [], "notes": [] }`,
      "parts/a.json": "",
    };
    const joined = {
      "summary.json": JSON.stringify({ schema: SUMMARY_SCHEMA }, null, 2),
      "grades.csv": "student",
      "feedback/ada.html": "",
    };
    const files = { ...inFolder("ada"), ...inFolder("all/week 1", manifest), ...inFolder("joined", joined) };
    // A student's file of that name makes no folder of results.
    const student = { ...inFolder("ben"), "ben/manifest.json": `{ "schema": "${MANIFEST_SCHEMA}" }` };
    // Nor does one that only looks like it: a student's file is never parsed here.
    const hostile = { ...inFolder("mallory"), "mallory/manifest.json": "[".repeat(100_000), "mallory/parts/a": "" };
    const late = { ...inFolder("zoe"), "zoe/parts/a": "" };
    const spaced = {
      "zoe/manifest.json": `{${" ".repeat(1000)}"schema": "${MANIFEST_SCHEMA}", "students": [], "notes": [] }`,
    };
    const { short, notes } = await gradeClass(made({ ...files, ...student, ...hostile, ...late, ...spaced }));
    expect(Object.keys(short)).toEqual(["ada", "ben", "mallory", "zoe"]);
    expect(notes).toEqual(["2 folders hold results, and no submissions: all, joined"]);
  });

  it("is Canvas' download: files beside one another, with the student in their names", async () => {
    const { layout, short, results } = await gradeClass(made(CANVAS_CLASS));
    expect(layout).toBe("canvas");
    expect(short).toEqual({
      moreauada_4711: "2",
      okaforben_4712: "2",
      "o'neillchen_4713": "1 ANSWERS_MISSING",
    });
    expect(results.map(({ student }) => student.aliases)).toEqual([["4711"], ["4713"], ["4712"]]);
  });

  it("is Moodle's download: a folder for each student and kind of submission", async () => {
    const { layout, short, results } = await gradeClass(made(MOODLE_CLASS));
    expect(layout).toBe("moodle");
    expect(short).toEqual({ "Ada Moreau_310": "2", "Ben de la Cruz_311": "2" });
    expect(results.map(({ student }) => student.name)).toEqual(["Ada Moreau", "Ben de la Cruz"]);
  });

  it("is Gradescope's export: who and when stand in its metadata, groups among them", async () => {
    const { layout, results } = await gradeClass(made(GRADESCOPE_CLASS), DUE_RUBRIC);
    expect(layout).toBe("gradescope");
    const told = results.map(({ student, score, lateness }) => [
      student.id,
      score.points,
      lateness.days,
      student.group,
    ]);
    expect(told).toEqual([
      ["ada@example.edu", 2, 0, undefined],
      ["ben@example.edu", 1.6, 2, "submission_72"],
      // Of the two, only Chen has an extension in Gradescope.
      ["chen@example.edu", 2, 0, "submission_72"],
    ]);
    expect(results[0]).toMatchObject({
      student: { name: "Ada Moreau", aliases: ["00123", "ada@example.edu", "submission_71"] },
      lateness: { submitted: "2026-03-06T23:00:00Z" },
    });
  });
});

describe("the time of submission", () => {
  it("is what Canvas says: late or not, and not by how much", async () => {
    const { results } = await gradeClass(folderWith(CANVAS_CLASS), DUE_RUBRIC);
    const of = (id: string): unknown => {
      const { problems, lateness } = results.find(({ student }) => student.id === id)!;
      return [lateness.late_seconds, problems.map(({ code }) => code)];
    };
    expect(of("moreauada_4711")).toEqual([0, []]);
    expect(of("okaforben_4712")).toEqual([null, ["LATE_BY_UNKNOWN"]]);
  });

  it("is not known from Moodle's download", async () => {
    const { short } = await gradeClass(folderWith(MOODLE_CLASS), DUE_RUBRIC);
    expect(short["Ada Moreau_310"]).toBe("2 SUBMISSION_TIME_UNKNOWN");
  });

  const early = "name: Mallory\nsubmitted: 2020-01-01T00:00:00Z\n";

  it("is believed where the instructor put it, and never where a student could have", async () => {
    const own = { ...HANDED_IN, "submission.yml": early };
    const graded = async (files: Files): Promise<unknown> => {
      const { results } = await gradeClass(folderWith(files), DUE_RUBRIC);
      return results.map(({ lateness, problems }) => [lateness.submitted, problems.map(({ code }) => code)]);
    };
    const untrusted = [[null, ["METADATA_NOT_TRUSTED", "SUBMISSION_TIME_UNKNOWN"]]];
    expect(await graded(inFolder("ada", own))).toEqual([["2020-01-01T00:00:00Z", []]]);
    expect(await graded({ "ada.zip": zipOf(own) })).toEqual(untrusted);
    expect(await graded(inFolder("ada", { "lab.zip": zipOf(own) }))).toEqual(untrusted);
    expect(await graded(inFolder("Ada_1_assignsubmission_file_", own))).toEqual(untrusted);
    const [[submitted]] = (await graded({ ...GRADESCOPE_CLASS, ...inFolder("submission_71", own) })) as [[string]];
    expect(submitted).toBe("2026-03-06T23:00:00Z");
  });
});

describe("a class that is none", () => {
  it("is turned away with what can be given", async () => {
    for (const path of [temporary(), folderWith({ "a.txt": "x" }), zipped({ "a.txt": "x" })]) {
      await expect(findSources(path)).rejects.toMatchObject({ code: "GRADE_READ_FAILED" });
    }
    const damaged = join(temporary(), "class.zip");
    writeFileSync(damaged, "PK no zip");
    await expect(findSources(damaged)).rejects.toMatchObject({ remedy: "Download it from the LMS again." });
  });

  it("is turned away with what was left out", async () => {
    await expect(findSources(folderWith(inFolder(".ada")))).rejects.toMatchObject({
      message: expect.stringMatching(/ Left out: 1 name begins with a dot: \.ada\.$/) as string,
    });
  });

  it("gets no results written over its submissions, or into one", async () => {
    const folder = folderWith({ ...inFolder("ada"), ...inFolder("ben") });
    for (const [out, where] of [
      [folder, "the folder of submissions itself"],
      [join(folder, "ada", "graded"), "the folder of ada"],
    ] as const) {
      await expect(findSources(folder, out)).rejects.toMatchObject({
        code: "GRADE_WRITE_FAILED",
        message: expect.stringContaining(where) as string,
      });
    }
    const { sources, notes } = await findSources(folder, join(folder, "ben"));
    expect(sources.map(({ id }) => id)).toEqual(["ada"]);
    expect(notes).toEqual(["1 folder holds results, and no submission: ben"]);
  });

  it("keeps a student with folders in a folder apart from a class in a folder", async () => {
    const folder = temporary();
    mkdirSync(join(folder, "ada", "lab"), { recursive: true });
    writeFileSync(join(folder, "ada", "lab", "session.pcap"), PLAIN);
    expect(Object.keys((await gradeClass(folder)).short)).toEqual(["ada"]);
  });
});
