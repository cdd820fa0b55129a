/** `--extract DIR`: files and chats are written as they were captured, and nothing outside of the folder, whatever their names. */
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { analyzeObserved } from "../../src/analyze/analyze.ts";
import { ExtractOutput } from "../../src/lab/render/extract/extract.ts";
import { safeName } from "../../src/lab/render/extract/safe-name.ts";
import { sharelab } from "../support/cli.ts";
import { capture } from "../support/fixtures.ts";
import { interleave, pcapOf } from "../support/scenario.ts";
import { joining, talk, type Said } from "./talking.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-extract-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});
let folders = 0;
const newFolder = (): string => join(made, `folder-${++folders}`);

async function extract(
  input: string | Uint8Array,
  folder = newFolder(),
): Promise<{ folder: string; said: string; names: string[] }> {
  const output = await ExtractOutput.open(folder);
  try {
    await analyzeObserved(input, {}, [output]);
    const said = await output.write();
    return { folder, said, names: readdirSync(folder).sort() };
  } finally {
    output.close();
  }
}

const sha = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("--extract", () => {
  it("writes each file with the digest of the index, and partial ones marked", async () => {
    for (const name of ["file-get.pcap", "file-put.pcap", "file-reset.pcap"]) {
      const { folder, names } = await extract(capture(name));
      const rows = readFileSync(join(folder, "index.csv"), "utf8")
        .split("\r\n")
        .slice(1, -1)
        .map((row) => row.split(","));
      for (const [, , file = "", , , , bytes, , digest, whole] of rows.filter((row) => row[2] !== "")) {
        expect(names).toContain(file);
        expect(lstatSync(join(folder, file)).size).toBe(Number(bytes));
        expect(sha(join(folder, file))).toBe(digest);
        expect(file.endsWith(".partial")).toBe(whole !== "true");
      }
      expect(names.filter((one) => one.endsWith(".part"))).toEqual([]);
    }
  });

  it("writes chats as text, with packets", async () => {
    const { folder, names } = await extract(capture("chat.pcap"));
    expect(names).toEqual(["index.csv", "stream-0-chat.txt", "stream-1-chat.txt", "stream-2-chat.txt"]);
    const text = readFileSync(join(folder, "stream-0-chat.txt"), "utf8");
    expect(text).toMatch(/packet +49 {2}> Ayşe: güle güle\n/);
  });

  it("replaces what it wrote itself, and nothing else", async () => {
    const { folder } = await extract(capture("file-get.pcap"));
    const [first] = readdirSync(folder).filter((name) => name.startsWith("stream-"));
    await extract(capture("file-get.pcap"), folder);
    expect(readdirSync(folder).filter((name) => name.startsWith("stream-"))).toEqual([first]);
    const other = newFolder();
    mkdirSync(other);
    writeFileSync(join(other, first!), "mine");
    symlinkSync(join(made, "elsewhere"), join(other, "stream-0-file-0-photo (2).jpg"));
    const { names } = await extract(capture("file-get.pcap"), other);
    expect(readFileSync(join(other, first!), "utf8")).toBe("mine");
    expect(names).toContain("stream-0-file-0-photo (3).jpg");
    expect(existsSync(join(made, "elsewhere"))).toBe(false);
  });

  it("refuses a folder whose index is not its own, and to go with --redact", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, "index.csv"), "a,b\r\n");
    const refused = await sharelab(["analyze", capture("file-get.pcap"), "--extract", folder]);
    expect(refused).toMatchObject({ code: 2 });
    expect(readFileSync(join(folder, "index.csv"), "utf8")).toBe("a,b\r\n");
    const redacted = await sharelab(["analyze", capture("file-get.pcap"), "--extract", newFolder(), "--redact"]);
    expect(redacted).toMatchObject({ code: 2 });
    expect(redacted.stderr).toContain("leaves files and texts out");
  });

  it("stays inside of the folder whatever a name holds", async () => {
    const evil = [
      "../../etc/passwd",
      "/etc/shadow",
      "..\\..\\x.exe",
      "a\0b.txt",
      "\u202egpj.exe",
      "=cmd",
      ".bashrc",
      "..",
      "",
      "x".repeat(900),
      "CON",
      "a\nb",
      "<script>.html",
    ];
    const sessions = evil.map((name, at) => {
      const said: Said[] = [
        ["client", `getFile${name}`],
        ["server", "file-exists"],
        ["server", `content ${at}`],
      ];
      return talk(said, "fin", { server: `10.0.0.${at + 2}:33000` }).segments;
    });
    const { folder, names, said } = await extract(pcapOf(interleave(...sessions)));
    expect(readdirSync(made).filter((name) => !/^folder-\d+$/.test(name))).toEqual([]);
    const files = names.filter((name) => name !== "index.csv");
    expect(files.length).toBeGreaterThanOrEqual(evil.length - 1);
    for (const name of files) {
      expect(name).toMatch(/^stream-\d+-file-0-[\p{L}\p{N}_(][\p{L}\p{N}._ ()-]*$/u);
      expect(lstatSync(join(folder, name)).isFile()).toBe(true);
      expect(readFileSync(join(folder, name), "utf8")).toMatch(/^content \d+$/);
    }
    expect(said).toContain(`${files.length} files`);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(readFileSync(join(folder, "index.csv"), "utf8")).not.toMatch(/[\u0000\u202e]|(^|,)=/m);
  });

  it("leaves nothing of a stream that turns out to be none, nor after a failure", async () => {
    const s = talk(
      [
        ["server", "220 ready"],
        ["client", Buffer.from([1, 2, 3])],
      ],
      "fin",
    );
    const { names } = await extract(s.pcap());
    expect(names).toEqual(["index.csv"]);
    const ran = await sharelab(["analyze", "-", "--extract", newFolder()], { input: Buffer.from("no capture at all") });
    expect(ran.code).toBe(3);
    expect(readdirSync(join(made, `folder-${folders}`))).toEqual([]);
  });
});

