/** The commands `share` and `view` as programs: what they say, exit codes, Ctrl-C. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { pythonSharer, pythonViewer, startSharer, temporaryFolder, until } from "./peers.ts";
import { viewOptions } from "../../src/cli/share-texts.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { encodePickleFrame } from "../../src/share/wire/pickle-q/encode.ts";
import { WIRE_FORMATS, wireFormatOfPort } from "../../src/share/wire/registry.ts";
import type { Role, WireFormat } from "../../src/share/wire/types.ts";

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

class Program {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly code: Promise<number | null>;

  constructor(...args: readonly string[]) {
    const program = fileURLToPath(new URL("program.ts", import.meta.url));
    this.child = spawn(process.execPath, ["--import", "tsx", program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout!.on("data", (piece: Buffer) => (this.stdout += piece.toString()));
    this.child.stderr!.on("data", (piece: Buffer) => (this.stderr += piece.toString()));
    running.add(this.child);
    this.code = new Promise((resolve) => this.child.on("close", resolve));
    void this.code.then(() => running.delete(this.child));
  }

  /** Where a sharer listens. */
  async port(): Promise<number> {
    await until(() => this.stderr.includes("to view:"), "the sharer listens");
    return Number(/ port (\d+)\n/.exec(this.stderr)![1]);
  }
}

const SHARE = ["share", "--source", "pattern", "--size", "160x120", "--port", "0"];

describe("sharelab share", () => {
  it("serves a viewer and ends after --frames, with a summary", async () => {
    const sharer = new Program(...SHARE, "--frames", "5");
    const port = await sharer.port();
    const saved = temporaryFolder();
    const viewer = new Program("view", "127.0.0.1", "--port", String(port), "--size", "160x120", "--save", saved);
    expect([await viewer.code, await sharer.code]).toEqual([0, 0]);
    expect(viewer.stderr).toContain(`5 frames, `);
    expect(viewer.stderr).toContain(`the sharer has ended, saved in ${saved}`);
    expect(readdirSync(saved).length).toBe(5);
    expect(sharer.stderr).toContain(`sharelab: to view: sharelab view 127.0.0.1 --port ${port} --size 160x120\n`);
    expect(sharer.stderr).not.toContain("who can see it");
    expect(sharer.stderr).toMatch(
      /5 frames taken, 1 viewer\n {2}5 sent, 0 repeated, 0 skipped, \d+ bytes, ratio \d+\.\d, age \d+ ms\n/,
    );
    expect([sharer.stdout, viewer.stdout]).toEqual(["", ""]);
  });

  it.skipIf(!requireTools("python3"))("ends in order on Ctrl-C: the viewer has whole frames and FIN", async () => {
    const sharer = new Program(...SHARE);
    const viewer = pythonViewer(await sharer.port(), ["--size", "160x120"]);
    await until(() => sharer.stderr.includes("is viewing"), "a viewer");
    await new Promise((resolve) => setTimeout(resolve, 300));
    sharer.child.kill("SIGINT");
    expect(await sharer.code).toBe(130);
    expect(await viewer).toMatchObject({ code: 0, end: "eof" });
    expect(sharer.stderr).toContain("frames taken, 1 viewer");
  });

  it("says who can see the screen when it is not this machine only", async () => {
    const sharer = new Program(...SHARE, "--host", "0.0.0.0");
    await sharer.port();
    expect(sharer.stderr).toContain("who can see it: everybody who can reach this machine");
    sharer.child.kill("SIGTERM");
    expect(await sharer.code).toBe(130);
  });

  it("tells an address by which those who are allowed get in, and says IPv4 where IPv4 comes", async () => {
    const sharer = new Program(...SHARE, "--host", "::", "--allow", "127.0.0.0/8");
    const port = await sharer.port();
    const told = sharer.stderr.match(/to view: sharelab view \S+/g);
    expect(told).toEqual(["to view: sharelab view 127.0.0.1"]);
    const viewer = connect(port, "127.0.0.1").resume();
    await until(() => sharer.stderr.includes("is viewing"), "a viewer");
    expect(sharer.stderr).toContain(`sharelab: 127.0.0.1 port ${viewer.localPort!} is viewing (1 viewer)\n`);
    sharer.child.kill("SIGINT");
    expect(await sharer.code).toBe(130);
  });

  it.each([
    [["share", "--source", "nothing"], "There is no source and no file named nothing."],
    [[...SHARE, "--size-field", "L"], "The format zlib-rgb has no size field or pickle protocol to choose."],
    [[...SHARE, "--format", "pickle-q", "--size-field", "H"], "Allowed choices are Q, >Q, L, >L."],
    [[...SHARE, "--region", "10x10"], "such as 800x600+100+50"],
    [[...SHARE, "--format", "morse"], "Known formats: zlib-rgb"],
    [[...SHARE, "--ask"], "--ask needs a terminal"],
    [[...SHARE, "--push", "127.0.0.1"], "--push needs the port"],
    [["share", "--source", "pattern", "--push", "127.0.0.1", "--max-viewers", "1"], "With --push nobody connects"],
    [[...SHARE, "--level", "10"], "from 0 to 9"],
    [[...SHARE, "--fps", "0"], "from 1 to 240"],
    [[...SHARE, "--allow", "10.0.0.0/33"], "SHARE_BAD_OPTION"],
    [[...SHARE, "--size", "0x5"], "such as 1366x768"],
    [[...SHARE, "--host", ""], "It is empty"],
    [[...SHARE, "--width", "10"], "--size says the width already"],
    [[...SHARE, "--display", "7"], "The source pattern has no monitors, windows or cameras to choose from."],
    [["share", "--source", "pattern", "--push", ""], "It is empty"],
    [["share", "--source", "pattern", "--size", "99999x99999"], "[SHARE_BAD_OPTION]"],
    [["share", "--source", "pattern", "--size", "65535x3000"], "at most 536870912 bytes."],
    [["share", "--source", "pattern", "--width", "65535"], "A picture of 65535x36845 is too large"],
  ])("wrong usage: %j", async (args, words) => {
    const program = new Program(...args);
    expect(await program.code).toBe(2);
    expect(program.stderr).toContain(words);
  });

  it("goes on when nobody reads what it says", async () => {
    const sharer = new Program(...SHARE, "--fps", "5");
    const port = await sharer.port();
    sharer.child.stderr!.destroy();
    const running = connect(port, "127.0.0.1").resume();
    await until(() => running.bytesRead > 0, "a first viewer that it can tell nobody of");
    const seen = running.bytesRead;
    const other = connect(port, "127.0.0.1").resume();
    await until(() => other.bytesRead > 0 && running.bytesRead > seen, "frames for both");
    sharer.child.kill("SIGINT");
    expect(await sharer.code).toBe(130);
  });

  it("a port that is taken", async () => {
    const running = await startSharer(new PatternSource({ width: 4, height: 4 }));
    const program = new Program("share", "--source", "pattern", "--port", String(running.port));
    expect(await program.code).toBe(3);
    expect(program.stderr).toContain("[SHARE_LISTEN_FAILED]");
    await running.stop();
  });
});

