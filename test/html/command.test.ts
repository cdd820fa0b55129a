/** `analyze --html` as a program. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sharelab } from "../support/cli.ts";
import { capture } from "../support/fixtures.ts";

const PLAIN = capture("plain-sharer.pcap");

describe("analyze --html", () => {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-html-command-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes one page, makes its folder, and says so on standard error only", async () => {
    const path = join(folder, "new", "report.html");
    const ran = await sharelab(["analyze", PLAIN, "--html", path]);
    expect(ran).toEqual({ code: 0, stdout: "", stderr: `sharelab: wrote ${path}\n` });
    expect(readFileSync(path, "utf8")).toMatch(/^<!doctype html>\n<html lang="en">[^]*<\/html>\n$/);
  });

  it("leaves standard output to what else was asked for", async () => {
    const ran = await sharelab(["analyze", PLAIN, "--html", join(folder, "both.html"), "--json"]);
    expect(ran.code).toBe(0);
    expect((JSON.parse(ran.stdout) as { schema: string }).schema).toBe("sharelab/report/v1");
  });

  it("speaks the languages there are, and names them for any other", async () => {
    const path = join(folder, "tr.html");
    expect((await sharelab(["analyze", PLAIN, "--html", path, "--lang", "tr"])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toContain('<html lang="tr">');
    const other = await sharelab(["analyze", PLAIN, "--html", path, "--lang", "xx"]);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("en, tr");
  });

  it("names a place that can't be written to, with the code of the error", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const ran = await sharelab(["analyze", PLAIN, "--html", join(file, "report.html")]);
    expect(ran).toMatchObject({ code: 4, stdout: "" });
    expect(ran.stderr).toContain("[OUTPUT_WRITE_FAILED]");
  });

  it("shows everything in front of the damage of a broken file, and that it is damaged", async () => {
    const bytes = readFileSync(PLAIN);
    bytes.writeUInt32LE(0x7fff_ffff, 24 + 16 + bytes.readUInt32LE(24 + 8) + 8);
    const broken = join(folder, "broken.pcap");
    writeFileSync(broken, bytes);
    const path = join(folder, "broken.html");
    const ran = await sharelab(["analyze", broken, "--html", path]);
    expect(ran.code).toBe(3);
    const page = readFileSync(path, "utf8");
    expect(page).toContain("The file is damaged");
    expect(page).toContain("CAPTURE_CORRUPT");
  });

  it("hands nobody on with --redact", async () => {
    const path = join(folder, "redacted.html");
    expect((await sharelab(["analyze", PLAIN, "--html", path, "--redact"])).code).toBe(0);
    const page = readFileSync(path, "utf8");
    expect(page).not.toMatch(/192\.168\.1\.8|plain-sharer|data:image\/png/);
    expect(page).toContain("the report is redacted");
  });
});
