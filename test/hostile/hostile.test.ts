/**
 * Names, comments and payload of a capture, a packet list or a file's name never come alive: no escape sequence and no
 * mark that turns the reading direction reaches any output, and no formula, markup or script any that could run it.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import { PcapngBlocks } from "../support/capture-bytes.ts";
import { sharelab } from "../support/cli.ts";
import { packetList } from "../support/fixtures.ts";
import { frame, LINK_TYPES } from "../support/packets.ts";
import { packetOf, Scenario, type Segment } from "../support/scenario.ts";
import { outsideCode } from "../markdown/reading.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-hostile-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

/** Written so that no rendering holds them by chance. */
const EVIL = [
  "<script>alert('zq1')</script>",
  "<img src=x onerror=alert('zq2')>",
  "=cmd|' /C zq3'!A0",
  "@SUM(zq4)",
  "\u001b[2J\u001b]0;zq5\u0007",
  "\u009b31mzq6",
  "\u202ezq7\u2066gnp.exe",
  "zq8\r\nzq9: <b>",
  "| zq10 | [zq](javascript:zq) `zq` @zq https://zq.example",
  "&lt;zq11&amp;",
];

/** A chat whose people have evil names and say evil things, and a file with such a name. */
function evilChat(): Segment[] {
  const chat = new Scenario({ server: "10.0.0.3:33000" }).handshake({ mss: 1460 });
  const say = (from: "client" | "server", text: string): void => {
    const payload = Buffer.from(text);
    chat.wait(0.01)[from].send(payload.length, { payload });
  };
  say("server", "Hello <b>zq13</b>");
  say("client", EVIL[0]!);
  say("server", `Hi ${EVIL[0]!}, {quit}`);
  for (const text of EVIL) {
    say("client", text);
    say("server", `${EVIL[0]!}: ${text}`);
    say("server", `${text} has joined the chat!`);
    say("server", `${text}: ${text}`);
  }
  const file = new Scenario({ client: "10.0.0.1:40001", server: "10.0.0.3:33000" }).handshake({ mss: 1460 });
  const request = Buffer.from(`getFile${EVIL.join("/../")}`);
  file.client.send(request.length, { payload: request });
  file.server.send(14, { payload: Buffer.from("file-existszq!") });
  return [...chat.segments, ...file.segments];
}

/** A capture with evil in every place that has text, and in the payload. */
function capture(): string {
  const blocks = new PcapngBlocks();
  const all = EVIL.join(" ");
  const s = new Scenario().handshake({ mss: 1460 });
  for (const text of EVIL) {
    s.server.send(0, { payload: Buffer.from(text) });
    s.wait(0.01).client.ack();
  }
  s.client.send(0, { payload: Buffer.from(all) });
  const bytes = Buffer.concat([
    blocks.section([blocks.text(1, all), blocks.text(2, all), blocks.text(3, all), blocks.text(4, all)]),
    blocks.interface({
      options: [blocks.text(2, all), blocks.text(3, all), blocks.text(1, all), blocks.text(12, all)],
    }),
    ...[...s.segments, ...evilChat()].map((segment, index) =>
      blocks.enhancedPacket({
        data: frame(LINK_TYPES.ethernet, packetOf(segment)),
        time: segment.time / 1000n,
        options: [blocks.text(1, EVIL[index % EVIL.length]!)],
      }),
    ),
  ]);
  // What a file system takes of it.
  const path = join(made, "<script>zq12`|=+@\u001b[2J\u202e.pcapng");
  writeFileSync(path, bytes);
  return path;
}

/** A packet list with lines that no packet has. */
function list(): string {
  const lines = readFileSync(packetList("loss1-tshark.txt"), "utf8").split("\n");
  const evil = EVIL.flatMap((text, index) => [
    text,
    `  ${900 + index}   1.${index} ${text} → 192.168.1.86 TCP 66 9000 → 55032 [ACK] Seq=1 Ack=1 Win=1 Len=0 ${text}`,
  ]);
  const path = join(made, "list.txt");
  writeFileSync(path, [...lines.slice(0, 30), ...evil, ...lines.slice(30)].join("\n"));
  return path;
}

// eslint-disable-next-line no-control-regex
const ALIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const withoutCr = (text: string): string => text.replaceAll("\r\n", "\n");

const INPUTS = [
  ["a capture", capture],
  ["a packet list", list],
] as const;

describe.each(INPUTS)("of %s, evil text stays text", (_, input) => {
  it.each([[], ["--verbose"], ["--color", "never", "--ascii"]])("on the terminal %s", async (...more: string[]) => {
    const { stdout, stderr } = await sharelab(["analyze", input(), ...more]);
    expect(stdout).not.toMatch(ALIVE);
    expect(stderr).not.toMatch(ALIVE);
    // It is shown, for whoever looks for it.
    expect(stdout).toContain("zq");
  });

  it("in Markdown", async () => {
    const { stdout } = await sharelab(["analyze", input(), "--markdown"]);
    expect(stdout).toContain("zq");
    expect(stdout).not.toMatch(ALIVE);
    for (const line of stdout.split("\n")) {
      if (/^<\/?(details|summary)>/.test(line)) continue;
      expect(outsideCode(line)).not.toMatch(/(?<!\\)<|@|https?:|javascript:|\]\(/);
    }
  });

  it("in CSV", async () => {
    const folder = join(made, "csv");
    mkdirSync(folder, { recursive: true });
    await sharelab(["analyze", input(), "--csv", folder]);
    for (const name of readdirSync(folder)) {
      const text = withoutCr(readFileSync(join(folder, name), "utf8"));
      expect(text).not.toMatch(ALIVE);
      const records: string[][] = parse(text);
      for (const cell of records.flat()) {
        if (Number.isNaN(Number(cell))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    }
  });

  it("in JSON, which escapes what a terminal would obey", async () => {
    const { stdout } = await sharelab(["analyze", input(), "--json"]);
    expect(JSON.parse(stdout)).toBeDefined();
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it("in the indexes of frames", async () => {
    const folder = join(made, "frames");
    await sharelab(["analyze", input(), "--frames", folder]);
    for (const name of ["index.csv", "index.html"]) {
      const text = withoutCr(readFileSync(join(folder, name), "utf8"));
      expect(text).not.toMatch(ALIVE);
      expect(text).not.toMatch(/<script|zq/);
    }
  });

  it("in a comparison", async () => {
    const { stdout, stderr } = await sharelab(["analyze", input(), input(), "--verbose"]);
    expect(stdout + stderr).not.toMatch(ALIVE);
  });

  it("with --redact is not even there", async () => {
    for (const more of [[], ["--json"], ["--markdown"], ["--verbose"]]) {
      const { stdout } = await sharelab(["analyze", input(), "--redact", ...more]);
      expect(stdout).not.toContain("zq");
    }
  });
});

describe("an error message", () => {
  it("shows an evil file name harmlessly", async () => {
    for (const more of [[], ["--csv", join(made, "x")], [join(made, "b.pcap")]]) {
      const { stderr, code } = await sharelab(["analyze", join(made, "no\u001b[2J\u202esuch.pcap"), ...more]);
      expect(code).toBe(3);
      expect(stderr).not.toMatch(ALIVE);
      expect(stderr).toContain("\\x1b[2J");
    }
  });
});
