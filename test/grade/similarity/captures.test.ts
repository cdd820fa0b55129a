/** Real captures, against each other and against what editing programs make of them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareClass } from "../../../src/lab/grade/similarity/class.ts";
import { decodePrint, encodePrint } from "../../../src/lab/grade/similarity/prints/codec.ts";
import { capture } from "../../support/fixtures.ts";
import { requireTools } from "../../support/tools.ts";
import { fixturePrint, found, printOf } from "./making.ts";

const folder = mkdtempSync(join(tmpdir(), "sharelab-similarity-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Pairs of fixtures that are of one session, by how they came about (fixtures/captures/README.md). */
const RELATED: Readonly<Record<string, string>> = {
  "any-sll.pcap any-sll2.pcap": "copied-capture",
  "clean-sharer.pcap clean-viewer.pcap": "same-session",
  "loss-sharer.pcap loss-viewer.pcap": "same-session",
  "reorder-sharer.pcap reorder-viewer.pcap": "same-session",
  "rough-sharer.pcap rough-viewer.pcap": "same-session",
  "pcapng-both-sides.pcapng pcapng-comments.pcapng": "same-session",
  "fragments-ipv6.pcap ipv6.pcap": "copied-capture",
  "cut-file.pcap midstream.pcap": "copied-capture",
  "cut-file.pcap plain-sharer.pcap": "copied-capture",
  "cut-file.pcap vlan-qinq.pcap": "copied-capture",
  "cut-file.pcap vlan.pcap": "copied-capture",
  "midstream.pcap plain-sharer.pcap": "copied-capture",
  "midstream.pcap vlan-qinq.pcap": "copied-capture",
  "midstream.pcap vlan.pcap": "copied-capture",
  "plain-sharer.pcap vlan-qinq.pcap": "copied-capture",
  "plain-sharer.pcap vlan.pcap": "copied-capture",
  "vlan-qinq.pcap vlan.pcap": "copied-capture",
  "cut-file.pcap seq-wrap.pcap": "rewritten-session",
  "midstream.pcap seq-wrap.pcap": "rewritten-session",
  "plain-sharer.pcap seq-wrap.pcap": "rewritten-session",
  "seq-wrap.pcap vlan-qinq.pcap": "rewritten-session",
  "seq-wrap.pcap vlan.pcap": "rewritten-session",
};

describe("captures of fixtures/captures", () => {
  const names = readdirSync(capture("")).filter((name) => /\.pcap(ng)?$/.test(name));

  it("are alike exactly where they are of one session", async () => {
    const prints = await Promise.all(names.map(fixturePrint));
    const expected = Object.entries(RELATED).map(([pair, finding]) => `${pair} ${finding}`);
    const all = await found(prints, { without: { pictures: true } });
    expect([...all].sort()).toEqual(expected.sort());
  });

  it("are flagged alone only where something was done to them or is missing", async () => {
    const prints = await Promise.all(names.map(fixturePrint));
    const flagged = prints.flatMap(({ id, capture: print }) => print!.oddities.map((oddity) => `${id} ${oddity.id}`));
    expect(flagged).toEqual(["pcapng-both-sides.pcapng edited-with"]);
  });

  it("make the same fingerprint every time, and one that survives being written down", async () => {
    const [one, other] = [await fixturePrint("loss-sharer.pcap"), await fixturePrint("loss-sharer.pcap")];
    expect(encodePrint(one)).toEqual(encodePrint(other));
    expect(decodePrint(encodePrint(one))).toEqual(one);
  });

  it.each([0, 1, 100, 1000])("a fingerprint cut after %i bytes is none", async (length) => {
    expect(decodePrint(encodePrint(await fixturePrint("ipv6.pcap")).subarray(0, length))).toBeNull();
  });
});

type Edit = readonly [name: string, finding: string, make: (from: string, to: string) => void];

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: "ignore" });
};
const editcap =
  (...options: string[]) =>
  (from: string, to: string): void => {
    run("editcap", ...options, from, to);
  };
