/** Whole captures, printed by tshark in many ways, against tshark's own fields. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import type { SegmentCall } from "./recording.ts";
import { readList } from "./recording.ts";

const available = requireTools("tshark");
/** No preferences of whoever runs the tests. */
const profile = mkdtempSync(join(tmpdir(), "sharelab-tshark-"));
afterAll(() => {
  rmSync(profile, { recursive: true });
});

const CAPTURES = new URL("../../fixtures/captures/", import.meta.url);

function tshark(capture: string, ...options: readonly string[]): string {
  const file = fileURLToPath(new URL(capture, CAPTURES));
  const { status, stdout } = spawnSync(
    "tshark",
    ["-n", "-o", "tcp.desegment_tcp_streams:FALSE", "-r", file, ...options],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, WIRESHARK_CONFIG_DIR: profile, TZ: "UTC", LC_ALL: "C.UTF-8" },
    },
  );
  // 2: the capture is cut short, which one of the fixtures is to be.
  if (status !== 0 && status !== 2) throw new Error(`tshark ended with ${status}`);
  return stdout;
}

const FIELDS = [
  ...["frame.number", "frame.time_epoch", "frame.time_relative", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst"],
  ...["tcp.srcport", "tcp.dstport"],
  ...["tcp.seq", "tcp.seq_raw", "tcp.ack", "tcp.ack_raw", "tcp.flags", "tcp.window_size_value", "tcp.len"],
  ...["tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_perm"],
  ...["tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr", "tcp.options.sack_le", "tcp.options.sack_re"],
];

/** "[20010db8…]" of an IPv6 address. */
function hex(address: string): string {
  const [front, back] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = new Array<string>(8 - front!.length - (back?.length ?? 0)).fill("0");
  return `[${[...front!, ...zeros, ...(back ?? [])].map((group) => group.padStart(4, "0")).join("")}]`;
}

type Expected = Omit<SegmentCall, "kind" | "urgentPointer" | "ipId" | "ttl" | "checksum" | "captured">;

function truth(capture: string, numbers: "raw" | "relative", time: string): Expected[] {
  const rows = tshark(capture, "-T", "fields", ...FIELDS.flatMap((field) => ["-e", field]));
  return (
    rows
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split("\t"))
      // Other protocols, and ICMP errors, which quote a segment below a second IP header.
      .filter((cells) => cells[FIELDS.indexOf("tcp.srcport")] !== "" && !cells[FIELDS.indexOf("ip.src")]!.includes(","))
      .map((cells) => {
        const text = (field: string): string => cells[FIELDS.indexOf(field)]!;
        const number = (field: string): number => (text(field) === "" ? -1 : Number(text(field)));
        const [seconds, digits] = text(time).split(".");
        const base = numbers === "raw" ? number("tcp.ack_raw") - number("tcp.ack") : 0;
        const edges = (field: string): number[] =>
          text(field) === ""
            ? []
            : text(field)
                .split(",")
                .map((edge) => (Number(edge) + base + 2 ** 32) % 2 ** 32);
        const right = edges("tcp.options.sack_re");
        return {
          packet: number("frame.number"),
          seconds: Number(seconds),
          nanoseconds: Number(digits),
          from: `${text("ip.src") || hex(text("ipv6.src"))}:${text("tcp.srcport")}`,
          to: `${text("ip.dst") || hex(text("ipv6.dst"))}:${text("tcp.dstport")}`,
          seq: number(numbers === "raw" ? "tcp.seq_raw" : "tcp.seq"),
          // A segment without ACK may hold anything there; the list doesn't show it.
          ack: (number("tcp.flags") & 16) === 0 ? 0 : number(numbers === "raw" ? "tcp.ack_raw" : "tcp.ack"),
          flags: number("tcp.flags") & 0xff,
          window: number("tcp.window_size_value"),
          length: number("tcp.len"),
          mss: number("tcp.options.mss_val"),
          windowShift: number("tcp.options.wscale.shift"),
          sackPermitted: text("tcp.options.sack_perm") !== "",
          tsVal: number("tcp.options.timestamp.tsval"),
          tsEcr: number("tcp.options.timestamp.tsecr"),
          sack: edges("tcp.options.sack_le").flatMap((left, i) => [left, right[i]!]),
        };
      })
  );
}

