/** Sessions between two network namespaces: each condition has the effect that it is asked for, seen by us and by tshark. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import type { Report, StreamReport } from "../../src/analyze/facts/report.ts";
import { conditionsText, NO_CONDITIONS } from "../../src/lab/session/conditions.ts";
import { namespaceObstacle, thisNamespaceMachine, type NamespaceMachine } from "../../src/lab/session/machine.ts";
import { namespaceName, processStart, staleNames } from "../../src/lab/session/namespace-names.ts";
import { until } from "../share/peers.ts";
import { sharelab } from "../support/cli.ts";
import { captureFolder, mayCapture } from "../support/capturing.ts";
import { tsharkFields } from "../support/tshark.ts";

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL("../../dist/cli/sharelab.js", import.meta.url));
const RELAY = fileURLToPath(new URL("../../src/lab/session/relay.py", import.meta.url));

describe("the right machine for conditions", () => {
  const good: NamespaceMachine = {
    platform: "linux",
    ip: "/bin/ip",
    python3: "/bin/python3",
    tun: true,
    mayMake: true,
  };

  it("is a Linux with everything", () => {
    expect(namespaceObstacle(good, "apt")).toBeNull();
  });

  it.each([
    [{ platform: "darwin" }, "this is no Linux", "virtual one"],
    [{ ip: null }, "The program ip", "sudo apt install iproute2"],
    [{ python3: null }, "Python 3", "sudo apt install python3"],
    [{ mayMake: false }, "the right to make network namespaces", "sudo"],
    [{ tun: false }, "/dev/net/tun", "modprobe tun"],
  ])("is not one with %j", (lacks, reason, remedy) => {
    const obstacle = namespaceObstacle({ ...good, ...lacks }, "apt");
    expect(obstacle?.reason).toContain(reason);
    expect(obstacle?.remedy).toContain(remedy);
  });
});

describe("names of namespaces", () => {
  it("tell whose process is gone, and spare everybody else's", () => {
    const starts = new Map([
      [10, "111"],
      [11, "222"],
    ]);
    const alive = namespaceName(10, "111", "sharer");
    const reused = namespaceName(11, "100", "viewer");
    const gone = namespaceName(12, "333", "viewer");
    const names = [alive, reused, gone, "mine", "sharelab-12-333-other", "sharelab-x-1-viewer"];
    expect(staleNames(names, (pid) => starts.get(pid) ?? null)).toEqual([reused, gone]);
  });
});

describe("the conditions in words", () => {
  it("name the seed where it matters", () => {
    expect(conditionsText({ ...NO_CONDITIONS, delay: 40, loss: 1, seed: 7 })).toBe(
      "delay 40 ms each way, loss 1 %, seed 7",
    );
    expect(conditionsText({ ...NO_CONDITIONS, mss: 536 })).toBe("MSS 536 bytes");
  });
});

const canMakeNamespaces =
  mayCapture("dumpcap", "tshark", "python3", "ip") && namespaceObstacle(thisNamespaceMachine(), null) === null;

describe.skipIf(!canMakeNamespaces)("the fate of packets", () => {
  /** What becomes of the first 3000 packets of both directions, by the relay's own code. */
  async function fates(seed: number, settings = { loss: 5, reorder: 5 }): Promise<string[]> {
    const script = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("relay", sys.argv[1])
relay = importlib.util.module_from_spec(spec)
spec.loader.exec_module(relay)
settings = {"delay": 0, "rate": None, **json.loads(sys.argv[2])}
for number in (0, 1):
    direction = relay.Direction(number, settings)
    out = []
    for n in range(3000):
        frame = bytes(12) + relay.ETHERTYPE_IPV4 + n.to_bytes(4, "big")
        out += [int.from_bytes(one[14:18], "big") for _, one in direction.take(frame, n)]
        if n % 7 == 0:  # other traffic changes nothing
            list(direction.take(bytes(12) + b"\\x08\\x06" + bytes(28), n))
    print(json.dumps(out))`;
    const { stdout } = await run("python3", ["-B", "-c", script, RELAY, JSON.stringify({ seed, ...settings })]);
    return stdout.trim().split("\n");
  }

  it("is the same with the same seed, another with another, and differs between directions", async () => {
    const [first, again, other] = [await fates(1), await fates(1), await fates(2)];
    expect(again).toEqual(first);
    expect(other[0]).not.toBe(first[0]);
    expect(first[1]).not.toBe(first[0]);
  });

  it("loses and overtakes as many as asked for, and nothing else", async () => {
    for (const line of await fates(3)) {
      const arrived = JSON.parse(line) as number[];
      expect(arrived.length / 3000).toBeCloseTo(0.95, 1);
      expect(new Set(arrived).size).toBe(arrived.length);
      const late = arrived.filter((n, at) => at > 0 && n < arrived[at - 1]!).length;
      expect(late / 3000).toBeGreaterThan(0.02);
      // No more than four of those that arrive get ahead of one that is held back.
      for (const [at, n] of arrived.entries()) {
        expect(arrived.slice(0, at).filter((before) => before > n).length).toBeLessThanOrEqual(4 + 4);
      }
    }
    const [all] = await fates(3, { loss: 0, reorder: 0 });
    expect(JSON.parse(all ?? "")).toEqual(Array.from({ length: 3000 }, (_, n) => n));
  });
});

interface Recorded {
  readonly path: string;
  readonly report: Report;
  readonly stream: StreamReport;
  readonly stderr: string;
}

async function session(...args: string[]): Promise<Recorded> {
  const path = join(captureFolder(), "session.pcapng");
  const common = ["-w", path, "--source", "pattern", "--size", "640x360", "--json"];
  const { code, stderr } = await sharelab(["session", ...common, ...args]);
  expect(code, stderr).toBe(0);
  const report = await analyze(path);
  const [stream] = report.streams;
  if (stream === undefined) throw new Error("no stream");
  expect(stream).toMatchObject({ handshake: { state: "full" }, close: { how: "fin" } });
  // A packet that others overtook may find its connection closed: a reset answers it, behind the close.
  expect(stream.completeness & ~32).toBe(31);
  return { path, report, stream, stderr };
}

/** Numbers of the packets that tshark marks so. */
async function marked({ path }: Recorded, flag: string): Promise<number[]> {
  const rows = await tsharkFields(path, ["frame.number"], { filter: `tcp.analysis.${flag}` });
  return rows.map(([number]) => Number(number));
}

function ours({ stream }: Recorded, flag: string): number[] {
  return stream.directions
    .flatMap(({ analysis }) => (analysis as Readonly<Record<string, readonly number[]>>)[flag] ?? [])
    .sort((a, b) => a - b);
}

const leftBehind = (): string[] => {
  try {
    return readdirSync("/run/netns").filter((name) => name.startsWith("sharelab-"));
  } catch {
    return [];
  }
};

describe.skipIf(!canMakeNamespaces)("sharelab session under conditions", () => {
  it("--loss: retransmissions and duplicate ACKs", async () => {
    const recorded = await session("--loss", "3", "--delay", "5", "--frames", "40", "--seed", "7");
    for (const flag of ["retransmission", "duplicate_ack"]) {
      const found = ours(recorded, flag);
      expect(found.length, flag).toBeGreaterThan(2);
      expect(found, flag).toEqual(await marked(recorded, flag));
    }
    expect(recorded.stderr).toMatch(/from the sharer: [\d,]+ packets, [1-9]\d* lost/);
    // The recording says how it came about.
    const comments = recorded.report.capture.comments.map(({ text }) => text).join(" ");
    expect(comments).toContain("Conditions: delay 5 ms each way, loss 3 %, seed 7. Recorded at the sharer's side.");
  });

  it("--delay: a round trip takes two of them", async () => {
    const recorded = await session("--delay", "60", "--frames", "8");
    expect(recorded.stream.handshake.initial_rtt).toBeGreaterThanOrEqual(0.12);
    expect(recorded.stream.handshake.initial_rtt).toBeLessThan(0.5);
    const [[rtt] = []] = await tsharkFields(recorded.path, ["tcp.analysis.initial_rtt"], {
      filter: "tcp.analysis.initial_rtt",
    });
    expect(Number(rtt)).toBeCloseTo(recorded.stream.handshake.initial_rtt ?? 0, 6);
    expect(ours(recorded, "retransmission")).toEqual([]);
  });

  it("--reorder: packets out of order, recorded where they arrive", async () => {
    const recorded = await session("--reorder", "5", "--delay", "10", "--frames", "40");
    const found = ours(recorded, "out_of_order");
    expect(found.length).toBeGreaterThan(2);
    expect(found).toEqual(await marked(recorded, "out_of_order"));
    expect(ours(recorded, "duplicate_ack").length).toBeGreaterThan(2);
    const comments = recorded.report.capture.comments.map(({ text }) => text).join(" ");
    expect(comments).toContain("Recorded at the viewer's side.");
  });

  it("--rate: throughput up to it", async () => {
    const recorded = await session("--rate", "4", "--seconds", "3", "--capture-at", "viewer");
    const { throughput } = recorded.stream.directions[1];
    expect(throughput.mean_bits_per_second).toBeGreaterThan(1e6);
    expect(throughput.mean_bits_per_second).toBeLessThanOrEqual(4e6);
    const rows = await tsharkFields(recorded.path, ["frame.len", "frame.time_relative"], {
      filter: "tcp.srcport == 9000",
    });
    const bits = rows.reduce((sum, [length]) => sum + 8 * Number(length), 0);
    expect(bits / Number(rows.at(-1)?.[1])).toBeLessThanOrEqual(4e6 * 1.02); // the line's first packet came at once
  });

  it("--mss: both sides announce it, and no segment is larger", async () => {
    const recorded = await session("--mss", "536", "--frames", "10");
    const { handshake, directions } = recorded.stream;
    expect([handshake.syn?.mss, handshake.syn_ack?.mss]).toEqual([536, 536]);
    expect(directions[1].segment_size.max).toBeLessThanOrEqual(536);
    const lengths = await tsharkFields(recorded.path, ["tcp.len"]);
    expect(Math.max(...lengths.map(([length]) => Number(length)))).toBe(directions[1].segment_size.max);
  });

  it("--slow-viewer: windows of zero", async () => {
    const recorded = await session("--slow-viewer", "60000", "--seconds", "3");
    expect(recorded.stream.directions[0].window.zero).toBeGreaterThan(0);
    const found = ours(recorded, "zero_window");
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(await marked(recorded, "zero_window"));
  });

  it("all at once, and leaves nothing behind", async () => {
    await session("--delay", "20", "--loss", "1", "--reorder", "1", "--rate", "20", "--mss", "1000", "--frames", "10");
    expect(leftBehind().filter((name) => !isAlive(name))).toEqual([]);
  });

  it("killed, leaves no namespace and no process; what a killed relay leaves is removed by the next session", async () => {
    const path = join(captureFolder(), "session.pcapng");
    const args = ["session", "-w", path, "--delay", "5", "--source", "pattern", "--size", "320x200", "--seconds", "60"];
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    await until(() => stderr.includes("connected to"), stderr);
    const own = leftBehind().filter((name) => name.startsWith(`sharelab-${child.pid}-`));
    expect(own).toHaveLength(2);
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
    await until(() => leftBehind().every((name) => !own.includes(name)), "the relay cleans up");

    const stale = namespaceName(process.pid, "1", "sharer"); // this process, but of another time
    await run("ip", ["netns", "add", stale]);
    await session("--delay", "1", "--frames", "2");
    expect(leftBehind()).not.toContain(stale);
  });
});

function isAlive(name: string): boolean {
  const pid = Number(name.split("-")[1]);
  return processStart(pid) !== null;
}
