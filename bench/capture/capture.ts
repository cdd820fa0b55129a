/**
 * Recording on the loopback: packets lost by each engine in a burst at the highest rate, processor time per packet, and the
 * live analysis beside a session of 60 frames/s. Linux, as root.
 *
 *     npm run bench -- capture [--quick] [--megabytes 500] [--seconds 15]
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { analyze } from "../../src/analyze/analyze.ts";
import { findMeter, installed, measure, type Meter } from "../measure.ts";
import { followSession } from "./follow-session.ts";

const BENCH = import.meta.dirname;
const SHARELAB = join(BENCH, "../../dist/cli/sharelab.js");
const PORT = 9000;
const FILTER = `tcp port ${PORT}`;
/** For a recorder to begin, before the burst, s. */
const HEAD_START = 4;
/** Set in the namespace where segments are of 1448 bytes. */
const SMALL = "SHARELAB_BENCH_SMALL";

interface Recorder {
  readonly name: string;
  readonly needs: string;
  command(file: string, seconds: number): string[];
}

const sharelab = (engine: string): Recorder => ({
  name: `sharelab capture, ${engine}`,
  needs: engine === "cap" ? "node" : engine,
  command: (file, seconds) => [
    ...[process.execPath, SHARELAB, "capture", "-i", "lo", "-w", file, "-f", FILTER],
    ...["--engine", engine, "--duration", String(seconds)],
  ],
});

const RECORDERS: readonly Recorder[] = [
  {
    name: "tcpdump -w FILE -B 262144",
    needs: "tcpdump",
    command: (file, seconds) => [
      ...["timeout", "-s", "INT", "--preserve-status", String(seconds)],
      ...["tcpdump", "-i", "lo", "-B", "262144", "-w", file, FILTER],
    ],
  },
  {
    name: "dumpcap -w FILE -B 256",
    needs: "dumpcap",
    command: (file, seconds) => {
      return ["dumpcap", "-q", "-i", "lo", "-B", "256", "-f", FILTER, "-a", `duration:${seconds}`, "-w", file];
    },
  },
  ...["dumpcap", "tcpdump", "cap"].map(sharelab),
];

interface Row {
  readonly name: string;
  readonly packets: number;
  readonly dropped: number | null;
  /** What a second tcpdump, which keeps 96 bytes of each packet, recorded meanwhile, and what that lost. */
  readonly reference: number;
  readonly referenceDropped: number;
  readonly cpuSeconds: number | null;
  readonly burstSeconds: number;
}