describe("sharelab view --listen and share --push", () => {
  const VIEW = ["view", "--listen", "--port", "0", "--size", "160x120", "--no-open"];

  it("each says what to type on the other machine", async () => {
    const viewer = new Program(...VIEW, "--frames", "5");
    await until(() => viewer.stderr.includes("to share:"), "the viewer listens");
    const [, command = ""] = /to share: sharelab (share --push 127\.0\.0\.1 .*)\n/.exec(viewer.stderr) ?? [];
    const sharer = new Program(...command.split(" "), "--source", "pattern", "--frames", "5");
    expect([await viewer.code, await sharer.code]).toEqual([0, 0]);
    expect(viewer.stderr).toContain("5 frames, ");
    expect(sharer.stderr).toContain(`to view there: sharelab view --listen --host 127.0.0.1 --port `);
    expect(sharer.stderr).toMatch(/pushing to 127\.0\.0\.1 port \d+ \(1 viewer\)/);
  });

  it("what is no share is told, and the next one is taken", async () => {
    const viewer = new Program(...VIEW, "--frames", "3");
    await until(() => viewer.stderr.includes("to share:"), "the viewer listens");
    const port = Number(/ port (\d+)\n/.exec(viewer.stderr)![1]);
    connect(port, "127.0.0.1").end("GET / HTTP/1.1\r\n\r\n");
    await until(() => viewer.stderr.includes("[WIRE_BAD_HEADER]"), "an error");
    const sharer = new Program(...SHARE.slice(0, -1), String(port), "--push", "127.0.0.1", "--frames", "5");
    expect(await viewer.code).toBe(0);
    expect(viewer.stderr).toContain("3 frames, ");
    sharer.child.kill("SIGINT");
    expect(await sharer.code).toBe(130);
  });

  it("no such host to push to", async () => {
    const sharer = new Program("share", "--source", "pattern", "--push", "no-such-host.invalid");
    expect(await sharer.code).toBe(3);
    expect(sharer.stderr).toContain("[SHARE_PUSH_FAILED]");
  });
});

/** An address of this machine of its own, so that a fixed port is free there. */
const OWN_ADDRESS = `127.${process.pid % 250}.${(process.pid >> 8) % 250}.77`;
const FRAME = encodePickleFrame({ width: 16, height: 12 }, Buffer.alloc(16 * 12 * 3, 100));

