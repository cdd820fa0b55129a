/** `--redact`: no address of the capture is left in any rendering, and all else stays. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { AddressMap, redact } from "../../src/lab/render/redact.ts";
import { sharelab } from "../support/cli.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-redact-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

function addressesOf(report: Report): string[] {
  const ends = [
    ...report.streams.flatMap(({ client, server }) => [client, server]),
    ...report.capture.other_streams.flatMap(({ a, b }) => [a, b]),
  ];
  return [...new Set(ends.map(({ ip }) => ip))].filter((ip) => !ip.startsWith("127.") && ip !== "::1");
}

describe("a redacted report", () => {
  it.each([...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)])(
    "of %s has none of its addresses",
    async (path) => {
      const report = await analyze(path, { inflate: false });
      const redacted = redact(report, path);
      const text = JSON.stringify(redacted);
      for (const address of addressesOf(report)) expect(text).not.toContain(`${address}"`);
      for (const address of addressesOf(redacted)) expect(address).toMatch(/^192\.0\.2\.|^2001:db8::/);
      expect(new Set(addressesOf(redacted)).size).toBe(addressesOf(report).length);
      // Nothing else is touched.
      expect(redacted.streams.map(({ directions, frames, handshake }) => ({ directions, frames, handshake }))).toEqual(
        report.streams.map(({ directions, frames, handshake }) => ({ directions, frames, handshake })),
      );
      expect(redacted.capture.redacted).toBe(true);
    },
  );

  it("gives the same address the same replacement, and keeps loopback", () => {
    const map = new AddressMap();
    const first = map.of("10.0.0.7");
    expect(map.of("10.0.0.7")).toBe(first);
    expect(map.of("10.0.0.8")).not.toBe(first);
    expect(map.of("127.0.0.1")).toBe("127.0.0.1");
    expect(map.of("fe80::1")).toBe("2001:db8::1");
    expect(map.within("from 10.0.0.7:9000 to [fe80::1]:9000 at 12:30:05, 1.433 s")).toBe(
      `from ${first}:9000 to [2001:db8::1]:9000 at 12:30:05, 1.433 s`,
    );
  });

  it("has an address for each of very many", () => {
    const map = new AddressMap();
    const given = new Set(
      Array.from({ length: 70_000 }, (_, index) => map.of(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`)),
    );
    expect(given.size).toBe(70_000);
  });
});

describe("analyze --redact", () => {
  it("holds in the terminal report, JSON, Markdown, CSV and HTML", async () => {
    const path = capture("clean-sharer.pcap");
    const folder = join(made, "csv");
    const runs = await Promise.all([
      sharelab(["analyze", path, "--redact"]),
      sharelab(["analyze", path, "--redact", "--json"]),
      sharelab(["analyze", path, "--redact", "--markdown"]),
      sharelab(["analyze", path, "--redact", "--csv", folder, "--html", join(folder, "report.html")]),
    ]);
    for (const run of runs) expect(run.code).toBe(0);
    const texts = [
      ...runs.map((run) => run.stdout),
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")),
    ];
    for (const text of texts) expect(text).not.toMatch(/192\.168\.|clean-sharer/);
    expect(texts[0]).toContain("192.0.2.1:55032");
    expect(readFileSync(join(folder, "report.html"), "utf8")).not.toContain("data:image");
  });

  it("leaves comments out", async () => {
    const { stdout } = await sharelab(["analyze", capture("pcapng-comments.pcapng"), "--redact", "--json"]);
    const { comments } = (JSON.parse(stdout) as Report).capture;
    expect(comments.map(({ text }) => text)).toEqual(comments.map(() => "(left out)"));
    expect(comments.length).toBeGreaterThan(0);
  });

  it("drops pictures", async () => {
    for (const option of ["--frames", "--video"]) {
      const ran = await sharelab(["analyze", capture("plain-sharer.pcap"), "--redact", option, join(made, "x.mp4")]);
      expect(ran).toMatchObject({ code: 2 });
      expect(ran.stderr).toContain("leaves pictures out");
    }
  });
});
