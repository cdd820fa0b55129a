/**
 * What tshark, capinfos and tcptrace say of a capture, as typed values. Times are in nanoseconds.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Every mark there is below tcp.analysis, by its own last word; the D-SACK mark is `dsack`. */
export const ANALYSIS_FLAGS = [
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "reused_ports",
  "lost_segment",
  "ack_lost_segment",
  "window_update",
  "window_full",
  "keep_alive",
  "keep_alive_ack",
  "duplicate_ack",
  "zero_window_probe",
  "zero_window",
  "zero_window_probe_ack",
  "tfo_syn",
  "tfo_ack",
  "tfo_ignored",
  "dsack",
] as const;
export type AnalysisFlag = (typeof ANALYSIS_FLAGS)[number];

const flagField = (flag: AnalysisFlag): string =>
  flag === "dsack" ? "tcp.options.sack.dsack" : `tcp.analysis.${flag}`;

/** One TCP packet; a field tshark does not show for it is undefined. */
export interface TsharkRow {
  /** Frame number, from 1. */
  packet: number;
  time: bigint;
  stream: number;
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
  ipId: string | undefined;
  seq: number;
  ack: number;
  /** Letters as in packets.ts. */
  flagBits: number;
  length: number;
  /** Relative numbers, as the Wireshark window shows them. */
  relativeSeq: number | undefined;
  relativeAck: number | undefined;
  windowValue: number;
  window: number;
  windowScale: number | undefined;
  completeness: number;
  options: string;
  flags: Set<AnalysisFlag>;
  duplicateAckNumber: number | undefined;
  duplicateAckFrame: number | undefined;
  bytesInFlight: number | undefined;
  pushBytesSent: number | undefined;
  acksFrame: number | undefined;
  ackRtt: number | undefined;
  initialRtt: number | undefined;
  rto: number | undefined;
  rtoFrame: number | undefined;
  timeRelative: number | undefined;
  timeDelta: number | undefined;
}

const VALUE_FIELDS = [
  "frame.number",
  "frame.time_epoch",
  "tcp.stream",
  "ip.src",
  "ip.dst",
  "ipv6.src",
  "ipv6.dst",
  "ip.id",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.seq_raw",
  "tcp.ack_raw",
  "tcp.flags",
  "tcp.len",
  "tcp.seq",
  "tcp.ack",
  "tcp.window_size_value",
  "tcp.window_size",
  "tcp.window_size_scalefactor",
  "tcp.completeness",
  "tcp.options",
  "tcp.analysis.duplicate_ack_num",
  "tcp.analysis.duplicate_ack_frame",
  "tcp.analysis.bytes_in_flight",
  "tcp.analysis.push_bytes_sent",
  "tcp.analysis.acks_frame",
  "tcp.analysis.ack_rtt",
  "tcp.analysis.initial_rtt",
  "tcp.analysis.rto",
  "tcp.analysis.rto_frame",
  "tcp.time_relative",
  "tcp.time_delta",
] as const;
const FIELDS = [...VALUE_FIELDS, ...ANALYSIS_FLAGS.map(flagField)];
const COLUMN = new Map<string, number>(FIELDS.map((name, i) => [name, i]));

/** "1.5" or "-0.000001000" seconds as nanoseconds, with no rounding on the way. */
export function nanoseconds(text: string): bigint {
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
  return negative ? -value : value;
}