describe("a safe name", () => {
  it.each([
    ["photo.jpg", "photo.jpg"],
    ["Çay & 茶.txt", "Çay _ 茶.txt"],
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\a.exe", "a.exe"],
    ["...", "unnamed"],
    ["a\u202eb\0.txt", "a_b_.txt"],
    ["-rf", "rf"],
    [`${"x".repeat(300)}.tar.gz`, `${"x".repeat(80)}.gz`],
  ])("of %j is %j", (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });
});

describe("--redact", () => {
  it("leaves out what was said, who said it, and names and digests of files, in every rendering", async () => {
    const secret = talk(
      [
        ...joining("Zqname"),
        ["client", "zqtext"],
        ["server", "Zqname: zqtext"],
        ["server", "Zqother has left the chat."],
      ],
      "fin",
    );
    const file = talk(
      [
        ["client", "getFilezqfile.txt"],
        ["server", "file-existszqbytes"],
      ],
      "fin",
      { server: "10.0.0.9:33000" },
    );
    const path = join(made, "secret.pcap");
    writeFileSync(path, pcapOf(interleave(secret.segments, file.segments)));
    const csv = newFolder();
    const runs = await Promise.all([
      sharelab(["analyze", path, "--redact", "--verbose"]),
      sharelab(["analyze", path, "--redact", "--json"]),
      sharelab(["analyze", path, "--redact", "--markdown"]),
      sharelab(["analyze", path, "--redact", "--csv", csv, "--html", join(csv, "report.html")]),
    ]);
    rmSync(path);
    const texts = [
      ...runs.map(({ stdout }) => stdout),
      ...readdirSync(csv).map((name) => readFileSync(join(csv, name), "utf8")),
    ];
    const digest = createHash("sha256").update("zqbytes").digest("hex");
    for (const text of texts) {
      expect(text.toLowerCase()).not.toContain("zq");
      expect(text).not.toContain(digest);
    }
    expect(runs[0].stdout).toContain("person 1");
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });
});