describe.skipIf(process.platform !== "linux")("a port that peers of one format use", () => {
  const at = ["--host", OWN_ADDRESS, "--port", "5000"];

  it("says the format to a viewer that listens, where nobody says another: frames are read, and saved as such", async () => {
    const saved = temporaryFolder();
    const viewer = new Program("view", "--listen", ...at, "--save", saved, "--frames", "2");
    await until(() => viewer.stderr.includes("to share:"), "the viewer listens");
    expect(viewer.stderr).toContain("sharelab: port 5000: pickle-q; --format says otherwise\n");
    connect(5000, OWN_ADDRESS).end(Buffer.concat([FRAME, FRAME]));
    expect(await viewer.code).toBe(0);
    expect(readdirSync(saved)).toEqual(["frame_0001.jpg", "frame_0002.jpg"]);
  });

  it("says it to a sharer that pushes, so that both ends speak alike", async () => {
    const viewer = new Program("view", "--listen", ...at, "--no-open", "--frames", "2");
    await until(() => viewer.stderr.includes("to share:"), "the viewer listens");
    const push = ["share", "--source", "pattern", "--push", OWN_ADDRESS, "--port", "5000", "--frames", "3"];
    const sharer = new Program(...push);
    expect(await viewer.code).toBe(0);
    expect(viewer.stderr).toMatch(/2 frames, /);
    await until(() => sharer.stderr.includes("to view there:"), "it says what to type");
    expect(sharer.stderr).toContain("sharelab: port 5000: pickle-q; --format says otherwise\n");
    sharer.child.kill("SIGINT");
    await sharer.code;
  });

  it("does not overrule --format, which is then told to the other end", async () => {
    const viewer = new Program("view", "--listen", ...at, "--format", "zlib-rgb", "--no-open");
    await until(() => viewer.stderr.includes("to share:"), "the viewer listens");
    expect(viewer.stderr).not.toContain("says otherwise");
    expect(viewer.stderr).toMatch(/to share: .* --port 5000 .*--format zlib-rgb\n/);
    connect(5000, OWN_ADDRESS).end(FRAME);
    await until(() => viewer.stderr.includes("[WIRE_BAD_HEADER]"), "an error");
    expect(viewer.stderr).toContain("It looks like pickle-q: try --format pickle-q. [WIRE_BAD_HEADER]");
    viewer.child.kill("SIGINT");
    expect(await viewer.code).toBe(130);
  });
});

describe("formats and ports", () => {
  it("a port says a format only in the role in which its peers use it", () => {
    const names = (role: Role): string[] => [5000, 33_000, 9000, 7777].map((port) => wireFormatOfPort(role, port).name);
    expect(names("push")).toEqual(["pickle-q", "zlib-rgb", "zlib-rgb", "zlib-rgb"]);
    expect(names("serve")).toEqual(["zlib-rgb", "pickle-q", "zlib-rgb", "zlib-rgb"]);
  });

  it("what is typed on the other machine names the format wherever it could be taken for another", () => {
    const size = { width: 16, height: 12 };
    const [zlibRgb, pickleQ] = WIRE_FORMATS as [WireFormat, WireFormat];
    expect(viewOptions({ size, format: zlibRgb }, "serve", 9000)).toBe(" --size 16x12");
    expect(viewOptions({ size, format: zlibRgb }, "serve", 33_000)).toBe(" --size 16x12 --format zlib-rgb");
    expect(viewOptions({ size, format: pickleQ }, "serve", 33_000)).toBe(" --format pickle-q");
  });

  it("a stream's first bytes tell the one that it is of, and no other", () => {
    const size = { width: 40, height: 30 };
    const pixels = Buffer.alloc(40 * 30 * 3, 7);
    const looks = (bytes: Buffer): string[] =>
      WIRE_FORMATS.filter((format) => format.looksLike(bytes)).map(({ name }) => name);
    for (const format of WIRE_FORMATS) {
      const frame = format.encode(size, pixels, 6);
      for (const length of [8, 12, 100, 600, frame.length])
        expect(looks(frame.subarray(0, length))).toEqual([format.name]);
    }
    for (const other of ["", "\x01", "GET / HTTP/1.1\r\n\r\n", "Greetings from the cave!", "\x16\x03\x01\0\0\0\0\0\0"])
      expect(looks(Buffer.from(other, "latin1"))).toEqual([]);
  });
});

