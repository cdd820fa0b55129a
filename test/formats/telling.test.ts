/** Which format a stream speaks: told by its first bytes where its port leaves it open, and with --detect on any port. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { analyze, analyzeWithSeries } from "../../src/analyze/analyze.ts";
import type { AnalyzeOptions } from "../../src/analyze/options.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { formatByName } from "../../src/analyze/formats/registry.ts";
import type { Beginning } from "../../src/analyze/formats/types.ts";
import { sharelab } from "../support/cli.ts";
import { Scenario } from "../support/scenario.ts";
import { noise, picture } from "../frames/decoding.ts";
import { FIELDS, framed, video } from "../frames/pickle-streams.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-formats-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

const PICKLES = Buffer.concat([video(16, 9).bytes, video(16, 9).bytes]);
const SHARE = Buffer.concat([picture(noise(300)), picture(noise(300, 3))]);

interface Stream {
  readonly server: string;
  readonly client?: string;
  readonly pieces: readonly Buffer[];
  /** Who sends the pieces. */
  readonly from?: "client" | "server";
  readonly midStream?: true;
}

function session({ server, client = "10.0.0.1:40000", pieces, from = "server", midStream }: Stream): Buffer {
  const s = new Scenario({ server, client });
  if (midStream === true) s.midStream();
  else s.handshake({ mss: 1460 });
  const [sender, receiver] = from === "server" ? [s.server, s.client] : [s.client, s.server];
  for (const payload of pieces) {
    sender.send(payload.length, { payload });
    s.wait(0.001);
    receiver.ack();
  }
  if (midStream !== true) {
    s.client.fin();
    s.server.fin();
    s.client.ack();
  }
  return s.pcap();
}

async function told(stream: Stream, options: AnalyzeOptions = {}): Promise<(string | null)[]> {
  return formatsOf(await analyze(session(stream), options));
}

const formatsOf = ({ streams }: Report): (string | null)[] =>
  streams.map(({ frames }) => (frames === null ? null : `${frames.count} ${frames.format} from ${frames.from}`));

const cut = (bytes: Buffer, at: number): Buffer[] => [bytes.subarray(0, at), bytes.subarray(at)];

describe("on the usual ports", () => {
  it.each([33_000, 1234, 1235, 5000])("%d: pickle-q, cut in two at any of its first bytes", async (port) => {
    for (let at = 1; at < 240; at += port === 33_000 ? 1 : 13)
      expect(await told({ server: `10.0.0.2:${port}`, pieces: cut(PICKLES, at) }), `cut at ${at}`).toEqual([
        "2 pickle-q from server",
      ]);
  });

  it("pickle-q byte by byte, pushed by the client, and joined late", async () => {
    const bytes = [...PICKLES].map((byte) => Buffer.of(byte));
    expect(await told({ server: "10.0.0.2:33000", pieces: bytes })).toEqual(["2 pickle-q from server"]);
    const pushed = cut(PICKLES, 8);
    expect(await told({ server: "10.0.0.2:5000", pieces: pushed, from: "client" })).toEqual(["2 pickle-q from client"]);
    const late = cut(PICKLES.subarray(100), 300);
    expect(await told({ server: "10.0.0.2:5000", pieces: late, midStream: true })).toEqual(["1 pickle-q from server"]);
  });

  it.each(FIELDS)("pickle-q with the size field %s", async (field) => {
    const report = await analyze(session({ server: "10.0.0.2:1234", pieces: cut(video(16, 9, field).bytes, 6) }));
    expect(report.streams[0]?.frames).toMatchObject({ count: 1, size_field: field });
  });

  it("a pickle that holds something else is reported as what it is", async () => {
    const evil = framed(Buffer.from("\x80\x03cposix\nsystem\nX\x02\0\0\0id\x85R.", "latin1"));
    const report = await analyze(session({ server: "10.0.0.2:33000", pieces: [evil] }));
    expect(report.streams[0]?.frames).toMatchObject({ count: 0, incomplete: 1, picture: null });
    expect(report.streams[0]?.frames?.list[0]?.problem).toContain('it names "posix" "system", which no array needs');
  });

  it("what is none stays among the other streams, and 9000 is reported whatever it carries", async () => {
    for (const text of ["HTTP/1.1 200 OK\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0\0\0", "x"]) {
      const report = await analyze(session({ server: "10.0.0.2:5000", pieces: [Buffer.from(text)] }));
      expect(report.streams).toEqual([]);
      expect(report.capture.other_streams).toMatchObject([{ stream: 0, b: { port: 5000 } }]);
    }
    expect(await told({ server: "10.0.0.2:5000", pieces: [SHARE] })).toEqual([]);
    expect(await told({ server: "10.0.0.2:9000", pieces: [Buffer.from("hello")] })).toEqual([null]);
  });
});

