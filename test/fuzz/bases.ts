/** What the fuzzer mutates: the front of every fixture, and captures of things that no fixture has. */
import { readFileSync } from "node:fs";
import { constants, deflateSync } from "node:zlib";
import { encodePickleFrame, type PickleProtocol } from "../../src/share/wire/pickle-q/encode.ts";
import { SIZE_FIELDS, type SizeField } from "../../src/share/wire/pickle-q/size-field.ts";
import { SAMPLES } from "../capture-file/samples.ts";
import { PcapngBlocks } from "../support/capture-bytes.ts";
import { capture, CAPTURES, packetList, PACKET_LISTS } from "../support/fixtures.ts";
import {
  concat,
  ethernet,
  frame,
  ipv4,
  ipv6,
  LINK_TYPES,
  linuxSll2,
  patternPayload,
  tcp,
  writePcap,
} from "../support/packets.ts";
import { capturedPackets, packetOf, Scenario } from "../support/scenario.ts";

/** Small inputs give more runs: the front of a file has every kind of record that the rest has. */
const SHORT = 6_000;
const LONG = 24_000;

export const BASES: ReadonlyMap<string, Buffer> = new Map([...fixtures(), ...made()]);

function* fixtures(): Generator<[string, Buffer]> {
  for (const name of CAPTURES) {
    const bytes = readFileSync(capture(name));
    yield [`${name}, ${SHORT} bytes`, bytes.subarray(0, SHORT)];
    yield [`${name}, ${LONG} bytes`, bytes.subarray(0, LONG)];
  }
  for (const name of PACKET_LISTS) yield [name, readFileSync(packetList(name)).subarray(0, SHORT)];
}

function* made(): Generator<[string, Buffer]> {
  for (const { name, pieces } of SAMPLES) yield [`sample ${name}`, Buffer.concat(pieces)];
  for (const [name, linkType] of Object.entries(LINK_TYPES)) yield [`link ${name}`, session().pcap(linkType)];
  yield ["pcapng, little-endian", pcapng(false)];
  yield ["pcapng, big-endian", pcapng(true)];
  yield ["tunnels and tags", tunnels()];
  yield ["fragments", fragments()];
  yield ["zlib bomb", bomb()];
  yield ["pickle-q", pickles().pcap()];
  yield ["one byte a segment", session(1).pcap()];
  yield ["empty", Buffer.alloc(0)];
}

export function zlibRgbFrame(raw: Uint8Array, level = 6): Uint8Array {
  const body = deflateSync(raw, { level });
  const digits: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return concat(Uint8Array.of(digits.length, ...digits), body);
}

/** A short session with everything a session has: options, frames of all sizes, losses, an orderly end. */
function session(segmentBytes = 500): Scenario {
  const pictures = [
    zlibRgbFrame(new Uint8Array(3)),
    zlibRgbFrame(patternPayload(1200)),
    zlibRgbFrame(patternPayload(600), constants.Z_NO_COMPRESSION),
    zlibRgbFrame(new Uint8Array(30_000)),
  ];
  const bytes = concat(...(segmentBytes === 1 ? pictures.slice(0, 1) : pictures));
  const s = new Scenario().handshake({ mss: 1460, ws: 7, sack: true, timestamps: true });
  send(s, bytes, segmentBytes);
  if (segmentBytes > 1) {
    s.wait(0.3).server.send(400, { seq: 101, payload: bytes.slice(100, 500) });
    s.server.send(500, { seq: bytes.length + 501 });
    s.client.ack({ sack: [[bytes.length + 501, bytes.length + 1001]] });
    s.wait(0.02).server.send(500, { seq: bytes.length + 1 });
  }
  s.wait(0.01).client.fin();
  s.server.fin();
  s.client.ack();
  return s;
}

/** Pickles of every protocol and size field, one that holds something else, and a size that is none. */
function pickles(): Scenario {
  const frame = (protocol: PickleProtocol, sizeField: SizeField, width: number): Uint8Array =>
    encodePickleFrame({ width, height: 12 }, patternPayload(width * 36), { protocol, sizeField });
  const [usual, big, short, shortBig] = SIZE_FIELDS as readonly [SizeField, SizeField, SizeField, SizeField];
  const call = Buffer.from("\x1a\0\0\0\0\0\0\0\x80\x03cposix\nsystem\nX\x02\0\0\0id\x85R.", "latin1");
  const huge = Buffer.from("\0\0\0\0\0\0\x01\x80\x80\x04", "latin1");
  const frames = [frame(4, usual, 16), call, frame(2, usual, 9), frame(3, big, 16), frame(5, short, 16)];
  const s = new Scenario({ server: "10.0.0.2:33000" }).handshake({ mss: 1460 });
  send(s, concat(...frames, huge, frame(4, shortBig, 20), frame(4, usual, 1)), 400);
  s.wait(0.01).client.fin();
  s.server.fin();
  s.client.ack();
  return s;
}

