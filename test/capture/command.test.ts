/** `sharelab capture` and `analyze --live` as programs: what they say, exit codes, keys, pipes. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { accessSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { sharelab } from "../support/cli.ts";
import { burst, captureFolder, freePort, mayCapture, Trickle } from "../support/capturing.ts";
import { capture as fixture } from "../support/fixtures.ts";
import { tsharkFields } from "../support/tshark.ts";
import { hasTool } from "../support/tools.ts";
import { until } from "../share/peers.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sharelab.js", import.meta.url));
const file = (name = "x.pcapng"): string => join(captureFolder(), name);

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

class Program {
  readonly child: ChildProcess;
  stdout = Buffer.alloc(0);
  stderr = "";
  readonly code: Promise<number | null>;

  constructor(args: readonly string[], command: readonly string[] = [process.execPath, PROGRAM]) {
    const [program = "", ...first] = command;
    this.child = spawn(program, [...first, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    running.push(this.child);
    this.child.stdin!.on("error", () => undefined);
    this.child.stdout!.on("data", (piece: Buffer) => (this.stdout = Buffer.concat([this.stdout, piece])));
    this.child.stderr!.on("data", (piece: Buffer) => (this.stderr += piece.toString()));
    this.code = new Promise((resolve) => this.child.on("close", resolve));
  }

  async records(): Promise<this> {
    await until(() => this.stderr.includes("recording from"), `it records: ${this.stderr}`);
    return this;
  }
}

describe("sharelab capture, used wrongly", () => {
  it.each([
    [["capture"], "Which interface?"],
    [["capture", "-i", "lo"], "Name the file with -w FILE"],
    [["capture", "-i", "lo", "-w", "-", "--report"], "can't have both"],
    [["capture", "-i", "lo", "-w", "x", "--json"], "--json goes with"],
    [["capture", "-i", "lo", "-w", "x", "--engine", "wireshark"], "auto, dumpcap, tcpdump, cap"],
    [["capture", "-i", "lo", "-w", "x", "--packets", "0"], "from 1"],
    [["capture", "-i", "lo", "-w", "x", "--snaplen", "10"], "from 64"],
    [["capture", "-i", "lo", "-w", "x", "--buffer", "9000"], "from 1 to 2047"],
    [["capture", "-i", "-x", "-w", "x"], "no name of an interface"],
  ])("%j", async (args, words) => {
    const { code, stderr, stdout } = await sharelab(args);
    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

const can = mayCapture("dumpcap", "tcpdump", "tshark", "setpriv");

describe.skipIf(!can)("sharelab capture", () => {
  it("lists the interfaces with addresses, state and engines, for people and as JSON", async () => {
    const listed = await sharelab(["capture", "--list", "--json"]);
    const { schema, interfaces } = JSON.parse(listed.stdout) as {
      schema: string;
      interfaces: { name: string; addresses: string[]; state: string; loopback: boolean; engines: string[] }[];
    };
    expect([listed.code, schema]).toEqual([0, "sharelab/interfaces/v1"]);
    const lo = interfaces.find(({ name }) => name === "lo");
    expect(lo).toMatchObject({ state: "up", loopback: true });
    expect(lo?.addresses).toContain("127.0.0.1");
    expect(lo?.engines.slice(0, 2)).toEqual(["dumpcap", "tcpdump"]);
    const { stdout } = await sharelab(["capture", "--list", "--ascii"]);
    expect(stdout).toMatch(/\| lo .*\| up +\| 127\.0\.0\.1 +\| dumpcap tcpdump/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("records until Ctrl-C, ends in order with a summary, and with 130", async () => {
    const port = await freePort();
    const path = file();
    const program = await new Program(["capture", "-i", "lo", "-w", path, "--port", String(port)]).records();
    await burst(port, 1e6);
    program.child.kill("SIGINT");
    expect(await program.code).toBe(130);
    const { capture, streams } = await analyze(path, { ports: [{ port }], inflate: false });
    expect(program.stderr).toContain(`${capture.packets} packets, `);
    expect(program.stderr).toMatch(/ with dumpcap [\d.]+; 0 dropped\n {2}.*x\.pcapng: [\d,]+ bytes\n$/);
    expect(streams[0]?.close.how).toBe("fin");
    expect(program.stdout.length).toBe(0);
    // The filter is the one for the port.
    expect(readFileSync(path).includes(`tcp port ${port}`)).toBe(true);
  });

  it("tells what happens live, a line an event, and prints the report at the end", async () => {
    const port = await freePort();
    const path = file("x.pcap");
    const args = ["capture", "-i", "lo", "-w", path, "--port", String(port), "--live", "--report", "--json"];
    const program = await new Program([...args, "--comment", "mine"]).records();
    const share = ["share", "--source", "pattern", "--size", "160x120", "--frames", "5", "--port", String(port)];
    const sharer = new Program(share);
    await until(() => sharer.stderr.includes("to view:"), "the sharer listens");
    expect((await sharelab(["view", "127.0.0.1", "--port", String(port), "--size", "160x120", "--no-open"])).code).toBe(
      0,
    );
    await until(() => program.stderr.includes("closes (FIN)"), `the end is told: ${program.stderr}`);
    program.child.kill("SIGTERM");
    expect(await program.code).toBe(130);
    expect(program.stderr).toMatch(/packet +1 {2}stream 0: 127\.0\.0\.1:\d+ connects to 127\.0\.0\.1:\d+ \(SYN\)\n/);
    expect(program.stderr).toContain("stream 0: handshake complete, initial round trip ");
    expect(program.stdout.toString()).toBe(
      (await sharelab(["analyze", path, "--json", "--port", String(port)])).stdout,
    );
    expect(program.stdout.toString()).toContain('"count":5');
  });

  it("writes into a pipe that another program reads, and ends without a word when that leaves", async () => {
    const port = await freePort();
    const args = ["capture", "-i", "lo", "-w", "-", "--port", String(port)];
    const piped = await new Program([...args, "--packets", "4"]).records();
    await burst(port, 1e5);
    expect(await piped.code).toBe(0);
    expect((await analyze(piped.stdout, { inflate: false })).capture).toMatchObject({
      packets: 4,
      truncated_file: false,
    });

    const left = await new Program(args).records();
    left.child.stdout!.destroy();
    await burst(port, 1e6);
    expect(await left.code).toBe(0);
    expect(left.stderr.split("\n").length).toBe(2); // that it records, and nothing more
  });

  it("does not replace a file, nor make one when it can't begin", async () => {
    const path = file();
    writeFileSync(path, "precious");
    const args = ["capture", "-i", "lo", "-w", path];
    expect(await sharelab(args)).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") as string });
    const bad = await sharelab([...args, "--force", "-f", "tcp prot"]);
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining("[CAPTURE_BAD_FILTER]") as string });
    expect(readFileSync(path, "utf8")).toBe("precious");
    expect((await sharelab([...args, "--force", "--duration", "0.1"])).code).toBe(0);
    expect(readFileSync(path, "utf8")).not.toBe("precious");
  });

  it("names the interfaces there are", async () => {
    const path = file();
    const { code, stderr } = await sharelab(["capture", "-i", "nosuch0", "-w", path]);
    expect(stderr).toMatch(/There is no interface nosuch0\.\n {2}There are: .*\blo\b.*\[CAPTURE_BAD_INTERFACE\]/);
    expect([code, existsSync(path)]).toEqual([2, false]);
  });

  it("is told a folder that isn't there", async () => {
    const { code, stderr } = await sharelab(["capture", "-i", "lo", "-w", join(captureFolder(), "no", "x")]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("no such folder")]);
  });

  describe("without the right to capture", () => {
    /** Root without the right: the program's files can be read wherever they lie. */
    const WITHOUT = ["setpriv", "--bounding-set=-net_raw,-net_admin", process.execPath, PROGRAM];
    const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, PROGRAM];

    it.each(["auto", "dumpcap", "tcpdump", "cap"])("says who could give it (%s)", async (engine) => {
      const path = file();
      const program = new Program(["capture", "-i", "lo", "-w", path, "--engine", engine], WITHOUT);
      expect(await program.code).toBe(4);
      expect(program.stderr).toMatch(/^sharelab: You have no permission to capture on lo \(/);
      expect(program.stderr).toContain("--cap-add=NET_RAW"); // nothing on this machine can give it
      expect(program.stderr.trimEnd().split("\n").length).toBe(2);
      expect(existsSync(path)).toBe(false);
    });

    it.skipIf(!can || !readableForNobody())("names the command, as an ordinary user", async () => {
      for (const engine of ["auto", "dumpcap", "tcpdump"]) {
        const program = new Program(["capture", "-i", "lo", "-w", "/tmp/not-made.pcapng", "--engine", engine], NOBODY);
        expect(await program.code).toBe(4);
        const tool = engine === "tcpdump" ? "tcpdump" : "dumpcap";
        expect(program.stderr).toMatch(
          new RegExp(`sudo (setcap cap_net_raw,cap_net_admin\\+eip \\S*${tool}|usermod -aG)`),
        );
      }
    });

    function readableForNobody(): boolean {
      try {
        accessSync(PROGRAM);
      } catch {
        return false;
      }
      return spawnSync("setpriv", [...NOBODY.slice(1, 4), "cat", PROGRAM]).status === 0;
    }
  });
});

