/** Whole captures, printed by tshark in many ways, against tshark's own fields. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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

function tshark(capture: string, ...options: readonly string[]): string {
  const file = fileURLToPath(new URL(`../../fixtures/captures/${capture}`, import.meta.url));
  return execFileSync("tshark", ["-n", "-o", "tcp.desegment_tcp_streams:FALSE", "-r", file, ...options], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, WIRESHARK_CONFIG_DIR: profile, TZ: "UTC", LC_ALL: "C.UTF-8" },
  });
}

const FIELDS = [
  ...["frame.number", "frame.time_epoch", "frame.time_relative", "ip.src", "tcp.srcport", "ip.dst", "tcp.dstport"],
  ...["tcp.seq", "tcp.seq_raw", "tcp.ack", "tcp.ack_raw", "tcp.flags", "tcp.window_size_value", "tcp.len"],
  ...["tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_perm"],
  ...["tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr", "tcp.options.sack_le", "tcp.options.sack_re"],
];

type Expected = Omit<SegmentCall, "kind" | "urgentPointer" | "ipId" | "ttl" | "checksum" | "captured">;

function truth(capture: string, numbers: "raw" | "relative", time: string): Expected[] {
  const rows = tshark(capture, "-T", "fields", ...FIELDS.flatMap((field) => ["-e", field]));
  return rows
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const cells = line.split("\t");
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
        from: `${text("ip.src")}:${text("tcp.srcport")}`,
        to: `${text("ip.dst")}:${text("tcp.dstport")}`,
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
    });
}

const RAW = ["-o", "tcp.relative_sequence_numbers:FALSE"];
const columns = (...names: readonly string[]): string[] => names.flatMap((name) => ["-e", `_ws.col.${name}`]);
const CSV = ["-T", "fields", "-E", "header=y", "-E", "quote=d", "-E"];

describe
  .skipIf(!available)
  .each(["nanoseconds.pcap", "fragments-ipv6.pcap", "nodelay.pcap", "reorder-sharer.pcap", "any-sll.pcap", "rough-viewer.pcap", "reorder-viewer.pcap", "zerowin-viewer.pcap", "vlan-qinq.pcap", "fragments-ipv4.pcap", "vlan.pcap", "urgent-extra.pcap", "sharer-reset.pcap", "pcapng-comments.pcapng", "zero-window-probes.pcap", "loss1-sharer.pcap", "snaplen-96.pcap", "timeouts.pcap", "small-mss.pcap", "rough-sharer.pcap", "loss-sharer.pcap", "half-close.pcap", "loss-viewer.pcap", "midstream.pcap", "loopback.pcap", "offload.pcap", "pcapng-both-sides.pcapng", "clean-viewer.pcap", "keep-alive.pcap", "two-viewers.pcap", "any-sll2.pcap", "seq-wrap-push.pcap", "seq-wrap.pcap", "push.pcap", "simultaneous-open.pcap", "plain-sharer.pcap", "clean-sharer.pcap", "fast-open.pcap", "slow-viewer.pcap", "urgent-inline.pcap", "viewer-reset.pcap", "ipv6.pcap", "port-reuse.pcap", "one-byte.pcap", "duplicate-viewer.pcap"])(
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