function parseRow(line: string): TsharkRow | undefined {
  const cells = line.split("\t");
  const text = (name: (typeof VALUE_FIELDS)[number]): string => cells[COLUMN.get(name)!] ?? "";
  const numberOrNone = (name: (typeof VALUE_FIELDS)[number]): number | undefined => {
    const cell = text(name);
    return cell === "" ? undefined : Number(cell);
  };
  const number = (name: (typeof VALUE_FIELDS)[number]): number => numberOrNone(name) ?? 0;
  const duration = (name: (typeof VALUE_FIELDS)[number]): number | undefined => {
    const cell = text(name);
    return cell === "" ? undefined : Number(nanoseconds(cell));
  };
  if (text("tcp.stream") === "") return undefined;
  return {
    packet: number("frame.number"),
    time: nanoseconds(text("frame.time_epoch")),
    stream: number("tcp.stream"),
    source: text("ip.src") || text("ipv6.src"),
    destination: text("ip.dst") || text("ipv6.dst"),
    sourcePort: number("tcp.srcport"),
    destinationPort: number("tcp.dstport"),
    ipId: text("ip.id") || undefined,
    seq: number("tcp.seq_raw"),
    ack: number("tcp.ack_raw"),
    flagBits: number("tcp.flags"),
    length: number("tcp.len"),
    relativeSeq: numberOrNone("tcp.seq"),
    relativeAck: numberOrNone("tcp.ack"),
    windowValue: number("tcp.window_size_value"),
    window: number("tcp.window_size"),
    windowScale: numberOrNone("tcp.window_size_scalefactor"),
    completeness: number("tcp.completeness"),
    options: text("tcp.options"),
    flags: new Set(ANALYSIS_FLAGS.filter((_, i) => (cells[VALUE_FIELDS.length + i] ?? "") !== "")),
    duplicateAckNumber: numberOrNone("tcp.analysis.duplicate_ack_num"),
    duplicateAckFrame: numberOrNone("tcp.analysis.duplicate_ack_frame"),
    bytesInFlight: numberOrNone("tcp.analysis.bytes_in_flight"),
    pushBytesSent: numberOrNone("tcp.analysis.push_bytes_sent"),
    acksFrame: numberOrNone("tcp.analysis.acks_frame"),
    ackRtt: duration("tcp.analysis.ack_rtt"),
    initialRtt: duration("tcp.analysis.initial_rtt"),
    rto: duration("tcp.analysis.rto"),
    rtoFrame: numberOrNone("tcp.analysis.rto_frame"),
    timeRelative: duration("tcp.time_relative"),
    timeDelta: duration("tcp.time_delta"),
  };
}

export interface TsharkOptions {
  /** `-2`: what the Wireshark window shows, where a field may know what comes later. */
  twoPass?: boolean;
  /** "name:value" preferences besides tcp.desegment_tcp_streams:FALSE. */
  preferences?: readonly string[];
  /** Only what this display filter lets through. */
  filter?: string;
  /** Which occurrence of a field: the first, or all with commas between. */
  occurrence?: "f" | "a";
}

/** Lets `use` read a capture given as bytes; a path is used as it is. */
export async function withCapture<T>(capture: Uint8Array | string, use: (path: string) => Promise<T>): Promise<T> {
  if (typeof capture === "string") return use(capture);
  const folder = mkdtempSync(join(tmpdir(), "sharelab-"));
  try {
    const path = join(folder, "capture.pcap");
    writeFileSync(path, capture);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let emptyProfile: string | undefined;
/** Nobody's own Wireshark preferences may change an answer. */
function environment(): NodeJS.ProcessEnv {
  if (emptyProfile === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "sharelab-wireshark-"));
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    emptyProfile = folder;
  }
  return { ...process.env, WIRESHARK_CONFIG_DIR: emptyProfile, LC_ALL: "C.UTF-8" };
}

function tsharkArguments(path: string, fields: readonly string[], options: TsharkOptions): string[] {
  const preferences = ["tcp.desegment_tcp_streams:FALSE", ...(options.preferences ?? [])];
  return [
    ...(options.twoPass === true ? ["-2"] : []),
    ...["-n", "-r", path],
    ...preferences.flatMap((preference) => ["-o", preference]),
    ...(options.filter === undefined ? [] : ["-Y", options.filter]),
    // The first occurrence only: an ICMP error quotes a second IP header.
    ...["-T", "fields", "-E", "separator=/t", "-E", `occurrence=${options.occurrence ?? "f"}`],
    ...fields.flatMap((field) => ["-e", field]),
  ];
}