describe.skipIf(!can)("a recording that is killed", () => {
  it("is readable, whenever that was", async () => {
    const port = await freePort();
    const path = file();
    const trickle = await Trickle.begin(port);
    let some = 0;
    try {
      for (let round = 0; round < 8; round++) {
        const bulk = await freePort();
        const args = ["capture", "-i", "lo", "-w", path, "--force", "--port", String(port), "--port", String(bulk)];
        const program = await new Program([...args, "--engine", round % 2 === 0 ? "dumpcap" : "tcpdump"]).records();
        const sending = round >= 4 ? burst(bulk, 1e8) : Promise.resolve();
        await new Promise((resolve) => setTimeout(resolve, 100 + round * 170));
        program.child.kill("SIGKILL");
        await program.code;
        await sending;
        const bytes = readFileSync(path);
        if (bytes.length === 0) continue; // nothing had been due yet
        // The kernel may have been in the middle of taking bytes: of the last record a part can be there, nothing else.
        const { capture } = await analyze(bytes, { inflate: false });
        expect(capture.error).toBeNull();
        expect((await tsharkFields(path, ["frame.number"])).length).toBe(capture.packets);
        some += capture.packets;
      }
    } finally {
      await trickle.end();
    }
    expect(some).toBeGreaterThan(0);
  });

  it("has what came, soon after it came", async () => {
    const port = await freePort();
    const path = file();
    const program = await new Program(["capture", "-i", "lo", "-w", path, "--port", String(port)]).records();
    await burst(port, 1000);
    // It goes on recording; the connection is in the file all the same.
    const finished = async (): Promise<string | undefined> =>
      (await analyze(path, { ports: [{ port }], inflate: false })).streams[0]?.close.how;
    await expect.poll(() => finished().catch(() => undefined), { timeout: 20_000 }).toBe("fin");
    expect(enginesFor(port).length).toBe(1);
    program.child.kill("SIGKILL");
    await program.code;
    // Its engine doesn't stay behind.
    await until(() => enginesFor(port).length === 0, "the engine has ended");
  });
});

