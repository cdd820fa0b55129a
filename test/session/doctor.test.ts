/** `sharelab doctor`: rules for machines of all kinds, and the program on this one. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { diagnose, unknownIds, verdict, type Check } from "../../src/lab/doctor/diagnose.ts";
import type { Findings } from "../../src/lab/doctor/findings.ts";
import { displayOf } from "../../src/lab/doctor/look.ts";
import { howToInstall, installCommand } from "../../src/lab/doctor/packages.ts";
import { doctorText } from "../../src/lab/doctor/text.ts";
import { sharelab } from "../support/cli.ts";

const works = { works: true, reason: null, remedy: null } as const;
const NO_DISPLAY = { works: false, reason: "There is no X display.", remedy: "Set DISPLAY." } as const;

const LAPTOP: Findings = {
  platform: "linux",
  system: "Linux 6.1.0",
  node: "20.19.0",
  manager: "apt",
  engines: [
    { name: "dumpcap", version: "4.0.17", comesWith: "Wireshark", obstacle: null },
    { name: "tcpdump", version: "4.99.3", comesWith: "tcpdump", obstacle: null },
    { name: "cap", version: null, comesWith: "npm install cap", obstacle: { reason: "no", remedy: "npm install cap" } },
  ],
  sources: [
    { name: "x11", description: "", ...works },
    { name: "native", description: "", ...works },
    { name: "pattern", description: "", ...works },
  ],
  screenSources: ["x11", "native"],
  display: "X11, :0",
  browser: "firefox",
  tshark: "4.0.17",
  ffmpeg: "5.1",
  python3: "3.11.2",
  conditions: null,
};

const find = (checks: readonly Check[], id: string): Check => {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) throw new Error(id);
  return check;
};
const check = (id: string, changes: Partial<Findings>): Check => find(diagnose({ ...LAPTOP, ...changes }), id);

/** toMatchObject takes a bare pattern for an object without keys, which everything matches. */
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe("what is made of a machine", () => {
  it("with everything: all works, but for what nothing needs", () => {
    const states = diagnose(LAPTOP).filter(({ state }) => state !== "works");
    expect(states).toMatchObject([{ id: "cap", state: "optional", remedy: "npm install cap" }]);
    expect(verdict(diagnose(LAPTOP))).toBe(
      "sharelab session works here, with this screen. It can have delay, loss and the like.",
    );
  });

  it.each([
    ["20.18.9", "missing"],
    ["18.20.0", "missing"],
    ["20.19.0", "works"],
    ["22.0.0", "works"],
  ])("with Node %s: %s", (node, state) => {
    expect(check("node", { node }).state).toBe(state);
  });

  it("with no engine that records: each says what it needs, and recordings can only be analyzed", () => {
    const refused = { reason: "It has no permission to record: no.", remedy: "sudo setcap … /usr/bin/dumpcap" };
    const engines = [
      { name: "dumpcap", version: "4.0.17", comesWith: "Wireshark", obstacle: refused },
      { name: "tcpdump", version: null, comesWith: "tcpdump", obstacle: { reason: "", remedy: "" } },
    ];
    const checks = diagnose({ ...LAPTOP, engines });
    expect(find(checks, "capture")).toMatchObject({ state: "missing", reason: "Nothing here can record packets." });
    expect(find(checks, "dumpcap")).toMatchObject({ state: "missing", ...refused });
    expect(find(checks, "tcpdump")).toMatchObject({ state: "missing", remedy: "Install it: sudo apt install tcpdump" });
    expect(verdict(checks)).toContain("not made");
  });

  it("on Windows: no tcpdump is asked for, no Python, and winget installs the rest", () => {
    const none = { reason: "", remedy: "" };
    const windows: Partial<Findings> = {
      ...{ platform: "win32", manager: "winget", tshark: null, python3: null },
      engines: [
        { name: "dumpcap", version: null, comesWith: "Wireshark", obstacle: none },
        { name: "tcpdump", version: null, comesWith: "tcpdump", obstacle: none },
      ],
      conditions: { reason: "no Linux", remedy: "a Linux" },
    };
    const checks = diagnose({ ...LAPTOP, ...windows });
    expect(find(checks, "dumpcap").remedy).toBe("Install it: winget install WiresharkFoundation.Wireshark");
    expect(find(checks, "tcpdump")).toMatchObject({ state: "optional", remedy: null });
    expect(unknownIds(checks, ["python3", "conditions"])).toEqual(["python3"]);
    expect(find(checks, "tshark").remedy).toContain("winget install");
  });

  it("without a display: no screen, no browser that could be opened, and a session with the test pattern", () => {
    const sources = [
      { name: "x11", description: "", ...NO_DISPLAY },
      { name: "native", description: "", ...NO_DISPLAY },
      { name: "pattern", description: "", ...works },
    ];
    const checks = diagnose({ ...LAPTOP, sources, display: null });
    expect(find(checks, "screen")).toMatchObject({ state: "missing", reason: "There is no X display." });
    expect(find(checks, "browser")).toMatchObject({ state: "optional", reason: like(/no display/) });
    expect(verdict(checks)).toContain("the test pattern");
    const text = doctorText("here", checks, { color: false, unicode: true, width: 80 });
    expect(text).toContain("✗ missing   screen      There is no X display.");
    expect(text.match(/There is no X display/g)).toHaveLength(1); // the others: as above
  });

  it("without a browser", () => {
    expect(check("browser", { browser: null })).toMatchObject({
      state: "missing",
      remedy: "Install it: sudo apt install chromium",
    });
  });

  it("has a command for every tool that a package manager has", () => {
    expect(installCommand("tshark", "dnf")).toBe("sudo dnf install wireshark-cli");
    expect(installCommand("ffmpeg", "brew")).toBe("brew install ffmpeg");
    expect(installCommand("python3", "pacman")).toBe("sudo pacman -S python");
    expect(installCommand("iproute2", "brew")).toBeNull();
    expect(howToInstall("ffmpeg", null)).toBe("Install ffmpeg.");
  });

  it.each([
    ["linux", { DISPLAY: ":0" }, "X11, :0"],
    ["linux", {}, null],
    ["linux", { WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }, "Wayland"],
    ["darwin", {}, "the desktop"],
    ["win32", {}, "the desktop"],
  ] as const)("sees the display of %s with %j", (platform, env, display) => {
    expect(displayOf({ platform, env })).toBe(display);
  });
});

