/** `sharelab dissector`: tshark with the script counts the same frames at the same packets as the analyzer. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { luaDissector } from "../../src/lab/render/dissector/dissector.ts";
import { encodePickleFrame } from "../../src/share/wire/pickle-q/encode.ts";
import { SIZE_FIELDS } from "../../src/share/wire/pickle-q/size-field.ts";
import { encodeFrame } from "../../src/share/wire/zlib-rgb/encode.ts";
import { sharelab } from "../support/cli.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";
import { Scenario } from "../support/scenario.ts";
import { requireTools } from "../support/tools.ts";

const run = promisify(execFile);
const made = mkdtempSync(join(tmpdir(), "sharelab-test-lua-"));
const SCRIPT = join(made, "sharelab.lua");
beforeAll(() => {
  writeFileSync(SCRIPT, luaDissector("0.0.0"));
});
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

/** As a careful user sets Wireshark up: see the head of the script. */
const SET_UP = ["tcp.desegment_tcp_streams:TRUE", "tcp.reassemble_out_of_order:TRUE"];

interface Asked {
  readonly preferences?: readonly string[];
  readonly more?: readonly string[];
  readonly filter?: string;
}

async function tshark(
  path: string,
  fields: readonly string[],
  { preferences = [], more = [], filter = "sharelab.frame" }: Asked = {},
): Promise<string[][]> {
  const args = [
    ...["-n", "-X", `lua_script:${SCRIPT}`, "-r", path],
    ...[...SET_UP, ...preferences].flatMap((preference) => ["-o", preference]),
    ...more,
    ...["-Y", filter, "-T", "fields", ...fields.flatMap((field) => ["-e", field])],
  ];
  const { stdout, stderr } = await run("tshark", args, {
    maxBuffer: 1 << 26,
    env: { ...process.env, WIRESHARK_CONFIG_DIR: made },
  }).catch((error: unknown) => error as { stdout: string; stderr: string });
  expect(stderr).not.toMatch(/Lua|sharelab\.lua/);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** "stream packet length raw ratio" of each frame, in the order of the packets. */
async function framesOf(path: string, asked: Asked = {}): Promise<string[]> {
  const fields = [
    "tcp.stream",
    "frame.number",
    "sharelab.frame.length",
    "sharelab.frame.raw_length",
    "sharelab.frame.ratio",
  ];
  return (await tshark(path, fields, asked)).flatMap(([stream, packet, lengths = "", raws = "", ratios = ""]) => {
    const [raw, ratio] = [raws.split(","), ratios.split(",")];
    return lengths
      .split(",")
      .map((length, at) => `${stream} ${packet} ${length} ${raw[at] ?? ""} ${Number(ratio[at]).toFixed(6)}`);
  });
}

async function ours(path: string): Promise<string[]> {
  const { streams } = await analyze(path);
  const found = streams.flatMap(({ stream, frames }) =>
    (frames?.list ?? []).filter((frame) => frame.intact === true).map((frame) => ({ stream, ...frame })),
  );
  found.sort((a, b) => a.complete_packet - b.complete_packet || a.index - b.index);
  return found.map(
    (one) => `${one.stream} ${one.complete_packet} ${one.compressed_bytes} ${one.raw_bytes} ${one.ratio!.toFixed(6)}`,
  );
}

/**
 * A byte that belongs to no frame stands behind each of them (urgent data that the program never reads). The analyzer
 * believes a frame that it had to look for only when another header follows it at once, and so only the first; the
 * dissector, which can't look ahead, takes whatever reads as a header.
 */
const EXCEPTION = "urgent-extra.pcap";

/** By its first bytes alone, of which each comes by itself, nothing can be told. */
const asked = (name: string): Asked => (name === "pickle-one-byte.pcap" ? PICKLE_BY_DECODE_AS : {});
const PICKLE_BY_DECODE_AS: Asked = { more: ["-d", "tcp.port==33000,sharelab_pickle"] };

describe.skipIf(!requireTools("tshark"))("tshark with the script", () => {
  it.each(CAPTURES.filter((name) => name !== EXCEPTION))("%s: the same frames at the same packets", async (name) => {
    expect(await framesOf(capture(name), asked(name))).toEqual(await ours(capture(name)));
  });

  it(`${EXCEPTION}: all that the analyzer has, and those behind a byte too many`, async () => {
    const [theirs, mine] = [await framesOf(capture(EXCEPTION)), await ours(capture(EXCEPTION))];
    expect([mine.length, theirs.length]).toEqual([1, 4]);
    expect(theirs).toEqual(expect.arrayContaining(mine));
    const [stray] = await tshark(capture(EXCEPTION), ["sharelab.stray"], { filter: "sharelab.stray" });
    expect(stray?.[0]).toHaveLength(2);
  });

  it("says the same in two passes, as the Wireshark window makes them, numbers included", async () => {
    const fields = ["frame.number", "sharelab.frame.index"];
    const once = await tshark(capture("two-viewers.pcap"), fields);
    expect(await tshark(capture("two-viewers.pcap"), fields, { more: ["-2"] })).toEqual(once);
    const { streams } = await analyze(capture("two-viewers.pcap"));
    const expected = streams
      .flatMap(({ frames }) =>
        frames!.list.map(({ complete_packet: packet, index }) => [String(packet), String(index)]),
      )
      .sort(([a], [b]) => Number(a) - Number(b));
    expect(once).toEqual(expected);
  });

  it("finds frames on another port by heuristic, all but the first where N came alone", async () => {
    const elsewhere = { preferences: ["sharelab.ports:1"] };
    const all = await ours(capture("clean-sharer.pcap"));
    expect(await framesOf(capture("clean-sharer.pcap"), elsewhere)).toEqual(all.slice(1));
    const off = { preferences: ["sharelab.ports:1", "sharelab.heuristic:FALSE"] };
    expect(await framesOf(capture("clean-sharer.pcap"), off)).toEqual([]);
  });

  it("on a port that is set, and by Decode As", async () => {
    const path = capture("clean-sharer.pcap");
    const off = ["sharelab.heuristic:FALSE"];
    expect(await framesOf(path, { preferences: ["sharelab.ports:8000-9000", ...off] })).toEqual(await ours(path));
    const elsewhere = write([encodeFrame(Buffer.alloc(300, 7), 6)], "10.0.0.2:7777");
    expect(await tshark(elsewhere, ["sharelab.frame.raw_length"], { preferences: off })).toEqual([]);
    const decodeAs = { preferences: off, more: ["-d", "tcp.port==7777,sharelab"] };
    expect(await tshark(elsewhere, ["sharelab.frame.raw_length"], decodeAs)).toEqual([["300"]]);
  });

  it("checks the picture's size when it is set", async () => {
    const path = capture("clean-sharer.pcap");
    const right = await tshark(path, ["sharelab.frame.picture"], {
      preferences: ["sharelab.width:1366", "sharelab.height:768"],
    });
    expect(right[0]).toEqual(["1366x768: fits"]);
    const wrong = { preferences: ["sharelab.width:800", "sharelab.height:600"], filter: "sharelab.frame.wrong_size" };
    expect(await tshark(path, ["frame.number"], wrong)).toHaveLength(12);
  });

  it("leaves frames compressed when it is told to, or when they are too large to trust", async () => {
    const path = capture("clean-sharer.pcap");
    for (const preference of ["sharelab.inflate:FALSE", "sharelab.inflate_limit:1000"]) {
      const rows = await tshark(path, ["sharelab.frame.length", "sharelab.frame.raw_length"], {
        preferences: [preference],
      });
      expect(rows).toHaveLength(12);
      expect(new Set(rows.map(([, raw]) => raw ?? ""))).toEqual(new Set([""]));
    }
  });

  it("marks a frame that does not inflate, and goes on behind it", async () => {
    const good = encodeFrame(Buffer.alloc(300, 7), 6);
    const bad = Buffer.from(good);
    bad.fill(0xff, 8, 14);
    const path = write([good, bad, good]);
    expect(await tshark(path, ["sharelab.frame.index"], { filter: "sharelab.frame.damaged" })).toEqual([["1"]]);
    expect(await tshark(path, ["sharelab.frame.index"])).toEqual([["0"], ["1"], ["2"]]);
    expect(await tshark(path, ["sharelab.frame.index"], { filter: "sharelab.frame.intact == 1" })).toEqual([
      ["0"],
      ["2"],
    ]);
  });

  it("verifies the checksum of large frames when it is told to", async () => {
    const good = encodeFrame(Buffer.from(Array.from({ length: 90_001 }, (_, at) => (at * at) % 251)), 6);
    const bad = Buffer.from(good);
    bad.writeUInt32BE(12345, bad.length - 4);
    const path = write([good, bad]);
    const fields = ["sharelab.frame.index", "sharelab.frame.intact"];
    expect(await tshark(path, fields, { preferences: ["sharelab.checksum:TRUE"] })).toEqual([
      ["0", "1"],
      ["1", "0"],
    ]);
    const { streams } = await analyze(path);
    expect(streams[0]?.frames?.list.map(({ intact }) => intact)).toEqual([true, false]);
  });

  it.each(CAPTURES.filter((name) => name.startsWith("pickle-")))("%s: size field, shape and type", async (name) => {
    const fields = ["frame.number", "sharelab.frame.size_field", "sharelab.frame.shape", "sharelab.frame.dtype"];
    const { streams } = await analyze(capture(name));
    const expected = streams
      .flatMap(({ frames }) => frames!.list.map((frame) => ({ field: frames!.size_field, ...frame })))
      .sort((a, b) => a.complete_packet - b.complete_packet)
      .map(({ complete_packet: packet, field, shape, dtype }) => [String(packet), field, shape!.join(" x "), dtype]);
    expect(await tshark(capture(name), fields, asked(name))).toEqual(expected);
  });

  it.each(["Q", ">Q", "<L", ">L"])(
    "tells pickle-q with a size field %s on any port, and by Decode As",
    async (name) => {
      const sizeField = SIZE_FIELDS.find((field) => field.name === name)!;
      const frames = [2, 3, 5].map((protocol) =>
        encodePickleFrame({ width: 40, height: 30 }, randomBytes(3600), { sizeField, protocol: protocol as 2 | 3 | 5 }),
      );
      const path = write(frames, "10.0.0.2:7777");
      const fields = ["sharelab.frame.index", "sharelab.frame.size_field", "sharelab.frame.shape"];
      const expected = ["0", "1", "2"].map((index) => [index, name, "30 x 40 x 3"]);
      expect(await tshark(path, fields)).toEqual(expected);
      const off = { preferences: ["sharelab.heuristic:FALSE"] };
      expect(await tshark(path, fields, off)).toEqual([]);
      expect(await tshark(path, fields, { ...off, more: ["-d", "tcp.port==7777,sharelab_pickle"] })).toEqual(expected);
      const usual = write([frames[0]!.subarray(0, 8), frames[0]!.subarray(8), ...frames.slice(1)], "10.0.0.2:33000");
      if (sizeField.bytes === 8) expect(await tshark(usual, fields, off)).toEqual(expected);
    },
  );

  it("does not take a chat on the same port for it", async () => {
    const path = write([Buffer.from("Greetings from the cave!"), Buffer.from("Welcome numpy!")], "10.0.0.2:33000");
    expect(await tshark(path, ["frame.number"], { filter: "sharelab_pickle" })).toEqual([]);
  });

  it("marks a pickle that holds something else, and goes on behind it and behind strays", async () => {
    const good = encodePickleFrame({ width: 40, height: 30 }, randomBytes(3600));
    const evil = Buffer.from("\x80\x03cposix\nsystem\nX\x02\0\0\0id\x85R.", "latin1");
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(evil.length));
    const stray = Buffer.concat([Buffer.from("numpy and more"), good]);
    const path = write([good, Buffer.concat([size, evil]), good, stray], "10.0.0.2:33000");
    const broken = { filter: "sharelab.frame.no_picture" };
    expect(await tshark(path, ["sharelab.frame.index", "sharelab.frame.intact"], broken)).toEqual([["1", "0"]]);
    expect(await tshark(path, ["sharelab.frame.index"])).toEqual([["0"], ["1"], ["2"], ["3"]]);
    const strays = await tshark(path, ["sharelab.stray"], { filter: "sharelab.stray" });
    expect(strays).toEqual([[Buffer.from("numpy and more").toString("hex")]]);
    expect(await framesOf(path)).toEqual(expect.arrayContaining(await ours(path)));
  });

  it("does not take a size of 2^63 for the small one that it is the other way round", async () => {
    const good = encodePickleFrame({ width: 40, height: 30 }, randomBytes(3600));
    const bad = Buffer.from(good);
    bad.writeBigUInt64LE(2n ** 63n);
    const path = write([bad, good], "10.0.0.2:33000");
    expect(await tshark(path, ["sharelab.frame.size_field", "sharelab.frame.shape"])).toEqual([["Q", "30 x 40 x 3"]]);
  });

  it("never fails on bytes that are pickles, nearly", async () => {
    const frame = encodePickleFrame({ width: 8, height: 6 }, randomBytes(144));
    const pieces = Array.from({ length: 300 }, (_, round) => {
      const piece = Buffer.from(frame);
      if (round % 3 > 0) piece[(round * 7) % (round % 2 === 0 ? piece.length : 40)] = (round * 31) % 256;
      return round % 5 === 4 ? piece.subarray(0, (round * 13) % piece.length) : piece;
    });
    const path = write(
      pieces.filter((piece) => piece.length > 0),
      "10.0.0.2:33000",
    );
    expect(await tshark(path, ["frame.number"], { filter: "_ws.lua.error || _ws.malformed" })).toEqual([]);
    expect((await tshark(path, ["frame.number"])).length).toBeGreaterThan(0);
  });

  /** "stream kind who text" of each message, with the packet at which it is whole. */
  const saidAt = async (path: string, more: readonly string[] = []): Promise<string[]> => {
    const fields = ["tcp.stream", "frame.number", "sharelab.chat.kind", "sharelab.chat.bytes"];
    const rows = await tshark(path, fields, { filter: "sharelab.chat.message", more });
    return rows.flatMap(([stream, packet, kinds = "", bytes = ""]) =>
      kinds.split(",").map((kind, at) => `${stream} ${packet} ${kind} ${bytes.split(",")[at]}`),
    );
  };

  it("shows the same messages of a chat at the same packets", async () => {
    const { streams } = await analyze(capture("chat.pcap"));
    const told = streams
      .flatMap(({ stream, chat }) => chat!.list.map((message) => ({ stream, ...message })))
      // One that ends inside a character is shown when the next one comes: Wireshark can't look ahead.
      .filter(({ utf8 }) => utf8)
      .sort((a, b) => a.complete_packet - b.complete_packet || a.offset - b.offset);
    const mine = told.map(({ stream, complete_packet: packet, kind, bytes }) => `${stream} ${packet} ${kind} ${bytes}`);
    expect(mine.length).toBeGreaterThan(50);
    const theirs = await saidAt(capture("chat.pcap"));
    expect(theirs).toEqual(expect.arrayContaining(mine));
    const halves = streams.flatMap(({ chat }) => chat!.list.filter(({ utf8 }) => !utf8));
    expect(theirs.length - mine.length).toBe(halves.length);
    expect(await saidAt(capture("chat.pcap"), ["-2"])).toEqual(theirs);
  });

  it.each(["file-get.pcap", "file-put.pcap", "file-get-greeted.pcap", "file-reset.pcap"])(
    "%s: the same requests, answers and bytes of files",
    async (name) => {
      const { streams } = await analyze(capture(name));
      const files = streams.flatMap(({ stream, files: own }) => (own ?? []).map((file) => ({ stream, ...file })));
      const fields = ["tcp.stream", "frame.number", "sharelab.file.name", "sharelab.file.answer", "sharelab.file.data"];
      const rows = await tshark(capture(name), fields, { filter: "sharelab_chat" });
      for (const file of files) {
        const own = rows.filter(([stream]) => stream === String(file.stream));
        const packetWith = (at: number): string | undefined => own.find((row) => (row[at] ?? "") !== "")?.[1];
        if (file.name_end !== "guess") {
          expect(packetWith(2)).toBe(String(file.request_packet));
          expect(own.find((row) => (row[2] ?? "") !== "")?.[2]).toBe(file.name);
          const bytes = own.reduce((sum, row) => sum + (row[4] ?? "").length / 2, 0);
          expect(bytes).toBe(file.size ?? 0);
        }
        expect(packetWith(3)).toBe(file.answer_packet === null ? undefined : String(file.answer_packet));
      }
    },
  );

  it("never fails on bytes of a chat that are none", async () => {
    const pieces = [Buffer.from("Hi {quit}"), randomBytes(300), Buffer.from("Bob: xBob: y{quit}"), Buffer.from([0xc3])];
    for (let round = 0; round < 60; round++)
      pieces.push(randomBytes(1 + round), Buffer.from("Ann: hi{quit}".slice(0, (round % 14) + 1)));
    const path = write(pieces, "10.0.0.2:33000");
    expect(await tshark(path, ["frame.number"], { filter: "_ws.lua.error || _ws.malformed" })).toEqual([]);
  });

  it("never fails on bytes that are no frames, or nearly", async () => {
    const frame = encodeFrame(randomBytes(3000), 6);
    const pieces: Buffer[] = [];
    for (let round = 0; round < 400; round++) {
      const kind = round % 6;
      const piece = Buffer.from(frame);
      if (kind === 0) pieces.push(randomBytes(1 + (round % 90)));
      else if (kind === 1) pieces.push(piece.subarray(0, round % 12));
      else if (kind === 2) {
        piece[round % 14] = round % 256;
        pieces.push(piece);
      } else if (kind === 3) pieces.push(Buffer.from([round % 10]), Buffer.alloc(round % 9, round % 5));
      else if (kind === 4)
        pieces.push(Buffer.concat([Buffer.from([8, 255, 255, 255, 255, 255, 255, 255, 255]), deflateSync("x")]));
      else pieces.push(piece);
    }
    const path = write(pieces.filter((piece) => piece.length > 0));
    expect(await tshark(path, ["frame.number"], { filter: "_ws.lua.error || _ws.malformed" })).toEqual([]);
    expect((await tshark(path, ["frame.number"])).length).toBeGreaterThan(0);
  });
});

/** A session whose server sends each piece as one segment. */
function write(pieces: readonly Buffer[], server = "10.0.0.2:9000"): string {
  const s = new Scenario({ server }).handshake({ mss: 1460 });
  for (const payload of pieces) {
    s.server.send(payload.length, { payload });
    s.wait(0.001).client.ack();
  }
  const path = join(made, "made.pcap");
  writeFileSync(path, s.pcap());
  return path;
}

describe("sharelab dissector", () => {
  it("prints the script, in plain ASCII, with its version", async () => {
    const { stdout, code, stderr } = await sharelab(["dissector"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(luaDissector("0.1.0"));

    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect(stdout.split("\n").filter((line) => line.length > 200)).toEqual([]);
  });
});