describe("--port", () => {
  it("P=pickle-q takes a stream for it whatever its first bytes are", async () => {
    const ports = [{ port: 7777, format: "pickle-q" }];
    expect(await told({ server: "10.0.0.2:7777", pieces: [PICKLES] }, { ports })).toEqual(["2 pickle-q from server"]);
    expect(await told({ server: "10.0.0.2:7777", pieces: [Buffer.from("Hi."), PICKLES] }, { ports })).toEqual([
      "2 pickle-q from server",
    ]);
    expect(await told({ server: "10.0.0.2:7777", pieces: [SHARE] }, { ports })).toEqual([null]);
  });

  it("P alone: the format that is usual there", async () => {
    expect(await told({ server: "10.0.0.2:33000", pieces: [PICKLES] }, { ports: [{ port: 33_000 }] })).toEqual([
      "2 pickle-q from server",
    ]);
    expect(await told({ server: "10.0.0.2:7777", pieces: [SHARE] }, { ports: [{ port: 7777 }] })).toEqual([
      "2 zlib-rgb from server",
    ]);
  });
});

describe("--detect", () => {
  const detect = true;

  it("tells pickle-q and zlib-rgb on any port, in every split of the first bytes", async () => {
    for (let at = 1; at < 240; at++) {
      const server = "10.0.0.2:7777";
      expect(await told({ server, pieces: cut(PICKLES, at) }, { detect })).toEqual(["2 pickle-q from server"]);
      if (at < 60)
        expect(await told({ server, pieces: cut(SHARE, at) }, { detect })).toEqual(["2 zlib-rgb from server"]);
    }
  });

  it("tells what the client pushes, and what begins within the first bytes of a stream that was joined late", async () => {
    const server = "10.0.0.2:7777";
    const pushed: Stream = { server, pieces: [PICKLES], from: "client" };
    expect(await told(pushed, { detect })).toEqual(["2 pickle-q from client"]);
    const late: Stream = { server, pieces: cut(PICKLES.subarray(77), 200), midStream: true };
    expect(await told(late, { detect })).toEqual(["1 pickle-q from server"]);
  });

  it("drops what is none, also what only looks like it at first", async () => {
    const nearly = framed(Buffer.from("\x80\x04\x95not an array at all, but long enough", "latin1"));
    for (const bytes of [
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      noise(6000),
      Buffer.alloc(6000),
      nearly,
      PICKLES.subarray(0, 20),
    ]) {
      const report = await analyze(session({ server: "10.0.0.2:7777", pieces: cut(bytes, 7) }), { detect });
      expect(report.streams).toEqual([]);
      expect(report.capture.other_streams).toHaveLength(1);
    }
  });

  it("with --stream N reports that stream whatever it is, and tells its format", async () => {
    const one = { detect, stream: 0 };
    expect(await told({ server: "10.0.0.2:7777", pieces: [PICKLES] }, one)).toEqual(["2 pickle-q from server"]);
    const report = await analyze(session({ server: "10.0.0.2:7777", pieces: [noise(5000)] }), one);
    expect(formatsOf(report)).toEqual([null]);
    expect(report.streams[0]?.unknown["frames"]).toContain("no whole frame was recognised");
  });
});

