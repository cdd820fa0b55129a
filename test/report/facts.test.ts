/** Every fact carries what is needed to check it, and tshark understands it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { DIRECTION_FACTS } from "../../src/analyze/facts/direction-facts.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import type { Fact } from "../../src/analyze/facts/fact.ts";
import { STREAM_FACTS } from "../../src/analyze/facts/stream-facts.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { tsharkTable } from "../support/tshark.ts";
import { FACTS_PAGE, factsPage } from "./facts-page.ts";

const PATHS = [...CAPTURES.map(capture), ...PACKET_LISTS.map(packetList)];
const name = (fact: Fact): string => `${fact.stream} ${fact.from ?? "stream"} ${fact.id}`;

describe("the facts", () => {
  it("have ids of their own", () => {
    for (const kinds of [STREAM_FACTS, DIRECTION_FACTS]) {
      const ids = kinds.map((kind) => kind.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it.each(PATHS)("of %s have formula, place in Wireshark, and packets or a reason", async (path) => {
    const report = await analyze(path);
    for (const fact of facts(report)) {
      const about = name(fact);
      expect({ about, formula: fact.formula.length > 3, wireshark: fact.wireshark.length > 3 }).toEqual({
        about,
        formula: true,
        wireshark: true,
      });
      expect({ about, reason: fact.reason !== null }).toEqual({ about, reason: fact.value === null });
      expect(`${about}: ${fact.formula}`).not.toMatch(/NaN|undefined|null|Infinity/);
      if (fact.value !== null) expect(`${about}: ${fact.formula}`).not.toContain("?");
      expect(fact.packets.length).toBeLessThanOrEqual(20);
      expect(fact.packet_count).toBeGreaterThanOrEqual(fact.packets.length);
      for (const packet of fact.packets) {
        expect(packet).toBeGreaterThan(0);
        // A packet list may leave packets out, and then has numbers above its count.
        if (report.capture.list === null) expect(packet).toBeLessThanOrEqual(report.capture.packets);
      }
      // Whatever is there is shown by at least one packet.
      if (typeof fact.value === "number" && fact.value !== 0 && !/lost_bytes|missing_bytes/.test(fact.id))
        expect({ about, packets: fact.packets.length > 0 }).toEqual({ about, packets: true });
    }
  });

  it("of windows are raw window x scale, with the operands", async () => {
    for (const fact of facts(await analyze(capture("clean-sharer.pcap")))) {
      const product = /^raw window (\d+) x scale (\d+)$/.exec(fact.formula);
      if (fact.id === "window.min" || fact.id === "window.max") {
        expect(Number(product?.[1]) * Number(product?.[2])).toBe(fact.value);
      }
    }
  });

  it("have relative numbers beside the raw ones", async () => {
    const known = new Map(
      facts(await analyze(capture("clean-sharer.pcap"))).map((fact) => [`${fact.from ?? ""} ${fact.id}`, fact]),
    );
    const value = (id: string): unknown => known.get(id)?.value;
    expect(value(" handshake.syn.seq")).toBe(2656017633);
    expect(value(" handshake.syn.relative_seq")).toBe(0);
    expect(value(" handshake.syn_ack.ack")).toBe(2656017634);
    expect(value(" handshake.syn_ack.relative_ack")).toBe(1);
    expect(known.get(" handshake.syn_ack.ack")?.formula).toContain("2656017633 + 1");
    expect(value("server first_segments[0].seq")).toBe(1649861304);
    expect(value("server first_segments[0].relative_seq")).toBe(1);
    expect(known.get("client first_segments[0].seq")).toBeUndefined();
  });

  it("are all in docs/facts.md", async () => {
    expect(readFileSync(FACTS_PAGE, "utf8")).toBe(await factsPage());
  });
});

const FIELD = /^(?:[a-z_0-9]+\.)+[a-z_0-9]+$/;

describe.skipIf(!requireTools("tshark"))("judged by tshark, the facts", () => {
  it("name fields that exist", () => {
    const known = new Set(
      execFileSync("tshark", ["-G", "fields"], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: ["ignore", "pipe", "ignore"],
      })
        .split("\n")
        .filter((line) => /^[FP]\t/.test(line))
        .map((line) => line.split("\t")[2]),
    );
    for (const { id, wireshark } of [...STREAM_FACTS, ...DIRECTION_FACTS]) {
      for (const field of wireshark.split(/, | /).filter((word) => FIELD.test(word) && !word.startsWith("sharelab."))) {
        expect({ id, field, known: known.has(field) }).toEqual({ id, field, known: true });
      }
    }
  });

  const JUDGED = [
    "clean-sharer.pcap",
    "rough-viewer.pcap",
    "zerowin-viewer.pcap",
    "ipv6.pcap",
    "push.pcap",
    "offload.pcap",
  ];
  it.each(JUDGED)("%s: have filters that show their packets", async (path) => {
    const found = facts(await analyze(capture(path))).filter((fact) => fact.filter !== null);
    // One run for all of them: how many packets each filter leaves.
    const table = await tsharkTable(capture(path), `io,stat,0,${found.map((fact) => fact.filter).join(",")}`);
    const row = table.split("\n").find((line) => line.includes("<>")) ?? "";
    const cells = row.split("|").map((cell) => cell.trim());
    const frames = cells
      .slice(2)
      .filter((_, index) => index % 2 === 0)
      .map(Number);
    for (const [index, fact] of found.entries()) {
      const about = `${name(fact)}: ${fact.filter}`;
      const shown = frames[index] ?? -1;
      expect({ about, enough: shown >= fact.packets.length }).toEqual({ about, enough: true });
      const counts = fact.unit === "packets" && fact.id.startsWith("tcp.analysis");
      if (counts) expect({ about, shown }).toEqual({ about, shown: fact.value });
    }
  });
});