describe("sharelab doctor", () => {
  it("prints a calm table in 80 columns, and ends with 0 whatever is missing", async () => {
    const { code, stdout } = await sharelab(["doctor"], { env: { DISPLAY: "" } });
    expect(code).toBe(0);
    for (const line of stdout.split("\n")) {
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/\s$/);
    }
    expect(stdout).toMatch(/^ {2}✓ works {5}node {8}\d/m);
    expect(stdout).toContain("Recording packets");
  });

  it("tells scripts the same as JSON, and what is required and missing by exit code 1", async () => {
    const { code, stdout, stderr } = await sharelab(["doctor", "--json", "--require", "node,screen"], {
      env: { DISPLAY: "", WAYLAND_DISPLAY: "", XDG_SESSION_TYPE: "" },
    });
    const { schema, checks } = JSON.parse(stdout) as { schema: string; checks: Check[] };
    expect(schema).toBe("sharelab/doctor/v1");
    expect(find(checks, "node")).toEqual({
      ...{ id: "node", group: "program", state: "works", found: process.versions.node },
      ...{ reason: null, remedy: null },
    });
    if (process.platform === "linux") {
      expect([code, stderr]).toEqual([1, "sharelab: required, and not working here: screen\n"]);
    }
  });

  it("does not know every name", async () => {
    const { code, stderr } = await sharelab(["doctor", "--require", "node,wireshrak"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no check named wireshrak");
  });
});
