/** IP fragments: any order, copies, overlaps, other datagrams between them, and attacks. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { permutations } from "../reassembly/feeding.ts";
import { ipv4, patternPayload, writePcap } from "../support/packets.ts";
import { requireTools } from "../support/tools.ts";
import { tsharkFields } from "../support/tshark.ts";
import { Decoding, FRAGMENT, type Plain } from "./decoding.ts";
import { fragments4, fragments6, segment4, segment6, V4, V6 } from "./forms.ts";

const RAW = 101;
const PAYLOAD = patternPayload(50);
const HEX = Buffer.from(PAYLOAD).toString("hex");

function payloads(packets: readonly Uint8Array[], decoding = new Decoding()): (string | null)[] {
  return packets.map((packet) => {
    const outcome: Plain | string = decoding.take(RAW, packet);
    if (typeof outcome !== "string") return outcome.payload;
    expect(outcome).toBe(FRAGMENT);
    return null;
  });
}

describe.each([
  ["IPv4", fragments4(24, segment4({ payload: PAYLOAD }))],
  ["IPv6", fragments6(24, segment6({ payload: PAYLOAD }))],
])("%s fragments", (_, pieces) => {
  it("in every order give the segment with the last of them", () => {
    expect(pieces).toHaveLength(4);
    for (const order of permutations(pieces)) expect(payloads(order)).toEqual([null, null, null, HEX]);
  });

  it("that come twice are taken once", () => {
    for (const order of permutations(pieces.slice(0, 3))) {
      const twice = [...order, ...order, pieces[3]!];
      expect(payloads(twice)).toEqual([...new Array<null>(6).fill(null), HEX]);
    }
  });

  it("without any one of them give nothing, and are counted", () => {
    for (const missing of pieces) {
      const decoding = new Decoding();
      const rest = pieces.filter((piece) => piece !== missing);
      expect(payloads(rest, decoding)).toEqual([null, null, null]);
      expect(decoding.decoder.unusedFragments).toBe(3);
    }
  });
});

describe("fragments", () => {
  it("of two datagrams, interleaved, stay apart", () => {
    const a = fragments4(24, segment4({ payload: PAYLOAD }), 1);
    const b = fragments4(24, segment4({ payload: Uint8Array.from(PAYLOAD).reverse() }), 2);
    const mixed = a.flatMap((piece, i) => [piece, b[i]!]);
    const found = payloads(mixed).filter((payload) => payload !== null);
    expect(found).toEqual([HEX, Buffer.from(PAYLOAD).reverse().toString("hex")]);
  });

  it("of another protocol or the other direction don't mix", () => {
    const [first, ...rest] = fragments4(24);
    const other = ipv4({ ...V4, id: 7, protocol: 17, moreFragments: true, payload: segment4().slice(0, 24) });
    const back = ipv4({
      source: V4.destination,
      destination: V4.source,
      id: 7,
      moreFragments: true,
      payload: segment4().slice(0, 24),
    });
    expect(payloads([other, back, ...rest]).every((payload) => payload === null)).toBe(true);
    expect(payloads([other, back, ...rest, first!]).at(-1)).not.toBeNull();
  });

  it("that overlap: of each byte the piece that begins earlier counts", () => {
    const bytes = segment4({ payload: PAYLOAD });
    const piece = (offset: number, end: number, change = 0): Uint8Array =>
      ipv4({
        ...{ ...V4, id: 3, fragmentOffset: offset, moreFragments: end < bytes.length },
        payload: bytes.slice(offset, end).map((byte) => byte ^ change),
      });
    const front = piece(0, 48);
    const behind = piece(40, bytes.length, 0xff).slice();
    behind.set(bytes.slice(48), 20 + 8);
    for (const order of permutations([front, behind])) expect(payloads(order)).toEqual([null, HEX]);
  });

  it("beyond the largest datagram are no datagram", () => {
    const last = ipv4({ ...V4, id: 3, fragmentOffset: 65_528, payload: new Uint8Array(64) });
    const first = ipv4({ ...V4, id: 3, moreFragments: true, payload: new Uint8Array(64) });
    expect(payloads([first, last])).toEqual([null, null]);
  });

  it("of more datagrams than are waited for: the oldest are given up, the others are found", () => {
    const decoding = new Decoding();
    const datagrams = Array.from({ length: 300 }, (_, id) => fragments4(48, segment4({ payload: PAYLOAD }), id));
    payloads(
      datagrams.map(([first]) => first!),
      decoding,
    );
    const lasts = datagrams.map(([, last]) => last!).reverse();
    const found = payloads(lasts, decoding).filter((payload) => payload !== null);
    expect(found).toHaveLength(256);
    expect(new Set(found)).toEqual(new Set([HEX]));
    expect(decoding.decoder.unusedFragments).toBe(2 * (300 - 256));
  });

  it("that overlap without end take a bounded amount of memory", () => {
    const decoding = new Decoding();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let i = 0; i < 8000; i++) {
      const payload = new Uint8Array(Math.min(60_000, 65_528 - i * 8));
      const packet = ipv4({ ...V4, id: 3, fragmentOffset: i * 8, moreFragments: true, payload });
      expect(decoding.take(RAW, packet)).toBe(FRAGMENT);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(decoding.decoder.unusedFragments).toBe(8000);
    expect(most).toBeLessThan(150 * 2 ** 20);
  });

  it("that are used are no packets of their own in the report; the others are named", async () => {
    const used = fragments4(24, segment4({ payload: PAYLOAD }), 1);
    const unused = fragments4(24, segment4({ payload: PAYLOAD }), 2).slice(1);
    const packets = [...unused, ...used].map((data, i) => ({ data, time: BigInt(i) }));
    const { capture, streams } = await analyze(writePcap(packets, RAW));
    expect(capture.undecoded).toEqual([
      { name: "IP fragment of a datagram that is not whole in the capture", packets: 3, first_packet: 1 },
    ]);
    expect(streams[0]).toMatchObject({ packets: 1, first_packet: 7 });
  });

  it.skipIf(!requireTools("tshark"))("are put together in the same packets as by tshark", async () => {
    const pieces = [...permutations([0, 1, 2, 3])].flatMap((order, i) => {
      const four = fragments4(24, segment4({ payload: PAYLOAD, seq: i }), i + 1);
      return order.map((at) => four[at]!);
    });
    const capture = writePcap(
      pieces.map((data, i) => ({ data, time: BigInt(i) })),
      RAW,
    );
    const rows = await tsharkFields(capture, ["frame.number", "tcp.seq_raw", "tcp.len"]);
    const decoding = new Decoding();
    const ours = pieces.map((data, i) => {
      const outcome = decoding.take(RAW, data);
      return typeof outcome === "string"
        ? [String(i + 1), "", ""]
        : [String(i + 1), String(outcome.seq), String(outcome.length)];
    });
    expect(ours).toEqual(rows);
    expect(V6.source).toContain(":");
  });
});