/** The raw cells of any fields, a line a packet. */
export async function tsharkFields(
  capture: Uint8Array | string,
  fields: readonly string[],
  options: TsharkOptions = {},
): Promise<string[][]> {
  return withCapture(capture, async (path) => {
    const child = spawn("tshark", tsharkArguments(path, fields, options), {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    ended.catch(() => undefined);
    const lines: string[][] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(line.split("\t"));
    const status = await ended;
    // 2 with "cut short" is a truncated capture, of which tshark still shows the packets.
    if (status !== 0 && !complaint.includes("cut short")) throw new Error(`tshark ended with ${status}: ${complaint}`);
    return lines;
  });
}

/** Every TCP packet of the capture, in order. */
export async function tsharkRows(capture: Uint8Array | string, options: TsharkOptions = {}): Promise<TsharkRow[]> {
  const lines = await tsharkFields(capture, FIELDS, options);
  return lines.flatMap((cells) => parseRow(cells.join("\t")) ?? []);
}

/** tshark's `-z` tables as text, such as "io,stat,1,tcp.analysis.retransmission" or "conv,tcp". */
export async function tsharkTable(path: string, table: string): Promise<string> {
  const { stdout } = await run(
    "tshark",
    ["-n", "-q", "-o", "tcp.desegment_tcp_streams:FALSE", "-r", path, "-z", table],
    {
      env: environment(),
      maxBuffer: 1 << 28,
    },
  );
  return stdout;
}

/** capinfos' table of one capture by its own headings ("Number of packets", "Capture duration (seconds)"). */
export async function capinfosRow(path: string): Promise<Record<string, string>> {
  const { stdout } = await run("capinfos", ["-T", "-m", "-Q", "-M", path], { maxBuffer: 1 << 26 });
  const [head = "", row = ""] = stdout.trim().split("\n");
  const cells = (line: string): string[] =>
    [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map((match) => match[1] ?? match[2] ?? "");
  const values = cells(row);
  return Object.fromEntries(cells(head).map((name, i) => [name, values[i] ?? ""]));
}

export interface TcptraceDirection {
  totalPackets: number;
  dataPackets: number;
  dataBytes: number;
  uniqueBytes: number;
  retransmittedPackets: number;
  retransmittedBytes: number;
  outOfOrderPackets: number;
  zeroWindowPackets: number;
  /** ACKs in threes; tcptrace counts no others. */
  tripleDuplicateAcks: number;
  /** Every figure by tcptrace's own name for it. */
  all: Record<string, string>;
}
export interface TcptraceConnection {
  /** "10.0.0.1:40000" */
  a: string;
  b: string;
  aToB: TcptraceDirection;
  bToA: TcptraceDirection;
}

function tcptraceDirection(all: Record<string, string>): TcptraceDirection {
  const count = (name: string): number => Number(all[name] ?? 0);
  return {
    totalPackets: count("total packets"),
    dataPackets: count("actual data pkts"),
    dataBytes: count("actual data bytes"),
    uniqueBytes: count("unique bytes sent"),
    retransmittedPackets: count("rexmt data pkts"),
    retransmittedBytes: count("rexmt data bytes"),
    outOfOrderPackets: count("outoforder pkts"),
    zeroWindowPackets: count("zero win adv"),
    tripleDuplicateAcks: count("triple dupacks"),
    all,
  };
}

/** `tcptrace -l -r -n`: it counts bytes by its own rules, so it is a second opinion on sums, not on marks. */
export async function tcptraceSummary(path: string): Promise<TcptraceConnection[]> {
  const { stdout } = await run("tcptrace", ["-l", "-r", "-n", path], { maxBuffer: 1 << 28 });
  const connections: TcptraceConnection[] = [];
  for (const block of stdout.split(/^=+$|^TCP connection \d+:$/m)) {
    const a = /^\s*host \w+:\s+(\S+)\s*$\s*host \w+:\s+(\S+)/m.exec(block);
    if (a === null) continue;
    const left: Record<string, string> = {};
    const right: Record<string, string> = {};
    for (const match of block.matchAll(/^ {5}(\S[^:\n]*):\s+(\S+)(?: \S+)??\s{2,}\1:\s+(\S+)/gm)) {
      left[match[1]!] = match[2]!;
      right[match[1]!] = match[3]!;
    }
    connections.push({ a: a[1]!, b: a[2]!, aToB: tcptraceDirection(left), bToA: tcptraceDirection(right) });
  }
  return connections;
}
