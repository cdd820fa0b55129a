/** `sharelab session` on the loopback: real packets, recorded, closed in order, reported. */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { findBeacons } from "../../src/lab/beacon/find.ts";
import { until } from "../share/peers.ts";
import { sharelab } from "../support/cli.ts";
import { captureFolder, freePort, mayCapture } from "../support/capturing.ts";
import { capinfosRow, tsharkFields } from "../support/tshark.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sharelab.js", import.meta.url));
const file = (name = "session.pcapng"): string => join(captureFolder(), name);
const SMALL = ["--source", "pattern", "--size", "320x200"] as const;

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function start(args: readonly string[], prefix: readonly string[] = []) {
  const [program = "", ...rest] = [...prefix, process.execPath, PROGRAM, "session", ...args];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LC_ALL: "C.UTF-8" } });
  running.push(child);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece: Buffer) => (said.stdout += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (said.stderr += piece.toString()));
  const code = once(child, "close").then(([value]) => value as number | null);
  return { child, said, code };
}

describe("sharelab session, used wrongly", () => {
  it.each([
    [[], "--write"],
    [["-w", "-"], "records into a file"],
    [["-w", "x", "--student", "alice"], "--student and --assignment"],
    [["-w", "x", "--secret-file", "y"], "there is none"],
    [["-w", "x", "--student", "a", "--assignment", "b", "--secret-file", "/nowhere"], "can't be read"],
    [["-w", "x", "--join", "a", "--viewer-host", "b"], "of the two machines"],
    [["-w", "x", "--join", "127.0.0.1", "--loss", "1"], "their own network"],
    [["-w", "x", "--loss", "51"], "from 0 to 50 percent"],
    [["-w", "x", "--mss", "20"], "from 88 to 1460"],
    [["-w", "x", "--delay", "-1"], "It is a number"],
    [["-w", "x", "--join", "no.such.machine.invalid"], "No machine is known"],
  ])("%j", async (args, words) => {
    const { code, stdout, stderr } = await sharelab(["session", ...args]);
    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe.skipIf(!mayCapture("dumpcap", "tshark", "capinfos", "setpriv"))("sharelab session", () => {
  it("records handshake, frames and close, prints the report, and says where everything is", async () => {
    const [path, html, port] = [file(), file("report.html"), await freePort()];
    const args = ["-w", path, "--html", html, "--frames", "8", "--port", String(port), "--size", "320x200"];
    const { code, stdout, stderr } = await sharelab(["session", ...args], { env: { DISPLAY: "" } });
    expect(stderr).toContain("so the test pattern is");
    expect(stderr).toContain("the close is in the recording");
    for (const told of [path, html, `wireshark ${path}`, `sharelab analyze ${path}`]) expect(stderr).toContain(told);
    expect(code).toBe(0);
    expect(stdout).toContain("Handshake: full");
    expect(stdout).toContain("closed in order, both sides sent FIN");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(readFileSync(html, "utf8")).toContain("</html>");

    const report = await analyze(path, { ports: [{ port }] });
    expect(report.streams).toMatchObject([
      { completeness: 31, handshake: { state: "full" }, close: { how: "fin" }, frames: { count: 8, incomplete: 0 } },
    ]);
    const fins = await tsharkFields(path, ["tcp.srcport"], { filter: "tcp.flags.fin == 1" });
    expect(new Set(fins.flat()).size).toBe(2);
    expect((await capinfosRow(path))["Number of packets"]).toBe(String(report.capture.packets));
  });

  it("ends in order at Ctrl-C, and still reports", async () => {
    const [path, port] = [file(), await freePort()];
    const { child, said, code } = start(["-w", path, "--seconds", "60", "--port", String(port), "--json", ...SMALL]);
    await until(() => said.stderr.includes("connected to"), said.stderr);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGINT");
    expect(await code).toBe(130);
    const { streams } = JSON.parse(said.stdout) as { streams: { close: { how: string }; frames: { count: number } }[] };
    expect(streams).toMatchObject([{ close: { how: "fin" }, frames: { incomplete: 0 } }]);
  });

  it("does not take refused attempts for a share that was closed", async () => {
    const port = await freePort();
    const { child, said, code } = start(["-w", file(), "--join", "127.0.0.1", "--port", String(port), "--json"]);
    await until(() => said.stderr.includes("waiting for the sharer"), said.stderr);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // some attempts are recorded
    child.kill("SIGINT");
    expect(await code).toBe(130);
    expect(said.stderr).toContain("the close of the share was not seen in the recording");
  });

  it("puts a signed beacon into the recording, beside the share", async () => {
    const [path, port, beaconPort] = [file(), await freePort(), await freePort()];
    const own = ["--student", "alice", "--assignment", "lab 3", "--beacon-port", String(beaconPort)];
    const args = ["session", "-w", path, "--frames", "5", "--port", String(port), ...SMALL, ...own];
    const before = Date.now();
    const ran = await sharelab(args, { env: { SHARELAB_SECRET: "a secret of this test" } });
    expect(ran.stderr).toMatch(/beacon of alice for lab 3 in packet \d+, signed/);
    const [found, ...others] = await findBeacons(path, { ports: [beaconPort], secret: "a secret of this test" });
    expect(others).toEqual([]);
    expect(found?.beacon).toMatchObject({ student: "alice", assignment: "lab 3", valid: true });
    expect(found?.capturedAt).toBeGreaterThan(before / 1000 - 1);
    expect(found?.capturedAt).toBeLessThan(Date.now() / 1000 + 1);
    // A connection of its own, whole, and text in Wireshark; the share is still the first stream.
    const text = await tsharkFields(path, ["tcp.stream", "tcp.payload"], {
      filter: `tcp.port == ${beaconPort} && tcp.len > 0`,
    });
    expect(text).toHaveLength(1);
    expect(text[0]?.[0]).toBe("1");
    expect(Buffer.from(text[0]?.[1] ?? "", "hex").toString()).toContain("student: alice\n");
    const beacons = await analyze(path, { stream: 1 });
    expect(beacons.streams).toMatchObject([{ completeness: 31, close: { how: "fin" } }]);
    const share = await analyze(path, { ports: [{ port }] });
    expect(share.streams).toMatchObject([{ stream: 0, frames: { count: 5, incomplete: 0 } }]);
  });

  it("of two machines: one shares and waits, the other joins; both record, each its own beacon", async () => {
    const [port, beaconPort] = [await freePort(), await freePort()];
    const [here, there] = [file("here.pcapng"), file("there.pcapng")];
    const common = ["--port", String(port), "--beacon-port", String(beaconPort), "--size", "320x200", "--json"];
    const own = (student: string): string[] => ["--student", student, "--assignment", "lab 3"];
    const sharer = start(["-w", here, "--viewer-host", "127.0.0.1", "--frames", "8", ...own("alice"), ...common]);
    await until(() => sharer.said.stderr.includes("waiting for a viewer"), sharer.said.stderr);
    expect(sharer.said.stderr).toContain(`sharelab session --join 127.0.0.1 --port ${port} --size 320x200`);
    const viewer = start(["-w", there, "--join", "127.0.0.1", ...own("bob"), ...common]);
    expect([await sharer.code, await viewer.code], sharer.said.stderr + viewer.said.stderr).toEqual([0, 0]);
    for (const path of [here, there]) {
      const { streams } = await analyze(path, { ports: [{ port }] });
      expect(streams).toMatchObject([{ close: { how: "fin" }, frames: { count: 8 } }]);
      const found = await findBeacons(path, { ports: [beaconPort] });
      expect(found.map(({ beacon }) => beacon)).toMatchObject([{ student: "bob" }, { student: "alice" }]);
    }
  });

  it("that joins can end first, without a reset", async () => {
    const port = await freePort();
    const common = ["--port", String(port), "--size", "320x200"];
    const sharer = start(["-w", file(), "--viewer-host", "127.0.0.1", "--seconds", "60", ...common]);
    await until(() => sharer.said.stderr.includes("waiting for a viewer"), sharer.said.stderr);
    const joined = await sharelab([
      "session",
      "-w",
      file(),
      "--join",
      "127.0.0.1",
      "--frames",
      "3",
      ...common,
      "--json",
    ]);
    const { streams } = JSON.parse(joined.stdout) as { streams: { close: { how: string } }[] };
    expect(streams).toMatchObject([{ close: { how: "fin" } }]);
    sharer.child.kill("SIGINT");
    expect(await sharer.code).toBe(130);
  });

  it("replaces no file, and leaves none when it can't begin", async () => {
    const path = file();
    writeFileSync(path, "mine");
    expect(await sharelab(["session", "-w", path, ...SMALL])).toMatchObject({ code: 2, stdout: "" });
    expect(readFileSync(path, "utf8")).toBe("mine");

    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const other = file();
    const ran = await sharelab(["session", "-w", other, "--port", String(port), ...SMALL]);
    server.close();
    expect(ran.stderr).toContain("SHARE_LISTEN_FAILED");
    expect([ran.code, existsSync(other)]).toEqual([3, false]);
  });

  it("without the right to capture names the command that gives it, and offers a recording that is there", async () => {
    const { said, code } = start(["-w", file(), ...SMALL], ["setpriv", "--bounding-set=-net_raw,-net_admin"]);
    expect(await code).toBe(4);
    expect(said.stderr).toMatch(/no permission to capture on lo/);
    expect(said.stderr).toContain("docker run --cap-add=NET_RAW"); // nothing on this machine can give it
    const offered = /sharelab analyze (\S+)/.exec(said.stderr)?.[1] ?? "";
    expect(existsSync(offered), offered).toBe(true);
  });

  it("without the right to make namespaces says so before anything else", async () => {
    const { said, code } = start(["-w", file(), "--loss", "1", ...SMALL], ["setpriv", "--bounding-set=-sys_admin"]);
    expect(await code).toBe(4);
    expect(said.stderr).toContain("SESSION_CONDITIONS_NOT_POSSIBLE");
    expect(said.stderr).toContain("sudo");
  });
});