function send(s: Scenario, bytes: Uint8Array, segmentBytes: number): void {
  for (let at = 0; at < bytes.length; at += segmentBytes) {
    s.wait(0.004).server.send(0, { payload: bytes.slice(at, at + segmentBytes) });
    if ((at / segmentBytes) % 2 === 1) s.wait(0.001).client.ack();
  }
}

function pcapng(bigEndian: boolean): Buffer {
  const b = new PcapngBlocks(bigEndian);
  const { segments } = session();
  const packets = segments.map((segment, i) => {
    const data = frame(LINK_TYPES.ethernet, packetOf(segment));
    const time = segment.time / 1000n;
    if (i % 7 === 3) return b.packet({ time, data, drops: 2 });
    if (i % 7 === 5) return b.enhancedPacket({ time, data: data.subarray(0, 80), original: data.length });
    return b.enhancedPacket({ time, data, options: i % 7 === 0 ? [b.text(1, `packet ${i}`), b.u64(4, 1n)] : [] });
  });
  return Buffer.concat([
    b.section([b.text(4, "fuzz"), b.text(1, "a comment")]),
    b.interface({ snaplen: 65_535, options: [b.text(2, "eth0"), b.byte(9, 6), b.u64(14, 3600n)] }),
    ...packets.slice(0, 8),
    b.nameResolution(),
    b.interface({ linkType: LINK_TYPES.raw, options: [b.byte(9, 0x80 | 20)] }),
    b.custom(Buffer.from("anything")),
    ...packets.slice(8),
    b.simplePacket(frame(LINK_TYPES.ethernet, packetOf(segments[0]!))),
    b.decryptionSecrets(Buffer.from("none")),
    b.statistics(0, [b.u64(4, 100n), b.u64(5, 2n)]),
  ]);
}

/** The session once more under every tag and tunnel in turn. */
function tunnels(): Buffer {
  const ends = { source: "172.16.0.1", destination: "172.16.0.2" };
  const ends6 = { source: "2001:db8::1", destination: "2001:db8::2" };
  const wraps: readonly ((packet: Uint8Array) => Uint8Array)[] = [
    (payload) => ethernet({ payload, vlans: [{ vid: 5 }] }),
    (payload) => ethernet({ payload, vlans: [{ tpid: 0x88a8, vid: 100 }, { vid: 5 }] }),
    (payload) => ethernet({ payload, pppoeSession: 17 }),
    (payload) => ethernet({ payload, mpls: [16, 17, 18] }),
    (payload) => ethernet({ payload: ipv4({ ...ends, protocol: 4, payload }) }),
    (payload) => ethernet({ payload: ipv6({ ...ends6, nextHeader: 4, payload }) }),
    (payload) =>
      ethernet({
        payload: ipv6({
          ...ends6,
          nextHeader: 4,
          extensions: [{ kind: "hopByHop" }, { kind: "routing" }, { kind: "destination" }],
          payload,
        }),
      }),
    (payload) =>
      ethernet({ payload: ipv4({ ...ends, options: Uint8Array.of(7, 7, 4, 0, 0, 0, 0), protocol: 4, payload }) }),
  ];
  const packets = session().segments.map((segment, i) => ({
    time: segment.time,
    data: wraps[i % wraps.length]!(packetOf(segment)),
  }));
  return writePcap(packets);
}

function fragments(): Buffer {
  const v4 = { source: "10.0.0.2", destination: "10.0.0.1" };
  const v6 = { source: "2001:db8::2", destination: "2001:db8::1" };
  const bytes = zlibRgbFrame(patternPayload(3000), 0);
  const fields = { sourcePort: 9000, destinationPort: 40_000, seq: 1, ack: 1, payload: bytes };
  const whole4 = tcp(fields, v4.source, v4.destination);
  const whole6 = tcp(fields, v6.source, v6.destination);
  const packets: Uint8Array[] = [];
  for (const at of [1600, 0, 800, 2400]) {
    const more = at < 2400;
    const part = (whole: Uint8Array): Uint8Array => whole.slice(at, more ? at + 800 : whole.length);
    packets.push(ipv4({ ...v4, id: 7, fragmentOffset: at, moreFragments: more, payload: part(whole4) }));
    packets.push(ipv6({ ...v6, extensions: [{ kind: "fragment", offset: at, more }], payload: part(whole6) }));
  }
  return writePcap(
    packets.map((packet, i) => ({ time: BigInt(i), data: linuxSll2(packet) })),
    LINK_TYPES.sll2,
  );
}

/** 4 MB of zeros in 4 KB, twice; and a header that claims much more than there is. */
function bomb(): Buffer {
  const s = new Scenario().handshake();
  const huge = Uint8Array.of(4, 0x07, 0xff, 0xff, 0xff, 0x78, 0x9c, 0, 0);
  const zeros = zlibRgbFrame(new Uint8Array(4_000_000), 9);
  send(s, concat(zeros, zeros, huge), 1400);
  return writePcap(capturedPackets(s.segments));
}
