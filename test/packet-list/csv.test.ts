import { describe, expect, it } from "vitest";
import { fixture, lines, readList } from "./recording.ts";

const INFO = "9000 → 55032 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460";
const SEGMENT = { packet: 2, from: "10.0.0.1:9000", to: "10.0.0.2:55032", seq: 0, ack: 1, flags: 18, mss: 1460 };

describe("columns", () => {
  it.each([
    {
      why: "Wireshark's own",
      rows: [
        '"No.","Time","Source","Destination","Protocol","Length","Info"',
        `"2","0.5","10.0.0.1","10.0.0.2","TCP","74","${INFO}"`,
      ],
    },
    { why: "in another order", rows: ['"Info","Destination","Source","No."', `"${INFO}","10.0.0.2","10.0.0.1","2"`] },
    {
      why: "with others between",
      rows: [
        '"No.","Src Port","Source","Destination","Stream","Info"',
        `"2","9000","10.0.0.1","10.0.0.2","0","${INFO}"`,
      ],
    },
    {
      why: "Time twice: the first counts",
      rows: ["No.;Time;Time;Source;Destination;Info", `2;0.5;2025-11-21 03:57:50;10.0.0.1;10.0.0.2;${INFO}`],
    },
    {
      why: "Excel's separator line, semicolons",
      rows: ["sep=;", "No.;Time;Source;Destination;Info", `2;0,5;10.0.0.1;10.0.0.2;${INFO}`],
    },
    { why: "tabs", rows: ["No.\tTime\tSource\tDestination\tInfo", `2\t0.5\t10.0.0.1\t10.0.0.2\t${INFO}`] },
    {
      why: "not quoted, with the comma of two flags in the last column",
      rows: ["No.,Source,Destination,Info", `2,10.0.0.1,10.0.0.2,${INFO}`],
    },
    {
      why: "single quotes (-E quote=s)",
      rows: ["frame.number,_ws.col.Source,_ws.col.Destination,_ws.col.Info", `'2','10.0.0.1','10.0.0.2','${INFO}'`],
    },
    {
      why: "lower case, as newer tsharks name them",
      rows: ["frame.number|_ws.col.def_src|_ws.col.def_dst|_ws.col.info", `2|10.0.0.1|10.0.0.2|${INFO}`],
    },
    {
      why: "files put together: a second header",
      rows: ["No.,Source,Destination,Info", "No.,Source,Destination,Info", `2,10.0.0.1,10.0.0.2,${INFO}`],
    },
  ])("$why", ({ rows }) => {
    const list = readList(lines(...rows));
    expect(list.segments).toMatchObject([SEGMENT]);
    expect(list.segments).toHaveLength(1);
    expect(list.warnings).toEqual([]);
  });
});

describe("quoting (RFC 4180)", () => {
  const header = '"No.","Source","Destination","Protocol","Info"';
  const good = `"9","10.0.0.1","10.0.0.2","TCP","${INFO}"`;

  it("doubled quotes, separators and line breaks inside quotes", () => {
    const list = readList(`${header}\n"2","10.0.0.1","10.0.0.2","A ""B"", C","line\none"\n${good}\n`);
    expect(list.undecoded).toEqual([{ number: 2, name: 'A "B", C' }]);
    expect(list.segments).toMatchObject([{ packet: 9 }]);
    expect(list.warnings).toEqual([]);
  });

  it.each([
    { why: "a quote that isn't closed", row: '"2","10.0.0.1","10.0.0.2","TCP","9000 → 55032 [ACK' },
    { why: "text behind a closing quote", row: '"2"x,"10.0.0.1","10.0.0.2","TCP","y"' },
    { why: "too few columns", row: '"2","10.0.0.1","10.0.0.2","TCP"' },
    { why: "too many columns", row: '"2","10.0.0.1","10.0.0.2","TCP","x","y"', kept: true },
  ])("$why costs its own line only", ({ row, kept = false }) => {
    const list = readList(lines(header, good.replace("9", "1"), row, good, good.replace("9", "10")));
    expect(list.segments.map(({ packet }) => packet)).toEqual([1, 9, 10]);
    expect(list.codes).toEqual([kept ? "list-line-without-numbers" : "list-line-unreadable"]);
  });

  it("an open quote at the end of the file", () => {
    const list = readList(`${header}\n${good}\n"10","10.0.0.1`);
    expect(list.truncated).toBe(true);
    expect(list.segments).toHaveLength(1);
  });
});

