/** Two captures of one session: what both have, what got lost in between, whose clock is ahead. tshark is the judge. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { compare } from "../../src/analyze/compare/compare.ts";
import type { ComparedDirection, CompareReport } from "../../src/analyze/compare/report.ts";
import { sharelab } from "../support/cli.ts";
import { capture, packetList } from "../support/fixtures.ts";
import { pcapOf, Scenario, type Segment } from "../support/scenario.ts";
import { requireTools } from "../support/tools.ts";
import { tsharkFields } from "../support/tshark.ts";
import { CLIENT, session, twoEnds } from "./two-ends.ts";

const PAIRS = ["clean", "loss", "reorder", "rough"] as const;
const SCHEMA = JSON.parse(readFileSync(new URL("../../docs/compare.schema.json", import.meta.url), "utf8")) as object;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(SCHEMA);

const only = (report: CompareReport): CompareReport["streams"][number] => {
  expect(report.streams).toHaveLength(1);
  return report.streams[0]!;
};
const fromServer = (report: CompareReport): ComparedDirection => only(report).directions[1];

describe.skipIf(!requireTools("tshark"))("the project's own pairs, judged by tshark", () => {
  it.each(PAIRS)("%s: packets in both, lost, delivered twice, overtaken", async (name) => {
    const [sharer, viewer] = [capture(`${name}-sharer.pcap`), capture(`${name}-viewer.pcap`)];
    const report = await compare(sharer, viewer);
    const stream = only(report);
    expect(stream).toMatchObject({ matched_by: "addresses", translated: false, near_client: "b" });
    for (const [index, direction] of stream.directions.entries()) {
      const [sentIn, receivedIn] = index === 0 ? [viewer, sharer] : [sharer, viewer];
      expect(direction.sent_in).toBe(index === 0 ? "b" : "a");
      const filter = index === 0 ? "tcp.dstport == 9000" : "tcp.srcport == 9000";
      // Every packet of these kernels has an identification of its own.
      const ids = async (path: string): Promise<string[][]> =>
        (await tsharkFields(path, ["frame.number", "ip.id", "tcp.seq_raw", "tcp.len"], { filter })).map(
          ([number, ...key]) => [number!, key.join(" ")],
        );
      const [sent, received] = [await ids(sentIn), await ids(receivedIn)];
      const arrived = new Map<string, string[]>();
      for (const [number = "", key = ""] of received) arrived.set(key, [...(arrived.get(key) ?? []), number]);
      const lost = sent.filter(([, key = ""]) => !arrived.has(key)).map(([number]) => Number(number));
      const twice = [...arrived.values()]
        .flatMap((numbers) => numbers.slice(1))
        .map(Number)
        .sort((a, b) => a - b);
      expect(direction.matched).toBe(arrived.size);
      expect(direction.lost.list.map(({ packet }) => packet)).toEqual(lost);
      expect(direction.lost.packets).toBe(lost.length);
      expect(direction.duplicated.list).toEqual(twice);
      expect(direction.missed.packets + direction.unseen.packets + direction.outside.a + direction.outside.b).toBe(0);
      const order = new Map(sent.map(([, key = ""], at) => [key, at]));
      let highest = -1;
      let overtaken = 0;
      for (const key of arrived.keys()) {
        const at = order.get(key) ?? -1;
        if (at < highest) overtaken++;
        else highest = at;
      }
      expect(direction.reordered.packets).toBe(overtaken);
      for (const one of direction.lost.list) {
        // What brought it again is a later packet, and did arrive.
        expect(one.again).toBeGreaterThan(one.packet);
        const key = sent.find(([number]) => Number(number) === one.again)?.[1];
        expect(arrived.get(key ?? "")?.map(Number)).toContain(one.arrived);
      }
    }
  });

  it.each(PAIRS)("%s: one machine's clock is found to be one", async (name) => {
    const { clock } = only(await compare(capture(`${name}-sharer.pcap`), capture(`${name}-viewer.pcap`)));
    expect(Math.abs(clock.offset!)).toBeLessThanOrEqual(clock.uncertainty!);
    expect(clock.uncertainty).toBeCloseTo(clock.min_round_trip! / 2, 9);
  });

  it("the other way round says the same", async () => {
    const paths = [capture("rough-sharer.pcap"), capture("rough-viewer.pcap")] as const;
    const [one, other] = [only(await compare(...paths)), only(await compare(paths[1], paths[0]))];
    expect(other.near_client).toBe("a");
    expect(other.clock.offset).toBeCloseTo(-one.clock.offset!, 9);
    for (const index of [0, 1] as const) {
      expect(other.directions[index].lost).toEqual(one.directions[index].lost);
      expect(other.directions[index].delay_above_minimum).toEqual(one.directions[index].delay_above_minimum);
    }
  });
});

describe("clocks", () => {
  it("are found to differ by what they differ, though no delay is known", async () => {
    const ends = twoEnds(session(5).segments, CLIENT, { delay: 0.007, offset: 12.5 });
    const { clock } = only(await compare(ends.client, ends.server));
    expect(clock.offset).toBeCloseTo(12.5, 5);
    expect(clock.min_round_trip).toBeCloseTo(0.014, 5);
    expect(clock.drift_ppm).toBeNull();
  });

  it("that drift apart are found to, with delays that jitter", async () => {
    const jitter = (_: Segment, index: number): number => ((index * 7919) % 100) / 20_000;
    const ends = twoEnds(session(90).segments, CLIENT, { delay: 0.003, offset: -2, driftPpm: 40, jitter });
    const report = await compare(ends.client, ends.server);
    const { clock } = only(report);
    expect(clock.drift_ppm).toBeGreaterThan(38);
    expect(clock.drift_ppm).toBeLessThan(42);
    // The offset is that of the middle of the session, 45 s behind its start.
    expect(clock.offset).toBeCloseTo(-2 + 45 * 40e-6, 3);
  });

  it("are not told from one direction alone", async () => {
    const s = new Scenario().midStream();
    for (let round = 0; round < 20; round++) s.wait(0.01).server.send(100);
    const ends = twoEnds(s.segments, CLIENT);
    const stream = only(await compare(ends.client, ends.server));
    expect(stream.clock.offset).toBeNull();
    expect(stream.unknown["clock.offset"]).toBeDefined();
  });
});

describe("offload", () => {
  const pieces = (segment: Segment, sizes: readonly number[]): Segment[] => {
    let at = 0;
    return sizes.map((length) => {
      const piece = { ...segment, seq: segment.seq + at, length };
      at += length;
      return piece;
    });
  };
  const large = (): Scenario => session(2, { size: 4380 });

  it("on the sender's side: segments cut behind its capture point", async () => {
    const ends = twoEnds(large().segments, CLIENT, {
      arrives: (segment) => (segment.length === 4380 ? pieces(segment, [1460, 1460, 1460]) : [segment]),
    });
    const direction = fromServer(await compare(ends.server, ends.client));
    expect(direction).toMatchObject({
      lost: { packets: 0 },
      missed: { packets: 0 },
      unseen: { packets: 0 },
      sent_in: "a",
    });
    expect(direction.offload.cut.segments).toBe(40);
    expect(direction.offload.cut.list[0]).toMatchObject({ length: 4380, pieces: [4, 5, 6] });
    expect(direction.offload.joined.segments).toBe(0);
  });

  it("on the receiver's side: segments joined in front of it", async () => {
    const s = new Scenario().handshake({ mss: 1460, rtt: 0.02 });
    for (let round = 0; round < 30; round++) {
      for (let piece = 0; piece < 3; piece++) s.server.send(1460);
      s.wait(0.012).client.ack();
    }
    const ends = twoEnds(s.segments, CLIENT, {
      arrives: (segment) => {
        if (segment.length === 0) return [segment];
        const place = (segment.seq - 5_000_001) % 4380;
        return place === 0 ? [{ ...segment, length: 4380 }] : [];
      },
    });
    const direction = fromServer(await compare(ends.server, ends.client));
    expect(direction).toMatchObject({ lost: { packets: 0 }, missed: { packets: 0 }, unseen: { packets: 0 } });
    expect(direction.offload.joined.segments).toBe(30);
    expect(direction.offload.joined.list[0]?.pieces).toHaveLength(3);
  });

  it("on both, with other borders, is no loss either", async () => {
    const ends = twoEnds(large().segments, CLIENT, {
      arrives: (segment, index) => {
        if (segment.length === 0) return [segment];
        // Cut and joined across the borders: 2000, then 4380 at a time.
        const first = index === 3;
        return first ? pieces(segment, [2000, 2380]).slice(0, 1) : [{ ...segment, seq: segment.seq - 2380 }];
      },
    });
    const direction = fromServer(await compare(ends.server, ends.client));
    expect(direction.offload.cut.segments).toBeGreaterThan(30);
    expect(direction.lost.packets).toBeLessThanOrEqual(1); // the last piece never came
  });
});

describe("what is missing", () => {
  it("was lost when it was sent again, and only not captured when it was acknowledged all the same", async () => {
    const s = session(3);
    const victim = s.segments.find((one, index) => index > 20 && one.length > 0)!;
    const ends = twoEnds(s.segments, CLIENT, { arrives: (segment) => (segment === victim ? [] : [segment]) });
    const direction = fromServer(await compare(ends.server, ends.client));
    expect(direction.lost.packets).toBe(0);
    expect(direction.missed.packets).toBe(1);
  });

  it("before and behind the other capture's time is not counted as lost", async () => {
    const s = session(4);
    const ends = twoEnds(s.segments, CLIENT);
    const late = twoEnds(s.segments.slice(30, 100), CLIENT).client;
    const direction = fromServer(await compare(ends.server, late));
    expect(direction.lost.packets).toBe(0);
    expect(direction.outside.a).toBeGreaterThan(10);
  });

  it("is said when it is a whole stream", async () => {
    const ends = twoEnds(session(1).segments, CLIENT);
    const other = new Scenario({ client: "10.9.9.9:1234", clientIsn: 77, serverIsn: 88 }).handshake({ mss: 1460 });
    const report = await compare(ends.client, other.pcap());
    expect(report).toMatchObject({ streams: [], only_in_a: [0], only_in_b: [0] });
  });
});

describe("streams are found again", () => {
  it("behind address translation, by their sequence numbers", async () => {
    const s = session(2);
    const ends = twoEnds(s.segments, CLIENT);
    const outside = twoEnds(
      s.segments.map((one) =>
        one.source === CLIENT
          ? { ...one, source: "203.0.113.9", sourcePort: 61000 }
          : { ...one, destination: "203.0.113.9", destinationPort: 61000 },
      ),
      "203.0.113.9",
    );
    const stream = only(await compare(ends.client, outside.server));
    expect(stream).toMatchObject({ matched_by: "sequence-numbers", translated: true, near_client: "a" });
    expect(stream.directions.map((one) => one.lost.packets)).toEqual([0, 0]);
    expect(stream.directions[1].matched).toBe(41);
  });

  it("where the IP identification is rewritten on the way", async () => {
    const s = session(2);
    const ends = twoEnds(s.segments, CLIENT, { arrives: (segment, index) => [{ ...segment, ipId: 30_000 + index }] });
    const stream = only(await compare(ends.client, ends.server));
    expect(stream.directions.map((one) => one.matched)).toEqual([42, 41]);
  });

  it("without a handshake, by their addresses", async () => {
    const report = await compare(capture("midstream.pcap"), capture("plain-sharer.pcap"));
    const stream = only(report);
    expect(stream).toMatchObject({ matched_by: "addresses", near_client: null });
    expect(stream.unknown["near_client"]).toBeDefined();
    expect(stream.directions.map((one) => one.lost.packets + one.missed.packets)).toEqual([0, 0]);
    expect(stream.directions[0].outside.b + stream.directions[1].outside.b).toBe(14);
  });

  it("one by one where the same ports were used again", async () => {
    const report = await compare(capture("port-reuse.pcap"), capture("port-reuse.pcap"));
    expect(report.streams.map(({ stream }) => stream)).toEqual([
      { a: 0, b: 0 },
      { a: 1, b: 1 },
    ]);
  });
});

describe("analyze A B", () => {
  const pair = [capture("rough-sharer.pcap"), capture("rough-viewer.pcap")];

  it("fits 80 columns, and tells each loss", async () => {
    for (const more of [[], ["--verbose"]]) {
      const { stdout, code } = await sharelab(["analyze", ...pair, ...more]);
      expect(code).toBe(0);
      expect(stdout.split("\n").filter((line) => Array.from(line).length > 80)).toEqual([]);
      expect(stdout).toContain("did not arrive");
      expect(stdout).toContain("nearer to the client");
    }
  });

  it.each([
    ...PAIRS.map((name) => [`${name}-sharer.pcap`, `${name}-viewer.pcap`]),
    ["midstream.pcap", "plain-sharer.pcap"],
    ["ipv6.pcap", "push.pcap"],
  ])("--json of %s and %s is as docs/compare.schema.json says, with a reason for each null", async (a, b) => {
    const { stdout } = await sharelab(["analyze", capture(a), capture(b), "--json"]);
    const report = JSON.parse(stdout) as CompareReport;
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    for (const stream of report.streams) {
      for (const [key, value] of Object.entries(stream.clock))
        if (value === null) expect(stream.unknown[`clock.${key}`]).toBeDefined();
      for (const [index, one] of stream.directions.entries())
        if (one.one_way_delay.min === null) expect(stream.unknown[`directions[${index}].one_way_delay`]).toBeDefined();
    }
  });

  it("--redact leaves no address and no name", async () => {
    for (const more of [[], ["--json"]]) {
      const { stdout } = await sharelab(["analyze", ...pair, "--redact", ...more]);
      expect(stdout).not.toMatch(/192\.168\.|rough-/);
      expect(stdout).toContain("192.0.2.1");
    }
  });

  it("takes packet lists, too, and nothing that is for one capture only", async () => {
    const lists = await sharelab(["analyze", packetList("loss1-tshark.txt"), packetList("loss1-fields.csv"), "--json"]);
    expect(lists.code).toBe(0);
    for (const option of [["--csv", "x"], ["--html", "x.html"], ["--frames", "x"], ["--markdown"]]) {
      const ran = await sharelab(["analyze", ...pair, ...option]);
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain("goes with one capture");
    }
  });

  it("of a file that can't be read says which", async () => {
    const ran = await sharelab(["analyze", pair[0]!, "no-such.pcap"]);
    expect(ran).toMatchObject({ code: 3, stdout: "" });
    expect(ran.stderr).toContain("no-such.pcap");
  });

  it("of one place only says so", async () => {
    const { stdout } = await sharelab(["analyze", pair[0]!, pair[0]!]);
    expect(stdout).toContain("can't be told");
  });
});

describe("a comparison is bounded", () => {
  it("in what it keeps of each capture", async () => {
    const many = pcapOf(session(1).segments);
    const { streams } = await compare(many, many);
    expect(streams[0]?.packets_left_out).toEqual({ a: 0, b: 0 });
  });
});