async function oneRun(recorder: Recorder, bytes: number, seconds: number, meter: Meter | null): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-bench-"));
  const file = join(folder, "burst.pcapng");
  try {
    const reference = referenceCount(seconds + 1);
    const measuring = measure(recorder.command(file, seconds), meter);
    await sleep(HEAD_START * 1000);
    const burst = spawnSync(process.execPath, [join(BENCH, "burst.js"), String(PORT), String(bytes)], {
      encoding: "utf8",
    });
    const { cpuSeconds } = await measuring;
    const { capture } = await analyze(file, { inflate: false });
    const { captured, dropped } = await reference;
    return {
      name: recorder.name,
      packets: capture.packets,
      dropped: capture.interfaces[0]?.dropped ?? null,
      reference: captured,
      referenceDropped: dropped,
      cpuSeconds,
      burstSeconds: Number(burst.stdout),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function referenceCount(seconds: number): Promise<{ captured: number; dropped: number }> {
  const args = [
    "-s",
    "INT",
    String(seconds),
    "tcpdump",
    "-i",
    "lo",
    "-s",
    "96",
    "-B",
    "65536",
    "-w",
    "/dev/null",
    FILTER,
  ];
  const child = spawn("timeout", args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  await once(child, "close");
  const count = (words: string): number => Number(new RegExp(`(\\d+) packets? ${words}`).exec(said)?.[1] ?? Number.NaN);
  return { captured: count("captured"), dropped: count("dropped by kernel") };
}

async function bursts(bytes: number, seconds: number, meter: Meter | null): Promise<void> {
  const rows: Row[] = [];
  for (const recorder of RECORDERS) {
    if (!installed(recorder.needs)) console.log(`Left out, as ${recorder.needs} is not installed: ${recorder.name}`);
    else rows.push(await oneRun(recorder, bytes, seconds, meter));
  }
  const columns = ["", "packets", "reference", "lost", "own count", "cpu s", "us/packet", "burst s"];
  print([
    columns,
    ...rows.map((row) => [
      row.name,
      String(row.packets),
      `${row.reference}${row.referenceDropped > 0 ? "*" : ""}`,
      String(row.reference - row.packets),
      row.dropped === null ? "-" : String(row.dropped),
      row.cpuSeconds?.toFixed(2) ?? "-",
      row.cpuSeconds === null ? "-" : ((row.cpuSeconds / row.packets) * 1e6).toFixed(1),
      row.burstSeconds.toFixed(2),
    ]),
  ]);
  if (rows.some((row) => row.referenceDropped > 0)) console.log("  * the reference lost packets itself");
}

async function live(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-bench-"));
  try {
    const file = join(folder, "session.pcapng");
    const seen = await followSession(SHARELAB, file, seconds);
    console.log(
      `\nlive analysis of a session of 60 frames/s, 1366 x 768, ${seconds} s, sharer and viewer on this machine`,
    );
    const { recorded } = seen;
    print([
      ["frames sent", "seen live", "packets", "MB", "behind, median ms", "worst ms", "worst kB", "cpu of a core"],
      [
        ...[String(seen.framesSent), String(seen.framesSeen), String(recorded.packets)],
        ...[(statSync(file).size / 1e6).toFixed(0), seen.behind.median.toFixed(0), seen.behind.worst.toFixed(0)],
        ...[(seen.worstBytes / 1e3).toFixed(0), `${(seen.cpuShare * 100).toFixed(1)} %`],
      ],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2))).join("")}`,
    );
  }
}

/** Itself once more, in a network of its own whose loopback carries segments as an Ethernet does. */
function inSmallSegments(args: readonly string[]): void {
  const self = [process.execPath, "--import", "tsx", join(BENCH, "capture.ts"), ...args];
  const setUp = 'ip link set lo up mtu 1500 && ip link set lo gso_max_size 1500 gso_max_segs 1 && exec "$@"';
  const { status } = spawnSync("unshare", ["-n", "sh", "-c", setUp, "sh", ...self], {
    stdio: "inherit",
    env: { ...process.env, [SMALL]: "1" },
  });
  if (status !== 0) console.log("Left out, as it takes unshare and ip: a burst of small segments.");
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      megabytes: { type: "string" },
      seconds: { type: "string" },
      // Those of the other benchmarks, when all run one after another.
      huge: { type: "boolean" },
      rounds: { type: "string" },
      dir: { type: "string" },
      keep: { type: "boolean" },
    },
  });
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !installed("tcpdump")) {
    console.log("Left out, as it takes Linux, root and tcpdump: recording on the loopback.");
    return;
  }
  const megabytes = Number(values.megabytes ?? (values.quick ? 50 : 500));
  const seconds = Number(values.seconds ?? (values.quick ? 8 : 15));
  if (!(megabytes > 0 && seconds > HEAD_START)) throw new Error(`--seconds is more than ${HEAD_START}.`);
  const meter = await findMeter();
  if (process.env[SMALL] === undefined) {
    console.log(`${cpus()[0]?.model.trim() ?? ""}, ${availableParallelism()} cores, Node ${process.version}`);
    console.log(`\n${megabytes} MB in one burst, segments of up to 65,483 bytes`);
    await bursts(megabytes * 1e6, seconds, meter);
    inSmallSegments(args);
    await live(seconds);
  } else {
    console.log(`\n${megabytes / 5} MB in one burst, segments of 1448 bytes`);
    await bursts(megabytes * 2e5, seconds, meter);
  }
}

await main();