const tcprewrite =
  (...options: string[]) =>
  (from: string, to: string): void => {
    run("tcprewrite", ...options, `--infile=${from}`, `--outfile=${to}`);
  };

const EDITS: readonly Edit[] = [
  ["saved as pcapng", "copied-capture", editcap("-F", "pcapng")],
  ["saved as nanosecond pcap", "copied-capture", editcap("-F", "nsecpcap")],
  ["an hour later", "copied-capture", editcap("-F", "pcap", "-t", "3600")],
  ["a part of a second earlier", "copied-capture", editcap("-t", "-0.25")],
  ["cut to 80 bytes a packet", "copied-capture", editcap("-s", "80")],
  ["without its first 40 packets", "copied-capture", (from, to) => { run("editcap", from, to, "1-40"); }],
  ["only 12 packets of it", "copied-capture", (from, to) => { run("editcap", "-r", from, to, "60-71"); }],
  ["a hole in the middle", "copied-capture", (from, to) => { run("editcap", from, to, "50-90"); }],
  ["other addresses", "copied-capture", tcprewrite("--pnat=192.168.1.0/24:10.9.8.0/24", "--fixcsum")],
  ["random addresses", "copied-capture", tcprewrite("--seed=42")],
  ["other MAC addresses", "copied-capture", tcprewrite("--enet-smac=02:00:00:00:00:01", "--enet-dmac=02:00:00:00:00:02")],
  ["other ports", "copied-capture", tcprewrite("--portmap=9000:9001")],
  ["another TTL", "copied-capture", tcprewrite("--ttl=57")],
  ["other sequence numbers", "rewritten-session", tcprewrite("--tcp-sequence=7")],
  ["joined with another session", "copied-capture", (from, to) => { run("mergecap", "-w", to, from, capture("nodelay.pcap")); }],
  ["addresses, times and format", "copied-capture", (from, to) => {
    run("tcprewrite", "--seed=7", "--fixcsum", `--infile=${from}`, `--outfile=${to}.pcap`);
    run("editcap", "-t", "86400", `${to}.pcap`, to);
  }],
]; // prettier-ignore

describe.skipIf(!requireTools("editcap", "mergecap", "tcprewrite"))("a capture that was edited", () => {
  it.each(EDITS)("%s: %s", async (name, finding, make) => {
    const to = join(folder, `${name.replace(/\W+/g, "-")}.cap`);
    make(capture("loss-sharer.pcap"), to);
    const others = await Promise.all(["plain-sharer.pcap", "push.pcap", "ipv6.pcap"].map(fixturePrint));
    const all = await found([await fixturePrint("loss-sharer.pcap"), ...others, await printOf(to, "copy")]);
    expect(all).toEqual([`loss-sharer.pcap copy ${finding}`]);
  });

  it("does not count where it was handed out, or who did it may", async () => {
    const to = join(folder, "handed-out.pcap");
    run("editcap", "-F", "pcap", "-t", "5", capture("loss-sharer.pcap"), to);
    const prints = [await fixturePrint("loss-sharer.pcap"), await printOf(to, "copy")];
    const members = prints.map((print) => ({
      id: print.id,
      aliases: print.id === "copy" ? ["s1234"] : [],
      batch: null,
      load: () => Promise.resolve(print),
    }));
    const rules = { together: [], excluded: [], pictures: true, answers: true };
    const pairs = async (...args: Parameters<typeof compareClass>) => (await compareClass(...args)).pairs;
    expect(await pairs(members, rules)).toHaveLength(1);
    expect(await pairs(members, { ...rules, together: [["s1234", "loss-sharer.pcap"]] })).toEqual([]);
    expect(await pairs(members, { ...rules, excluded: [prints[0]!] })).toEqual([]);
    const earlier = members.map((member, at) => (at === 0 ? member : { ...member, batch: "2025" }));
    expect(await pairs(earlier, rules)).toHaveLength(1);
    const sameStudent = earlier.map((member) => ({ ...member, id: "ada" }));
    expect(await pairs(sameStudent, rules)).toEqual([]);
  });
});
