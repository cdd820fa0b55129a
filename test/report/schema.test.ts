/** docs/report.schema.json describes what is reported: every key, every null, for every fixture. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import type { AnalyzeOptions } from "../../src/analyze/options.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { jsonReport } from "../../src/lab/render/json/json.ts";
import { PcapngBlocks } from "../support/capture-bytes.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";
import { frame, LINK_TYPES } from "../support/packets.ts";
import { packetOf, Scenario } from "../support/scenario.ts";
import { differences } from "./model.ts";
import { closed, nullsOf, reasonPaths, resolve, SCHEMA, type Schema } from "./schema.ts";

const ajv = new Ajv2020({ strict: true, allErrors: true });
const validate = ajv.compile(closed(SCHEMA) as object);

/** As a script reads it: from the printed text. */
async function reported(input: string | Uint8Array, options: AnalyzeOptions = {}): Promise<Report> {
  return JSON.parse([...jsonReport(await analyze(input, options))].join("")) as Report;
}

const handshake = (): Scenario => new Scenario().handshake({ mss: 1460, ws: 7, sack: true, timestamps: true });

/** Captures of things that no fixture has. */
const MADE: Readonly<Record<string, () => Uint8Array>> = {
  "no packets": () => new Scenario().pcap(),
  "no times": () => {
    const blocks = new PcapngBlocks();
    const { segments } = sentAndAcknowledged();
    const packets = segments.map((s) => blocks.simplePacket(frame(LINK_TYPES.ethernet, packetOf(s))));
    return Buffer.concat([blocks.section(), blocks.interface(), ...packets]);
  },
  "one data segment only": () => {
    const s = new Scenario().midStream();
    s.server.send(100);
    return s.pcap();
  },
  "a SYN only": () => {
    const s = new Scenario();
    s.client.syn();
    return s.pcap();
  },
  "a server that never answers": () => {
    const s = new Scenario();
    s.client.syn({ options: [{ kind: "windowScale", shift: 7 }] });
    s.wait(1).client.ack({ ack: 1 });
    return s.pcap();
  },
  "a reset at once": () => {
    const s = new Scenario();
    s.client.syn();
    s.server.rst({ flags: "RA" });
    return s.pcap();
  },
  "damage in its middle": () => {
    const bytes = Buffer.from(readFileSync(capture("clean-sharer.pcap")));
    return bytes.fill(0xff, 50_000, 52_000);
  },
  "other ports": () => {
    const s = new Scenario({ server: "10.0.0.2:80" }).handshake();
    return s.pcap();
  },
};

function sentAndAcknowledged(): Scenario {
  const s = handshake();
  s.server.send(1000);
  s.wait(0.01).client.ack();
  return s;
}

const INPUTS: readonly [string, () => string | Uint8Array][] = [
  ...CAPTURES.map((name): [string, () => string] => [name, () => capture(name)]),
  ...PACKET_LISTS.map((name): [string, () => string] => [name, () => packetList(name)]),
  ...Object.entries(MADE),
];

describe.each(INPUTS)("the report of %s", (_, input) => {
  it.each([true, false])("is as the schema says (inflate: %s)", async (inflate) => {
    const report = await reported(input(), { inflate });
    validate(report);
    expect(validate.errors ?? []).toEqual([]);

    const nulls = [...nullsOf(report)];
    const unexplained = nulls.filter(({ meaning, fromOwner, unknown, holder }) => {
      if (meaning === "absent") return false;
      if (meaning === "problem" && typeof holder["problem"] === "string") return false;
      return !reasonPaths(fromOwner).some((path) => unknown[path] !== undefined);
    });
    expect(unexplained.map(({ path }) => path)).toEqual([]);
  });

  it("gives a reason only for what is null", async () => {
    const report = await reported(input());
    const nulls = [...nullsOf(report)];
    for (const { unknown } of [report.capture, ...report.streams]) {
      const explained = nulls.filter((found) => found.unknown === unknown).map((found) => reasonPaths(found.fromOwner));
      const idle = Object.keys(unknown).filter((path) => !explained.some((paths) => paths.includes(path)));
      expect(idle).toEqual([]);
    }
  });
});

describe("the schema", () => {
  it("has the keys, the kinds and the nulls of the TypeScript model", () => {
    expect(differences()).toEqual([]);
  });

  it("describes every key", () => {
    const bare: string[] = [];
    const visit = (node: Schema, path: string): void => {
      if (node.$ref !== undefined) return;
      for (const [key, inner] of Object.entries(node.properties ?? {})) {
        if (inner.description === undefined && resolve(inner).node.description === undefined)
          bare.push(`${path}.${key}`);
        visit(inner, `${path}.${key}`);
      }
      for (const inner of [node.items, node.additionalProperties, ...(node.anyOf ?? [])])
        if (typeof inner === "object") visit(inner, path);
    };
    visit(SCHEMA, "");
    for (const [name, node] of Object.entries(SCHEMA.$defs ?? {})) visit(node, name);
    expect(bare).toEqual([]);
  });

  it("lets later versions add keys", async () => {
    const open = new Ajv2020({ strict: true }).compile(SCHEMA);
    const report = await reported(capture("nanoseconds.pcap"));
    expect(open({ ...report, more: 1, capture: { ...report.capture, more: 1 } })).toBe(true);
    expect(open({ ...report, schema: "sharelab/report/v2" })).toBe(false);
  });
});

/** Other people's scripts hold on to these. */
const FIXED = {
  capture: "format packets bytes truncated_file cut_packets first_time duration interfaces warnings",
  stream:
    "stream client server packets first_packet last_packet completeness handshake close directions frames unknown",
  direction:
    "from packets data_segments payload_bytes unique_bytes segment_size acks window rtt bytes_in_flight throughput analysis",
  frames: "format from count incomplete lost_bytes fps ratio list",
  frame:
    "index offset header_bytes compressed_bytes raw_bytes ratio first_packet last_packet complete_packet segments start_time complete_time intact",
  syn: "packet seq window mss window_shift sack_permitted timestamps",
  syn_ack: "packet seq ack window mss window_shift sack_permitted timestamps",
  "capture.interfaces": "name link_type snaplen",
  "capture.warnings": "code message",
  "stream.handshake": "state syn syn_ack ack initial_rtt",
  "stream.close": "how packets",
  "direction.segment_size": "min median max over_mss histogram",
  "direction.acks": "pure data_segments_per_ack bytes_per_ack delayed duplicate sack stretch",
  "direction.acks.bytes_per_ack": "median",
  "direction.window": "scale min median max zero full",
  "direction.rtt": "samples min median p95 max",
  "direction.bytes_in_flight": "max",
  "direction.throughput": "mean_bits_per_second peak_bits_per_second",
  "frames.ratio": "min median mean max",
} as const;

it.each(Object.entries(FIXED))("%s keeps its fixed keys", (path, keys) => {
  const [name = "", ...rest] = path.split(".");
  let node = resolve({ $ref: `#/$defs/${name}` }).node;
  for (const key of rest) {
    node = resolve(node.properties?.[key] ?? {}).node;
    if (node.type === "array" && typeof node.items === "object") node = resolve(node.items).node;
  }
  expect(node.required).toEqual(expect.arrayContaining(keys.split(" ")));
});