/** Process numbers of running engines that record a port. */
function enginesFor(port: number): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return words[0]?.endsWith("dumpcap") === true && words.includes(`tcp port ${port}`);
    } catch {
      return false; // it has just ended
    }
  });
}

describe.skipIf(!can || !hasTool("tmux"))("on a terminal", () => {
  it("draws the live table in place, and q ends it with 0", async () => {
    const port = await freePort();
    const path = file();
    const socket = join(captureFolder(), "tmux");
    const tmux = (...args: string[]): string => execFileSync("tmux", ["-S", socket, ...args], { encoding: "utf8" });
    const shown = (): string => tmux("capture-pane", "-p", "-t", "x");
    const command = `LC_ALL=C.UTF-8 ${process.execPath} ${PROGRAM} capture -i lo -w ${path} --port ${port} --live; echo ended with $?`;
    // A plain shell: a person's own may take its time to start.
    tmux("-f", "/dev/null", "new-session", "-d", "-s", "x", "-x", "80", "-y", "24", "/bin/sh");
    try {
      tmux("send-keys", "-t", "x", `clear; ${command}`, "Enter");
      await until(() => shown().includes("q ends it"), "it records");
      const share = ["share", "--source", "pattern", "--size", "160x120", "--frames", "9", "--port", String(port)];
      const sharer = new Program(share);
      await until(() => sharer.stderr.includes("to view:"), "the sharer listens");
      await sharelab(["view", "127.0.0.1", "--port", String(port), "--size", "160x120", "--no-open"]);
      await until(() => shown().includes("closed in order"), "the end of the stream");
      const screen = shown();
      expect(screen.match(/^stream {2}client, server/gm)?.length).toBe(1); // drawn over, not again and again
      expect(screen).toMatch(/^ {5}0 {2}127\.0\.0\.1:\d+ +9 /m);
      expect(screen).toContain("handshake complete");
      tmux("send-keys", "-t", "x", "q");
      await until(() => shown().includes("ended with 0"), "q ends it");
      expect(shown()).toMatch(/sharelab: \d+ packets, /);
    } finally {
      tmux("kill-server");
    }
  });
});

describe("analyze --live", () => {
  it("prints while it reads a pipe, and then the report", async () => {
    const program = new Program(["analyze", "-", "--live", "--json"]);
    const bytes = readFileSync(fixture("loss1-sharer.pcap"));
    const half = bytes.length >> 1;
    program.child.stdin!.write(bytes.subarray(0, half));
    await until(() => program.stderr.includes("handshake complete"), `the handshake is told: ${program.stderr}`);
    expect(program.stdout.length).toBe(0);
    program.child.stdin!.end(bytes.subarray(half));
    expect(await program.code).toBe(0);
    const plain = await sharelab(["analyze", "-", "--json"], { input: bytes });
    expect(program.stdout.toString()).toBe(plain.stdout);
    expect(program.stderr).toMatch(/stream 0: .*retransmission \(server, \d+ bytes\)/);
  });
});