describe("what watches the reading", () => {
  const none = session({ server: "10.0.0.2:5000", pieces: [Buffer.from("not a frame"), noise(5000)] });
  const both = Buffer.concat([
    session({ server: "10.0.0.2:33000", pieces: [PICKLES] }),
    session({ server: "10.0.0.2:5000", client: "10.0.0.1:40001", pieces: [Buffer.from("none of it")] }).subarray(24),
  ]);
  const path = join(made, "both.pcap");
  writeFileSync(path, both);

  it("series hold no stream that is not reported", async () => {
    expect((await analyzeWithSeries(none)).series.streams).toEqual([]);
    const { report, series } = await analyzeWithSeries(both);
    expect(series.streams.map(({ stream }) => stream)).toEqual(report.streams.map(({ stream }) => stream));
    expect(report.streams).toHaveLength(1);
  });

  it("CSV, HTML and the live view have only what is reported", async () => {
    const [csv, page] = [join(made, "csv"), join(made, "page.html")];
    const { code, stderr } = await sharelab(["analyze", path, "--csv", csv, "--html", page]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const rows = readFileSync(join(csv, "packets.csv"), "utf8").trim().split("\n").slice(1);
    // Packets of the first session; those of the other one follow.
    expect(rows.map((row) => row.split(",")[0])).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(readFileSync(page, "utf8")).toContain("nothing is compressed");
    const live = await sharelab(["analyze", "--live", path]);
    expect(live.code).toBe(0);
    expect(live.stdout).toContain("2 whole pickle-q frames");
    expect(live.stdout).not.toContain(":40001");
  });
});

describe("recognise", () => {
  const beginning = (server: Uint8Array, fromStart = true, client: Uint8Array = Buffer.alloc(0)): Beginning => ({
    sides: [client, server],
    client: 0,
    fromStart: [fromStart, fromStart],
  });
  const pickleQ = formatByName("pickle-q")!;
  const zlibRgb = formatByName("zlib-rgb")!;

  it("never says yes and then something else, and never no of what becomes a yes", () => {
    for (const [format, bytes] of [
      ...FIELDS.map((field) => [pickleQ, video(16, 9, field).bytes] as const),
      ...([2, 3, 5] as const).map((protocol) => [pickleQ, video(16, 9, "Q", protocol).bytes] as const),
      [pickleQ, video(1, 1).bytes] as const,
      [zlibRgb, SHARE] as const,
    ]) {
      const verdicts = Array.from({ length: bytes.length + 1 }, (_, count) =>
        format.recognise(beginning(bytes.subarray(0, count))),
      );
      const first = verdicts.indexOf("yes");
      expect(first).toBeGreaterThan(0);
      expect(new Set(verdicts.slice(0, first))).toEqual(new Set(["maybe"]));
      expect(new Set(verdicts.slice(first))).toEqual(new Set(["yes"]));
    }
  });

  it("takes neither for the other", () => {
    for (let count = 0; count < 200; count++) {
      for (const field of FIELDS)
        expect(zlibRgb.recognise(beginning(video(16, 9, field).bytes.subarray(0, count)))).not.toBe("yes");
      expect(pickleQ.recognise(beginning(SHARE.subarray(0, count)))).not.toBe("yes");
    }
    expect(pickleQ.recognise(beginning(SHARE, true, SHARE))).toBe("no");
  });

  it("says no to text with its fifth byte, and to other pickles never yes", () => {
    expect(pickleQ.recognise(beginning(Buffer.from("Hello"), true, Buffer.from("Hello")))).toBe("no");
    const list = framed(Buffer.from("\x80\x04]\x94.", "latin1"));
    expect(pickleQ.recognise(beginning(list))).toBe("maybe");
  });
});