describe("sharelab view", () => {
  it("names the format that a stream looks like", async () => {
    const running = await startSharer(new PatternSource({ width: 160, height: 120 }));
    const viewer = new Program(
      "view",
      "127.0.0.1",
      "--port",
      String(running.port),
      "--format",
      "pickle-q",
      "--no-open",
      "--frames",
      "1",
    );
    expect(await viewer.code).toBe(3);
    expect(viewer.stderr).toContain("It looks like zlib-rgb: try --format zlib-rgb.");
    await running.stop();
  });

  it.skipIf(process.platform !== "linux")("may not make the folder for its frames", async () => {
    const viewer = new Program("view", "127.0.0.1", "--save", "/sys/frames");
    expect(await viewer.code).toBe(4);
    expect(viewer.stderr).toContain("[VIEW_DISPLAY_FAILED]");
  });

  it.each([
    ["full", { maxViewers: 1 }],
    ["for others only", { allow: ["127.0.0.2"] }],
  ])("turned away by a share that is %s, it says so and fails", async (_, options) => {
    const running = await startSharer(new PatternSource({ width: 160, height: 120 }), options);
    const first = connect({ port: running.port, host: "127.0.0.1", localAddress: "127.0.0.2" }).resume();
    await until(() => first.bytesRead > 0, "a viewer that is let in");
    const viewer = new Program("view", "127.0.0.1", "--port", String(running.port), "--size", "160x120", "--no-open");
    expect(await viewer.code).toBe(3);
    expect(viewer.stderr).toContain("sharelab: 0 frames, 0 bytes; failed\n");
    expect(viewer.stderr).toContain(
      "The sharer closed the connection before its first picture.\n  It may be full, or not allow this address. [VIEW_TURNED_AWAY]",
    );
    first.destroy();
    await running.stop();
  });

  it("ends on Ctrl-C", async () => {
    const running = await startSharer(new PatternSource({ width: 160, height: 120 }));
    const viewer = new Program("view", "127.0.0.1", "--port", String(running.port), "--size", "160x120", "--no-open");
    await until(() => running.sharer.counters.sent > 3, "frames");
    viewer.child.kill("SIGINT");
    expect(await viewer.code).toBe(130);
    expect(viewer.stderr).toMatch(/\d+ frames, \d+ bytes; stopped\n$/);
    await running.stop();
  });

  it("counts for --seconds", async () => {
    const running = await startSharer(new PatternSource({ width: 160, height: 120 }));
    const viewer = new Program(
      "view",
      "localhost",
      "--port",
      String(running.port),
      "--size",
      "160x120",
      "--no-open",
      "--seconds",
      "0.5",
    );
    expect(await viewer.code).toBe(0);
    await running.stop();
  });

  it.skipIf(!requireTools("python3"))("names the size that would fit", async () => {
    const { peer, port } = await pythonSharer(["--size", "320x240", "--frames", "1"]);
    const viewer = new Program("view", "127.0.0.1", "--port", String(port), "--no-open");
    expect(await viewer.code).toBe(3);
    expect(viewer.stderr).toContain("--size 320x240. [WIRE_WRONG_SIZE]");
    await peer.result();
  });

  it("nobody listens there: nothing was saved, and no folder is left", async () => {
    const running = await startSharer(new PatternSource({ width: 4, height: 4 }));
    await running.stop();
    const above = temporaryFolder();
    const save = join(above, "new", "frames");
    const viewer = new Program("view", "127.0.0.1", "--port", String(running.port), "--save", save);
    expect(await viewer.code).toBe(3);
    expect(viewer.stderr).toContain("sharelab: 0 frames, 0 bytes; failed\n");
    expect(viewer.stderr).toContain("[VIEW_CONNECT_FAILED]");
    expect(readdirSync(above)).toEqual([]);
  });

  it.each([
    [["view"], "host"],
    [["view", "", "--no-open"], "It is empty"],
    [["view", "127.0.0.1", "--save", ""], "It is empty"],
    [["view", "127.0.0.1", "--save", "package.json"], "package.json is no folder, or is in none."],
    [["view", "--listen", "--host", ""], "It is empty"],
    [["view", "127.0.0.1", "--page", "--page-port", "70000"], "from 0 to 65535"],
    [["view", "127.0.0.1", "--listen"], "Leave its host out"],
    [["view", "127.0.0.1", "--allow", "10.0.0.1"], "Use it with --listen"],
    [["view", "127.0.0.1", "--port", "0"], "Port 0 can only be listened on"],
    [["view", "--listen", "--allow", "x"], "SHARE_BAD_OPTION"],
    [["view", "127.0.0.1", "--no-open", "--frames", "0"], "from 1"],
    [["view", "127.0.0.1", "--no-open", "--seconds", "soon"], "above 0"],
    [["view", "127.0.0.1", "--no-open", "--size", "90000x90000"], "SHARE_BAD_OPTION"],
  ])("wrong usage: %j", async (args, words) => {
    const program = new Program(...args);
    expect(await program.code).toBe(2);
    expect(program.stderr).toContain(words);
  });
});
