/**
 * The same files read by others: tshark and capinfos (Wireshark), and pcap-parser, an independent reader of classic pcap.
 */
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { capinfosRow, nanoseconds, tsharkFields, withCapture } from "../support/tshark.ts";
import { pcap } from "../support/capture-bytes.ts";
import type { Recording } from "./recording.ts";
import { pushAll, read } from "./recording.ts";
import { ethernetFrame, SAMPLES } from "./samples.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/captures");
const captures = readdirSync(fixtures).filter((name) => /\.pcap(ng)?$/.test(name));

/** Number, captured length, original length, time in nanoseconds of each numbered line. */
type Row = [number: number, captured: number, original: number, time: bigint | null];

function ourRows(sink: Recording): Row[] {
  return sink.packets.map((packet) => [
    packet.number,
    packet.hex.length / 2,
    packet.original,
    Number.isNaN(packet.seconds) ? null : BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds),
  ]);
}

describe.skipIf(!requireTools("tshark", "capinfos"))("tshark", () => {
  async function expectAgreement(capture: Uint8Array | string, sink: Recording): Promise<void> {
    const lines = await tsharkFields(capture, ["frame.number", "frame.cap_len", "frame.len", "frame.time_epoch"]);
    const total = sink.packets.length + sink.all("undecoded").length;
    expect(lines).toHaveLength(total);
    const ours = ourRows(sink);
    const theirs = new Map(lines.map((line) => [Number(line[0]), line]));
    for (const [number, captured, original, time] of ours) {
      const line = theirs.get(number)!;
      expect([Number(line[1]), Number(line[2])], `packet ${number}`).toEqual([captured, original]);
      // Where there is no time tshark shows none, or the epoch.
      if (time !== null) expect(nanoseconds(line[3]!), `packet ${number}`).toBe(time);
    }
  }

  it.each(SAMPLES.filter((sample) => sample.tsharkReads))("$name: same numbers, lengths, times", async ({ pieces }) => {
    const bytes = Buffer.concat(pieces);
    await expectAgreement(bytes, pushAll([bytes]).sink);
  });

  it.each(SAMPLES.filter((sample) => sample.tsharkReads))(
    "$name: capinfos counts the packets alike",
    async (sample) => {
      const bytes = Buffer.concat(sample.pieces);
      const row = await withCapture(bytes, capinfosRow);
      const { sink } = pushAll([bytes]);
      expect(Number(row["Number of packets"])).toBe(sink.packets.length);
    },
  );

  it.each(captures)("%s: same numbers, lengths, times", async (name) => {
    const path = join(fixtures, name);
    await expectAgreement(path, (await read(path)).sink);
  });

  it.each([
    { version: [2, 2], captured: 300, original: 60 },
    { version: [2, 3], captured: 300, original: 60 },
    { version: [2, 4], captured: 60, original: 40 },
  ] as const)("version $version: same order of the two lengths", async ({ version, captured, original }) => {
    const bytes = pcap([{ data: Buffer.alloc(60), captured, original }], { version });
    await expectAgreement(bytes, pushAll([bytes]).sink);
  });

  it("cut in the middle: same whole packets", async () => {
    const bytes = pcap([{ data: ethernetFrame(1) }, { data: ethernetFrame(2) }]).subarray(0, -10);
    await expectAgreement(bytes, pushAll([bytes]).sink);
  });
});

interface OtherPacket {
  header: {
    timestampSeconds: number;
    timestampMicroseconds: number;
    capturedLength: number;
    originalLength: number;
  };
  data: Buffer;
}
interface OtherParser {
  on(event: "packet", take: (packet: OtherPacket) => void): OtherParser;
  on(event: "end", take: () => void): OtherParser;
  on(event: "error", take: (error: Error) => void): OtherParser;
}
const other = createRequire(import.meta.url)("pcap-parser") as { parse: (path: string) => OtherParser };

/** pcap-parser's packets in our words. */
function otherPackets(path: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const packets: unknown[] = [];
    other
      .parse(path)
      .on("packet", ({ header, data }) => {
        packets.push({
          kind: "packet",
          number: packets.length + 1,
          hex: data.toString("hex"),
          original: header.originalLength,
          seconds: header.timestampSeconds,
          nanoseconds: header.timestampMicroseconds * 1000,
          interface: 0,
        });
      })
      .on("error", reject)
      .on("end", () => {
        resolve(packets);
      });
  });
}

describe("pcap-parser", () => {
  // It knows neither nanoseconds nor pcapng.
  const classic = captures.filter((name) =>
    ["a1b2c3d4", "d4c3b2a1"].includes(readFileSync(join(fixtures, name)).toString("hex", 0, 4)),
  );

  it.each(classic)("%s: every byte of every packet", async (name) => {
    const path = join(fixtures, name);
    expect((await read(path)).sink.packets).toEqual(await otherPackets(path));
  });

  it.each(SAMPLES.filter((sample) => sample.name.startsWith("pcap, microseconds")))("$name", async ({ pieces }) => {
    const bytes = Buffer.concat(pieces);
    const theirs = await withCapture(bytes, otherPackets);
    expect(pushAll([bytes]).sink.packets).toEqual(theirs);
  });
});