describe("fields", () => {
  const FIELDS = "ip.src,ip.dst,tcp.srcport,tcp.dstport,tcp.seq,tcp.ack,tcp.len,tcp.flags,tcp.window_size";
  const ROW = "10.0.0.1,10.0.0.2,9000,55032,0,1,0,0x0012,65160";

  it("relative numbers only: the conventions are told from the rows", () => {
    const list = readList(lines(`frame.number,${FIELDS}`, `2,${ROW}`));
    expect(list.conventions).toEqual({ sequenceNumbers: "relative", windows: "unknown", time: "unknown" });
    expect(list.segments).toMatchObject([{ ...SEGMENT, mss: -1, window: 65_160 }]);
  });

  it("without frame.number rows are counted", () => {
    expect(readList(lines(FIELDS, ROW, ROW)).segments.map(({ packet }) => packet)).toEqual([1, 2]);
  });

  it("the scale factor turns each window back; -1 and -2 are Wireshark's words for unknown and none", () => {
    const rows = ["2048,65536", "-1,64", "-2,500", ",64240"].map(
      (end) => `${ROW.replace("65160", "")}${end.split(",")[1]!},${end.split(",")[0]!}`,
    );
    const list = readList(lines(`${FIELDS},tcp.window_size_scalefactor`, ...rows));
    expect(list.conventions.windows).toBe("scaled");
    expect(list.segments.map(({ window }) => window)).toEqual([32, 64, 500, 64_240]);
  });

  it("flags one by one", () => {
    const titles = FIELDS.replace("tcp.flags", "tcp.flags.syn,tcp.flags.ack,tcp.flags.push");
    expect(readList(lines(titles, ROW.replace("0x0012", "1,True,0"))).segments).toMatchObject([{ flags: 18 }]);
  });

  it("IPv6, checksum, identification, time to live", () => {
    const list = readList(
      lines(
        `ipv6.src,ipv6.dst,${FIELDS},ip.id,ip.ttl,tcp.checksum`,
        `::1,::2,,,${ROW.split(",").slice(2).join(",")},,,0x1b93`,
        `,,${ROW},0x2d99,64,0x1b94`,
      ),
    );
    expect(list.segments).toMatchObject([
      { from: "[00000000000000000000000000000001]:9000", ipId: -1, ttl: -1, checksum: 0x1b93 },
      { from: "10.0.0.1:9000", ipId: 0x2d99, ttl: 64, checksum: 0x1b94 },
    ]);
  });

  it("IPv6 packets without a column for their addresses are left out, with a word on the columns", () => {
    const list = readList(lines(FIELDS, ROW, ROW.replace("10.0.0.1,10.0.0.2", ",")));
    expect(list.undecoded).toEqual([{ number: 2, name: "no IP address" }]);
    expect(list.codes).toEqual(["list-columns-missing"]);
    expect(list.warnings[0]!.message).toContain("-e ipv6.src -e ipv6.dst");
  });

  it("packets without TCP are named by what there is", () => {
    const list = readList(
      lines(
        `frame.number,${FIELDS},frame.protocols`,
        "1,,,,,,,,,,eth:ethertype:arp",
        "2,10.0.0.1,10.0.0.2,,,,,,,,eth:ethertype:ip:udp:data",
        "3,,,,,,,,,,",
      ),
    );
    expect(list.undecoded).toEqual([
      { number: 1, name: "ARP" },
      { number: 2, name: "UDP" },
      { number: 3, name: "other than TCP" },
    ]);
  });

  it("two IP headers in one packet are not guessed at", () => {
    const list = readList(lines(FIELDS, ROW.replace("10.0.0.1", '"10.0.0.1,10.0.0.9"')));
    expect(list.undecoded).toEqual([{ number: 1, name: "several IP headers" }]);
  });

  it("raw sequence numbers beside relative acknowledgment numbers are no pair", () => {
    const list = readList(lines(FIELDS.replace("tcp.seq", "tcp.seq_raw"), ROW));
    expect(list.segments).toEqual([]);
    expect(list.codes).toEqual(["list-columns-missing"]);
    expect(list.warnings[0]!.message).toContain("-e tcp.ack_raw");
  });

  it("missing columns are named", () => {
    const list = readList(lines("ip.src,ip.dst,tcp.srcport,tcp.dstport", "10.0.0.1,10.0.0.2,1,2"));
    expect(list.warnings[0]!.message).toContain("-e tcp.seq_raw -e tcp.ack_raw -e tcp.len -e tcp.flags");
    expect(list.undecoded).toHaveLength(1);
  });

  it("SACK edges beside raw numbers need tcp.ack to be brought to them; without it they are left out", () => {
    const rows = fixture("loss1-fields.csv").toString().replace("tcp.ack,", "x.ack,");
    const { segments, codes } = readList(rows);
    expect(segments).toHaveLength(60);
    expect(segments.every(({ sack }) => sack.length === 0)).toBe(true);
    expect(codes).toEqual([]);
  });
});
