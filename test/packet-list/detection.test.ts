import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wiresharkText } from "../../src/analyze/capture-file/packet-list/index.ts";
import { detect, fixture, lines } from "./recording.ts";

const ROW = "1 0.5 10.0.0.1 → 10.0.0.2 TCP 66 1 → 2 [ACK] Seq=1 Ack=1 Win=64 Len=0";

describe("what is taken for a packet list", () => {
  it.each([
    ["a line", ROW],
    ["a line behind tshark's standard error", `Running as user "root"\n${ROW}\n`],
    [
      "column titles alone",
      "No.     Time           Source                Destination           Protocol Length Info\n",
    ],
    ["a list without TCP", "1 0.5 Dell_26:61:cc → Broadcast ARP 60 Who has 10.0.0.1?\n"],
  ])("%s", (_, content) => {
    expect(detect(Buffer.from(content))).toEqual(["wireshark-text"]);
  });

  it("of the first bytes of a longer file the last line, which may be cut, doesn't count", () => {
    const head = Buffer.from(`prose\n${ROW}`);
    expect(wiresharkText.detect(head, true)).toBe(true);
    expect(wiresharkText.detect(head, false)).toBe(false);
  });
});

describe("what isn't", () => {
  it.each([
    ["nothing", ""],
    ["prose", "The sharer has the address 10.0.0.1 and listens on port 9000.\nSource and Destination differ.\n"],
    ["a table of numbers", lines("1 0.5 a b c 3", "2 0.6 10.0.0.1 10.0.0.2 5 6")],
    ["a log with times", "12 03:57:50.123456 server listening on port 9000\n"],
    [
      "tcpdump's text",
      "14:50:02.836252 IP 10.0.0.1.46288 > 10.0.0.2.9000: Flags [S], seq 304127093, win 29200, length 0\n",
    ],
    ["JSON that quotes a list", JSON.stringify([ROW, `\n${ROW}\n`], null, 1)],
    ["HTML that quotes a list", `<pre>\n${ROW}\n</pre>\n`],
    ["CSV of something else", '"No.","Time","Value"\n"1","0.5","7"\n'],
    ["CSV of addresses", "Source,Destination,Weight\n10.0.0.1,10.0.0.2,7\n"],
    ["tshark -V without summary lines", fixture("loss1-details.txt").toString().split("\n").slice(1, 60).join("\n")],
    ["text with a NUL", `\0\n${ROW}\n`],
  ])("%s", (_, content) => {
    expect(detect(Buffer.from(content))).toEqual([]);
  });

  it("captures, programs, JSON", () => {
    const files = ["../../fixtures/captures/clean-sharer.pcap", "../../package.json", "../../src/analyze/errors.ts"];
    for (const file of files) expect(detect(readFileSync(new URL(file, import.meta.url)))).toEqual([]);
    expect(detect(readFileSync(process.execPath).subarray(0, 10_000))).toEqual([]);
  });
});
