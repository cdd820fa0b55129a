import { describe, expect, it } from "vitest";
import { wiresharkCsv, wiresharkText } from "../../src/analyze/capture-file/packet-list/index.ts";
import { fixture, lines, ListRecording, readList, readPieces } from "./recording.ts";

const row = (no: number, more = ""): string =>
  `${no} ${no}.5 10.0.0.1 → 10.0.0.2 TCP 66 1000 → 2000 [ACK] Seq=7 Ack=1 Win=63 Len=0${more}`;

describe("lines that can't be read", () => {
  it("are told one by one up to ten, then counted", () => {
    const list = readList(lines(row(1), ...new Array<string>(25).fill("what?"), row(2)));
    expect(list.codes).toEqual(new Array(11).fill("list-line-unreadable"));
    expect(list.warnings[9]!.message).toContain("Line 11 ");
    expect(list.warnings[10]!.message).toBe("15 more lines could not be read.");
    expect(list.packets).toBe(2);
  });

  it("are quoted short, and can't steer a terminal", () => {
    const { warnings } = readList(lines(row(1), `what "\u001b[31m\u202e${"x".repeat(200)}`));
    const [, quoted] = /: ("what.*")\.$/s.exec(warnings[0]!.message)!;
    expect(quoted).toMatch(/^"what \\"\\u001b\[31m\\u202ex{30,60}…"$/);
  });

  it("may be longer than 64 KiB: skipped without being kept", () => {
    const sink = new ListRecording();
    const parser = wiresharkText.open(sink);
    const push = (text: string): void => {
      const data = Buffer.from(text);
      expect(parser.parse(data, 0, data.length, 0)).toBe(data.length);
    };
    push(`${row(1)}\n2 `);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 2000; i++) push("y".repeat(10_000));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    push(`\n${row(3)}\n`);
    parser.finish(Buffer.alloc(0), 0, 0, 0);
    expect(parser.packets).toBe(2);
    expect(sink.calls.filter(({ kind }) => kind === "warning")).toMatchObject([
      { warning: { code: "list-line-unreadable", packet: 1 } },
    ]);
  });

  it("a line of just 64 KiB is read", () => {
    const long = row(1).padEnd(65_536);
    expect(readList(`${long}\r\n`).packets).toBe(1);
    expect(readList(`${long} \r\n${row(2)}\n`).packets).toBe(1);
  });
});

describe("long lists", () => {
  it("come out before their end: 4,096 packets are kept back, to tell the conventions from", () => {
    const sink = new ListRecording();
    const parser = wiresharkText.open(sink);
    const all = Array.from({ length: 4097 }, (_, i) => row(i + 1));
    const push = (text: string): void => {
      const data = Buffer.from(text);
      parser.parse(data, 0, data.length, 0);
    };
    push(lines(...all.slice(0, 4095)));
    expect(parser.packets).toBe(0);
    push(lines(...all.slice(4095)));
    expect(parser.packets).toBe(4097);
    expect(sink.calls.slice(0, 2).map(({ kind }) => kind)).toEqual(["interface", "conventions"]);
  });

  it("of very long lines come out earlier", () => {
    const parser = wiresharkText.open(new ListRecording());
    for (let i = 1; i <= 70; i++) {
      const data = Buffer.from(`${row(i).padEnd(65_000)}\n`);
      parser.parse(data, 0, data.length, 0);
    }
    expect(parser.packets).toBeGreaterThan(60);
  });

  it("of a thousand protocols count the last ones together", () => {
    const all = Array.from({ length: 1000 }, (_, i) => `${i + 1} ${i}.5 10.0.0.1 → 10.0.0.2 P${i} 66 x`);
    const names = new Set(readList(lines(...all)).undecoded.map(({ name }) => name));
    expect(names.size).toBe(257);
    expect(names).toContain("other protocols");
  });

  it("take a record of CSV for damaged rather than read on and on behind a quote", () => {
    const header = "No.,Source,Destination,Info";
    const open = new Array<string>(3000).fill('"never closed');
    const list = readPieces(wiresharkCsv, [Buffer.from(lines(header, ...open, "5,10.0.0.1,10.0.0.2,x"))]);
    expect(list.undecoded.map(({ number }) => number)).toEqual([5]);
    expect(list.warnings.at(-1)!.message).toBe("2990 more lines could not be read.");
  });
});

describe("packet numbers", () => {
  it("start and skip as in the list", () => {
    expect(readList(lines(row(172), row(173), row(180))).segments.map(({ packet }) => packet)).toEqual([172, 173, 180]);
  });

  it("that don't increase are told once", () => {
    const list = readList(lines(row(3), row(2), row(2), row(9)));
    expect(list.segments.map(({ packet }) => packet)).toEqual([3, 2, 2, 9]);
    expect(list.warnings.filter(({ code }) => code === "list-numbers-not-increasing")).toMatchObject([{ packet: 2 }]);
  });
});

it("an empty list is one: no packets, nothing known", () => {
  for (const format of [wiresharkText, wiresharkCsv]) {
    const list = readPieces(format, []);
    expect(list.conventions).toEqual({ sequenceNumbers: "unknown", windows: "unknown", time: "unknown" });
    expect([list.packets, list.truncated, list.warnings]).toEqual([0, false, []]);
  }
});

it("names of hosts and ports are told once each, with what to do", () => {
  const named = fixture("midstream.txt").toString().replaceAll("192.168.1.82", "sharer.lan");
  const list = readList(named);
  expect(list.undecoded).toHaveLength(35);
  expect(list.codes).toEqual(["list-host-names"]);
  expect(list.warnings[0]!.message).toContain("Name Resolution");
});

describe("a line under another protocol's name, between hosts of a TCP connection", () => {
  const http = (no: number): string => `${no} ${no}.5 10.0.0.2 → 10.0.0.1 HTTP 465 GET / HTTP/1.1`;

  it("may hide a segment, which is told once", () => {
    const list = readList(lines(row(1), http(2), http(3)));
    expect(list.undecoded.map(({ name }) => name)).toEqual(["HTTP", "HTTP"]);
    expect(list.warnings).toMatchObject([{ code: "list-line-other-protocol", packet: 2 }]);
  });

  it("needs no word where there is no connection, or where the protocol never runs over TCP", () => {
    expect(readList(lines(http(1), row(2).replace("10.0.0.1", "10.0.0.3"))).warnings).toEqual([]);
    expect(readList(lines(row(1), http(2).replace("HTTP", "ICMP"))).warnings).toEqual([]);
  });
});
