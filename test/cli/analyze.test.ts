/** `sharelab analyze` as a program: what goes where, exit codes, what a terminal gets. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { pcap } from "../support/capture-bytes.ts";
import { analyzeAlias, sharelab } from "../support/cli.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";

const CLEAN = capture("clean-sharer.pcap");

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(mkdtempSync(join(tmpdir(), "sharelab-test-")), name);
  writeFileSync(path, bytes);
  return path;
}

const reportOf = (stdout: string): Report => JSON.parse(stdout) as Report;

describe("the report on a terminal", () => {
  it("fits 80 columns, for every fixture", async () => {
    for (const path of [...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)]) {
      const { stdout, code } = await sharelab(["analyze", path]);
      const long = stdout.split("\n").filter((line) => Array.from(line).length > 80);
      expect({ path, code, long }).toEqual({ path, code: 0, long: [] });
    }
  });

  it("shows the handshake first, then segments, ACKs, windows, losses, times and frames", async () => {
    const { stdout } = await sharelab(["analyze", CLEAN]);
    const order = [
      "Handshake: full",
      "SEGMENTS",
      "ACK PATTERNS",
      "WINDOWS",
      "LOSSES",
      "TIMES",
      "Frames: 12 whole",
      "End:",
    ];
    const places = order.map((text) => stdout.indexOf(text));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("has every fact with --verbose, and every frame; lines are 80 columns wide but for filters, which are to be copied", async () => {
    for (const name of ["clean-sharer.pcap", "zerowin-viewer.pcap", "midstream.pcap", "ipv6.pcap"]) {
      const { stdout } = await sharelab(["analyze", capture(name), "--verbose"]);
      const report = await analyze(capture(name));
      for (const fact of facts(report)) {
        // Long ids begin a line of their own.
        expect(stdout).toContain(`[${fact.id}]`);
        if (fact.filter !== null) expect(stdout).toContain(`filter: ${fact.filter}\n`);
      }
      const { list } = report.streams[0]!.frames!;
      expect(stdout.match(/^│ +\d+ (!|│)/gm)).toHaveLength(list.length);
      const long = stdout.split("\n").filter((line) => Array.from(line).length > 80 && !line.includes("filter: "));
      expect(long).toEqual([]);
    }
  });

  it("is the report in the README", async () => {
    const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
    const { stdout } = await sharelab(["analyze", CLEAN]);
    expect(readme).toContain(stdout.trimEnd());
  });

  it("has no colour in a pipe, with NO_COLOR, or with --color never; with --color always it has", async () => {
    const escape = "\u001b[";
    expect((await sharelab(["analyze", CLEAN])).stdout).not.toContain(escape);
    expect((await sharelab(["analyze", CLEAN], { env: { NO_COLOR: "1", FORCE_COLOR: "1" } })).stdout).not.toContain(
      escape,
    );
    expect(
      (await sharelab(["analyze", CLEAN, "--color", "never"], { env: { FORCE_COLOR: "1" } })).stdout,
    ).not.toContain(escape);
    expect((await sharelab(["analyze", CLEAN, "--color", "always"])).stdout).toContain(escape);
  });

  it("is plain ASCII where the locale is not UTF-8, and with --ascii", async () => {
    for (const run of [
      await sharelab(["analyze", CLEAN], { env: { LC_ALL: "C" } }),
      await sharelab(["analyze", CLEAN, "--ascii"]),
    ]) {
      expect(Array.from(run.stdout).filter((character) => character > "~")).toEqual([]);
      expect(run.stdout).toContain("| SYN, packet 1");
    }
  });

  it("makes control characters from the capture harmless", async () => {
    const original = readFileSync(capture("pcapng-comments.pcapng"));
    const { comments } = (await analyze(original)).capture;
    const comment = comments[0]?.text ?? "";
    expect(comment.length).toBeGreaterThan(8);
    const evil = Buffer.from(original);
    evil.write("\u001b[2J", original.indexOf(comment));
    const { stdout } = await sharelab(["analyze", file("evil.pcapng", evil)]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("\\x1b[2J");
  });
});

describe("exit codes", () => {
  it("are 0 for a report, also of a file cut in mid-packet", async () => {
    const cut = file("cut.pcap", readFileSync(CLEAN).subarray(0, 100_000));
    const { code, stdout, stderr } = await sharelab(["analyze", cut, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(reportOf(stdout).capture).toMatchObject({ truncated_file: true, warnings: [{ code: "truncated-file" }] });
  });

  it("are 2 for wrong usage, with the reason on standard error", async () => {
    for (const args of [
      ["--size", "big"],
      ["--port", "0"],
      ["--port", "9000=carrier-pigeon"],
      ["--stream", "x"],
      ["--frobnicate"],
      [],
    ]) {
      const { code, stdout, stderr } = await sharelab(["analyze", ...args, ...(args.length > 0 ? [CLEAN] : [])]);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      expect(stderr).not.toBe("");
    }
  });

  it("are 3 for input that can't be read, with one clear error and its code", async () => {
    for (const [path, code] of [
      [join(tmpdir(), "no-such-capture.pcap"), "CAPTURE_READ_FAILED"],
      [tmpdir(), "CAPTURE_READ_FAILED"],
      [file("empty.pcap", ""), "CAPTURE_EMPTY"],
      [file("report.pdf", "%PDF-1.7\n"), "CAPTURE_UNKNOWN_FORMAT"],
    ] as const) {
      const ran = await sharelab(["analyze", path]);
      expect(ran).toMatchObject({ code: 3, stdout: "" });
      expect(ran.stderr).toContain(`[${code}]`);
      expect(ran.stderr.split("\n").length).toBeLessThanOrEqual(4);
      expect(ran.stderr).not.toMatch(/\n\s+at /);
    }
  });

  it("are 3 for a corrupt length, with everything before it reported", async () => {
    const good = readFileSync(CLEAN);
    const bad = Buffer.from(good);
    bad.writeUInt32LE(0x7fff_ffff, 24 + 8); // captured length of the first record
    const second = file("bad.pcap", Buffer.concat([good.subarray(0, 24 + 16 + 74), bad.subarray(24)]));
    const { code, stdout, stderr } = await sharelab(["analyze", second, "--json"]);
    expect(code).toBe(3);
    expect(stderr).toContain("[CAPTURE_CORRUPT]");
    expect(reportOf(stdout).capture).toMatchObject({
      packets: 1,
      error: { code: "CAPTURE_CORRUPT", offset: 114, packet: 2 },
    });
  });

  it("are 0 for a reader that leaves early", () => {
    const program = fileURLToPath(new URL("../../dist/cli/sharelab.js", import.meta.url));
    const ran = spawnSync("sh", [
      "-c",
      `"$0" "$1" analyze "$2" --json | head -c 100; exit 0`,
      process.execPath,
      program,
      CLEAN,
    ]);
    expect(ran.stderr.toString()).toBe("");
    expect(ran.stdout.length).toBe(100);
  });
});

describe("input", () => {
  it("comes from standard input with -", async () => {
    const fromFile = await sharelab(["analyze", CLEAN, "--json"]);
    const fromPipe = await sharelab(["analyze", "-", "--json"], { input: readFileSync(CLEAN) });
    expect(reportOf(fromPipe.stdout)).toEqual(reportOf(fromFile.stdout));
  });

  it("is told by its bytes, not by its name", async () => {
    const path = file("holiday.jpg", readFileSync(CLEAN));
    expect(reportOf((await sharelab(["analyze", path, "--json"])).stdout).capture.format).toBe("pcap");
  });

  it("without packets gives a report and not an error", async () => {
    const { code, stdout } = await sharelab(["analyze", file("none.pcap", pcap([])), "--json"]);
    expect(code).toBe(0);
    expect(reportOf(stdout).capture).toMatchObject({ packets: 0, first_time: null, duration: null });
  });

  it("without TCP on the port says which ports there are", async () => {
    const { stdout } = await sharelab(["analyze", CLEAN, "--port", "8080"]);
    expect(stdout).toContain("No TCP stream on port 8080");
    expect(stdout).toContain("9000");
  });
});

describe("options", () => {
  it("--size checks the frames' raw size and names the common sizes otherwise", async () => {
    const right = reportOf((await sharelab(["analyze", CLEAN, "--json", "--size", "1366x768"])).stdout);
    expect(right.streams[0]?.frames?.picture).toMatchObject({ given: true, mismatches: 0 });
    const wrong = reportOf((await sharelab(["analyze", CLEAN, "--json", "--size", "800x600"])).stdout);
    expect(wrong.streams[0]?.frames?.picture).toMatchObject({ given: true, mismatches: 12 });
    const none = reportOf((await sharelab(["analyze", CLEAN, "--json"])).stdout);
    expect(none.streams[0]?.frames?.picture).toMatchObject({ given: false, sizes: ["1366x768"] });
  });

  it("--no-inflate leaves raw sizes, ratios and integrity unknown, with the reason", async () => {
    const { streams } = reportOf((await sharelab(["analyze", CLEAN, "--json", "--no-inflate"])).stdout);
    expect(streams[0]?.frames?.list[0]).toMatchObject({
      raw_bytes: null,
      ratio: null,
      intact: null,
      compressed_bytes: 45006,
    });
    expect(streams[0]?.unknown["frames.ratio"]).toContain("--no-inflate");
  });

  it("--stream reports one stream, whatever its port", async () => {
    const { stdout } = await sharelab([
      "analyze",
      capture("two-viewers.pcap"),
      "--json",
      "--stream",
      "1",
      "--port",
      "1",
    ]);
    expect(reportOf(stdout).streams.map(({ stream }) => stream)).toEqual([1]);
  });

  it("--port takes a port of one's own, with or without its format", async () => {
    for (const port of ["9000", "9000=zlib-rgb"]) {
      const { stdout } = await sharelab(["analyze", CLEAN, "--json", "--port", port]);
      expect(reportOf(stdout).streams[0]?.frames?.count).toBe(12);
    }
  });

  it("are the same under the second name", async () => {
    const [long, short] = [await sharelab(["analyze", CLEAN]), await analyzeAlias([CLEAN])];
    expect(short).toEqual(long);
  });

  it("--version and --help go to standard output", async () => {
    expect(await sharelab(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
    expect((await sharelab(["analyze", "--help"])).stdout).toContain("--no-inflate");
  });
});
