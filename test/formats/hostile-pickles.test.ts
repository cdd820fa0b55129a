/** What a pickle names reaches no terminal, page or table but as harmless text, and no redacted report at all. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framed, video } from "../frames/pickle-streams.ts";
import { sharelab } from "../support/cli.ts";
import { Scenario } from "../support/scenario.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-pickles-"));
const path = join(made, "hostile.pcap");
const NAME = '=cmd|<script>alert(1)</script>"\\x1b[31m\\x9b2J'.replace("\\x1b", "\x1b").replace("\\x9b", "\x9b");
const evil = framed(Buffer.from(`\x80\x03c${NAME}\nsystem\nX\x02\0\0\0id\x85R.`, "latin1"));

beforeAll(() => {
  const s = new Scenario({ server: "10.0.0.2:33000" }).handshake({ mss: 1460 });
  for (const payload of [video(16, 9).bytes, evil, video(16, 9).bytes]) {
    s.wait(0.1).server.send(payload.length, { payload });
    s.client.ack();
  }
  writeFileSync(path, s.pcap());
});
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

// eslint-disable-next-line no-control-regex -- what must not come through
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe("a name in a pickle", () => {
  it.each([[[]], [["--verbose"]], [["--markdown"]], [["--live"]]])("is harmless with %j", async (more) => {
    const { stdout, stderr, code } = await sharelab(["analyze", path, ...more]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(CONTROL);
    expect(stdout).toContain("system");
    // Markdown leaves alone what is code.
    if (more[0] === "--markdown")
      expect(stdout.match(/<script>/g)).toHaveLength(stdout.match(/`[^`\n]*<script>[^`\n]*`/g)!.length);
  });

  it("is text on the page, in tables and beside the saved frames", async () => {
    const [page, csv, frames] = [join(made, "page.html"), join(made, "csv"), join(made, "frames")];
    const ran = await sharelab(["analyze", path, "--html", page, "--csv", csv, "--frames", frames]);
    expect(ran.code).toBe(0);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("16 × 9");
    for (const text of [html, readFileSync(join(frames, "index.html"), "utf8")])
      expect(text).not.toContain("<script>alert");
    for (const file of [join(csv, "frames.csv"), join(frames, "index.csv")]) {
      const cells = readFileSync(file, "utf8");
      expect(cells).toContain("script");
      expect(cells).not.toMatch(/(^|,)"?=cmd/m);
    }
    expect(readdirSync(frames).filter((file) => file.endsWith(".png"))).toHaveLength(2);
  });

  it("is left out of a redacted report", async () => {
    const { stdout } = await sharelab(["analyze", path, "--json", "--redact"]);
    expect(stdout).not.toContain("<script");
    expect(stdout).not.toContain("system");
    expect(stdout).toContain("which no array needs");
  });
});
