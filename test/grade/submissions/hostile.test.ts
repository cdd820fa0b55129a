/** What is hostile in one submission stays in it, and is told. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Gatherer } from "../../../src/lab/grade/submission/gather.ts";
import { ARCHIVE_LIMITS, Budget } from "../../../src/lab/grade/submission/archive/limits.ts";
import { withTemporary } from "../../../src/lab/grade/submission/temporary.ts";
import { ANSWERS, folderWith, gradeClass, PLAIN } from "./class.ts";
import { zipOf, type Entry } from "./zips.ts";

const GOOD: readonly Entry[] = [
  { name: "session.pcap", content: PLAIN },
  { name: "answers.yml", content: ANSWERS },
];
const MIB = 2 ** 20;
const nested = (depth: number): Buffer =>
  depth === 0 ? zipOf(GOOD) : zipOf([{ name: "inner.zip", content: nested(depth - 1), stored: true }]);
const aliases = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => {
  const [name, before] = [String.fromCharCode(98 + i), String.fromCharCode(97 + i)];
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(",")}]`;
}).join("\n")}\n`;

describe("a hostile zip is ungradable with its reason, and the next one is graded", () => {
  it.each<[string, () => Buffer, string]>([
    ["with a name that leads out", () => zipOf([...GOOD, { name: "../../evil.txt", content: "x" }]), "ARCHIVE_ESCAPES"],
    ["with an absolute name", () => zipOf([{ name: "/tmp/evil.txt", content: "x" }, ...GOOD]), "ARCHIVE_ESCAPES"],
    ["with a name of Windows that leads out", () => zipOf([{ name: "..\\evil.txt", content: "x" }]), "ARCHIVE_ESCAPES"],
    ["with a drive in a name", () => zipOf([{ name: "C:\\evil.txt", content: "x" }]), "ARCHIVE_ESCAPES"],
    [
      "that inflates a thousandfold",
      () => zipOf([...GOOD, { name: "session2.pcap", content: Buffer.alloc(40 * MIB) }]),
      "ARCHIVE_TOO_LARGE",
    ],
    [
      "that says it holds a terabyte",
      () => zipOf([{ name: "a.pcap", content: "x", claims: { bytes: 0xfffffff0 } }]),
      "ARCHIVE_TOO_LARGE",
    ],
    [
      "that holds more than it says",
      () => zipOf([{ name: "a.pcap", content: Buffer.alloc(MIB), claims: { bytes: 10 } }]),
      "ARCHIVE_DAMAGED",
    ],
    ["with a wrong checksum", () => zipOf([{ name: "a.pcap", content: PLAIN, claims: { crc: 1 } }]), "ARCHIVE_DAMAGED"],
    [
      "with thousands of entries",
      () => zipOf(Array.from({ length: 2001 }, (_, index) => ({ name: `${index}`, content: "" }))),
      "ARCHIVE_TOO_MANY",
    ],
    ["in a zip in a zip in a zip", () => nested(3), "ARCHIVE_TOO_DEEP"],
    ["with a password", () => zipOf([{ name: "session.pcap", content: PLAIN, encrypted: true }]), "ARCHIVE_ENCRYPTED"],
    ["that is cut off", () => zipOf(GOOD).subarray(0, 4000), "ARCHIVE_DAMAGED"],
    ["of no bytes", () => Buffer.alloc(0), "ARCHIVE_DAMAGED"],
    ["that is none", () => Buffer.from("no zip at all"), "ARCHIVE_DAMAGED"],
  ])("%s", async (_, made, code) => {
    const { results } = await gradeClass(folderWith({ "mallory.zip": made(), "zoe.zip": zipOf(GOOD) }));
    const [mallory, zoe] = results;
    expect(mallory).toMatchObject({ state: "ungradable", problems: [{ code }], score: { points: 0 } });
    expect(mallory?.reason).toBe(mallory?.problems[0]?.message);
    expect(mallory?.checks.every(({ state }) => state === "ungradable")).toBe(true);
    expect(zoe).toMatchObject({ state: "graded", problems: [], score: { points: 2 } });
  });

  it("holds to a limit over all entries, those of zips in it among them", async () => {
    const folder = folderWith({
      "lab.zip": zipOf([...GOOD, { name: "more.zip", content: zipOf([{ name: "a", content: Buffer.alloc(1000) }]) }]),
    });
    const gather = async (totalBytes: number): Promise<string | null> =>
      withTemporary(async (files) => {
        const gatherer = new Gatherer(files, new Budget({ ...ARCHIVE_LIMITS, totalBytes }));
        await gatherer.take({ kind: "folder", disk: folder });
        return gatherer.refused;
      });
    expect(await gather(PLAIN.length + ANSWERS.length + 1500)).toBeNull();
    expect(await gather(PLAIN.length + ANSWERS.length + 1000)).toContain("lab.zip/more.zip: a would inflate");
  });

  it("leaves nothing behind, neither where it points nor in the folder for temporary files", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("sharelab-grade-"));
    const folder = folderWith({ "mallory.zip": zipOf([...GOOD, { name: "../evil.txt", content: "x" }]) });
    await gradeClass(folder);
    expect(existsSync(join(folder, "..", "evil.txt"))).toBe(false);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("sharelab-grade-"));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });
});

describe("what is odd in a zip is left out, and the rest graded", () => {
  it.each<[string, readonly Entry[], string]>([
    ["a symbolic link", [{ name: "passwd", content: "/etc/passwd", mode: 0o120777 }], "2 FILE_NOT_REGULAR"],
    ["a device", [{ name: "zero", mode: 0o020666 }], "2 FILE_NOT_REGULAR"],
    ["a pipe", [{ name: "pipe", mode: 0o010666 }], "2 FILE_NOT_REGULAR"],
    ["folders in folders", [{ name: `${"a/".repeat(200)}x`, content: "x" }], "2 FILES_TOO_DEEP"],
    ["the litter of systems", [{ name: "__MACOSX/._session.pcap", content: "x" }], "2"],
    ["an archive of another kind", [{ name: "lab.rar", content: "Rar!" }], "2 ARCHIVE_UNKNOWN"],
  ])("%s", async (_, more, told) => {
    expect((await gradeClass(folderWith({ "ada.zip": zipOf([...GOOD, ...more]) }))).short).toEqual({ ada: told });
  });

  it("a symbolic link that is called the capture is not followed", async () => {
    const link = { name: "session.pcap", content: "/etc/passwd", mode: 0o120777 };
    const { short } = await gradeClass(folderWith({ "ada.zip": zipOf([link, GOOD[1]!]) }));
    expect(short).toEqual({ ada: "0 FILE_NOT_REGULAR CAPTURE_MISSING" });
  });

  it("control characters of a name stand in no message", async () => {
    const name = "evil\n\u001b[31m\u0000\u202e.pcap";
    const { results } = await gradeClass(folderWith({ "ada.zip": zipOf([{ name, content: PLAIN }]) }));
    expect(results[0]?.files.map(({ path }) => path)).toEqual([
      "ada.zip",
      "ada.zip/evil\\x0a\\x1b[31m\\x00\\u202e.pcap",
    ]);
    const { problems } = results[0]!;
    expect(problems.map(({ code }) => code)).toEqual(["ANSWERS_MISSING", "CAPTURE_RENAMED"]);
    expect(problems.every(({ message }) => !/[\p{Cc}\p{Cf}]/u.test(message))).toBe(true);
  });
});

describe("what would grow without end", () => {
  it("is a gzipped capture of zeros", async () => {
    const bomb = gzipSync(Buffer.concat([PLAIN.subarray(0, 24), Buffer.alloc(64 * MIB)]));
    const { results } = await gradeClass(
      folderWith({ "mallory/session.pcap.gz": bomb, "mallory/answers.yml": ANSWERS, "zoe.zip": zipOf(GOOD) }),
    );
    expect(results[0]).toMatchObject({ state: "ungradable", problems: [{ code: "CAPTURE_INFLATES" }] });
    expect(results[0]?.reason).toMatch(/^session\.pcap\.gz has \d+ bytes and inflates to more than 16777216/);
    expect(results[1]).toMatchObject({ state: "graded", score: { points: 2 } });
  });

  it("is not a gzipped capture as there are", async () => {
    const { short } = await gradeClass(
      folderWith({ "ada/session.pcap.gz": gzipSync(PLAIN), "ada/answers.yml": ANSWERS }),
    );
    expect(short).toEqual({ ada: "2" });
  });

  it.each([
    ["of aliases", aliases],
    ["of brackets", "[".repeat(100_000)],
    ["of lines", "- ".repeat(200_000)],
  ])("are answers %s", async (_, bomb) => {
    const { results } = await gradeClass(
      folderWith({ "m/session.pcap": PLAIN, "m/answers.yml": bomb, "z.zip": zipOf(GOOD) }),
    );
    expect(results[0]?.problems.map(({ code }) => code)).toContain("ANSWERS_UNREADABLE");
    expect(results.map(({ score }) => score.points)).toEqual([1, 2]);
  });

  it("is Gradescope's metadata that nests without end, which is nobody's time", async () => {
    const folder = folderWith({ "submission_1/session.pcap": PLAIN, "submission_1/answers.yml": ANSWERS });
    writeFileSync(
      join(folder, "submission_metadata.yml"),
      `submission_1:\n  :submitters: ${"[".repeat(50_000)}\n  :created_at: 2026-03-06 23:00:00 Z\n`,
    );
    expect((await gradeClass(folder)).short).toEqual({ submission_1: "2" });
  });
});