const RAW = ["-o", "tcp.relative_sequence_numbers:FALSE"];
const columns = (...names: readonly string[]): string[] => names.flatMap((name) => ["-e", `_ws.col.${name}`]);
const CSV = ["-T", "fields", "-E", "header=y", "-E", "quote=d", "-E"];

describe
  .skipIf(!available)
  .each(["clean-sharer.pcap", "clean-viewer.pcap", "loss1-sharer.pcap", "zerowin-viewer.pcap"])(
  "%s, printed by tshark",
  (capture) => {
    // The tests are collected, with their tables, even where they are skipped.
    const relative = available ? truth(capture, "relative", "frame.time_relative") : [];
    const raw = available ? truth(capture, "raw", "frame.time_epoch") : [];
    const midnight = (calls: Expected[]): Expected[] =>
      calls.map((call) => ({ ...call, seconds: call.seconds % 86_400 }));

    it.each([
      { way: "one line a packet", options: [], gives: relative },
      { way: "tabs", options: ["-T", "tabs"], gives: relative },
      { way: "raw numbers, epoch", options: [...RAW, "-t", "e"], gives: raw },
      { way: "raw numbers, date", options: [...RAW, "-t", "ad"], gives: raw },
      { way: "raw numbers, UTC date", options: [...RAW, "-t", "ud"], gives: raw },
      { way: "raw numbers, day of the year", options: [...RAW, "-t", "adoy"], gives: raw },
      { way: "raw numbers, time of day", options: [...RAW, "-t", "a"], gives: midnight(raw) },
      { way: "since the packet before", options: ["-t", "d"], gives: relative },
      { way: "port names", options: ["-N", "t"], gives: relative },
      { way: "with details", options: ["-P", "-V"], gives: relative },
      { way: "with hex dumps", options: ["-P", "-x"], gives: relative },
      {
        way: "columns as CSV",
        options: [
          ...CSV,
          "separator=,",
          ...columns("No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"),
        ],
        gives: relative,
      },
      {
        way: "columns in another order, tabs",
        options: [...CSV, "separator=/t", ...columns("Info", "Destination", "Source", "Time", "No.")],
        gives: relative,
      },
      {
        way: "raw and relative fields",
        options: [...CSV, "separator=,", ...FIELDS.flatMap((field) => ["-e", field])],
        gives: raw,
      },
      {
        way: "relative fields, multiplied windows",
        options: [
          ...[...CSV, "separator=;"],
          ...FIELDS.filter((field) => !/_raw$|time_epoch/.test(field)).flatMap((field) => [
            "-e",
            field.replace("window_size_value", "window_size"),
          ]),
        ],
        gives: relative,
      },
    ])("$way", ({ options, gives }) => {
      const list = readList(tshark(capture, ...options));
      expect(list.truncated).toBe(false);
      expect(list.codes.filter((code) => !/time-zone|time-delta/.test(code))).toEqual([]);
      expect(list.segments).toHaveLength(gives.length);
      for (const [i, segment] of list.segments.entries()) expect(segment).toMatchObject(gives[i]!);
    });
  },
);

describe.skipIf(!available)("every capture there is, one line a packet", () => {
  /** Packets of random bytes that tshark takes for the beginning of something else; one where nothing is said. */
  const LOOK_LIKE_OTHERS: Readonly<Record<string, number>> = { "file-put.pcap": 2 };
  const names = readdirSync(CAPTURES).filter((name) => /\.pcap(?:ng)?$/.test(name));

  it.each(names)("%s", (name) => {
    const list = readList(tshark(name));
    const read = new Set(list.segments.map(({ packet }) => packet));
    const all = truth(name, "relative", "frame.time_relative");
    const gives = all.filter(({ packet }) => read.has(packet));
    // Payload that happens to look like another protocol takes the numbers' place in Info.
    const told = list.codes.some((code) => /^list-line-(?:without-numbers|other-protocol)$/.test(code));
    expect(all.length - gives.length).toBeLessThanOrEqual(told ? (LOOK_LIKE_OTHERS[name] ?? 1) : 0);
    expect(list.segments).toHaveLength(gives.length);
    for (const [i, segment] of list.segments.entries()) expect(segment).toMatchObject(gives[i]!);
  });
});
