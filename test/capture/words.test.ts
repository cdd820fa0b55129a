/** What engines say, and what is made of it. The texts are those of dumpcap 4.0 and tcpdump 4.99 on Linux, and of others. */
import { describe, expect, it } from "vitest";
import { complaintOf, filterProblem, gist } from "../../src/analyze/capture/complaints.ts";
import { readClosingLine, readInterfaceList } from "../../src/analyze/capture/engines/dumpcap.ts";
import { readDeviceList } from "../../src/analyze/capture/engines/cap.ts";
import { readCounts, readInterfaceList as readTcpdumpList } from "../../src/analyze/capture/engines/tcpdump.ts";
import { mergeInterfaces } from "../../src/analyze/capture/interfaces.ts";
import { usualBuffer } from "../../src/analyze/capture/options.ts";
import { howToGetPermission, howToInstall, type Machine } from "../../src/analyze/capture/permission.ts";

const DUMPCAP_REFUSED = `Capturing on 'Loopback: lo'
dumpcap: You do not have permission to capture on device "lo".
(socket: Operation not permitted)
Please check to make sure you have sufficient permissions.

On Debian and Debian derivatives such as Ubuntu, if you have installed Wireshark from a package, try running

    sudo dpkg-reconfigure wireshark-common
`;

describe("a complaint", () => {
  it.each([
    ["permission", DUMPCAP_REFUSED],
    [
      "permission",
      "tcpdump: lo: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)",
    ],
    [
      "permission",
      "tcpdump: en0: You don't have permission to perform this capture on that device\n((cannot open BPF device) /dev/bpf0: Permission denied)",
    ],
    ["permission", "cap: socket: Operation not permitted\n"],
    ["permission", "spawn /usr/bin/dumpcap EACCES"],
    ["no-interface", "Capturing on 'nosuch'\ndumpcap: There is no device named \"nosuch\".\n(No such device exists)"],
    ["no-interface", "tcpdump: nosuch: No such device exists\n(No such device exists)"],
    [
      "no-interface",
      "Warning: SIOCGIFADDR: nosuch: No such device - This may not actually work\ncap: No such device exists",
    ],
    ["interface-down", "Capturing on 'ifb0'\ndumpcap: Device \"ifb0\" is not up.\n(That device is not up)"],
    ["interface-down", "tcpdump: ifb0: That device is not up"],
    [
      "filter",
      "dumpcap: Invalid capture filter \"tcp prot 9\" for interface 'lo'.\n\nThat string isn't a valid capture filter (can't parse filter expression: syntax error).\n",
    ],
    ["filter", "tcpdump: can't parse filter expression: syntax error"],
    ["filter", "cap: can't parse filter expression: syntax error"],
    ["filter", "tcpdump: expression rejects all packets"],
    ["other", "tcpdump: pcap_loop: The interface disappeared"],
    ["other", ""],
  ])("is of the kind %s: %j", (kind, said) => {
    expect(complaintOf(said)).toBe(kind);
  });

  it("about a filter tells libpcap's own words", () => {
    expect(filterProblem("tcpdump: can't parse filter expression: syntax error\n")).toBe("syntax error");
    expect(
      filterProblem("x\nThat string isn't a valid capture filter (can't parse filter expression: syntax error).\nSee"),
    ).toBe("syntax error");
    expect(filterProblem("tcpdump: expression rejects all packets\n")).toBe("expression rejects all packets");
  });

  it("has a gist", () => {
    expect(gist(DUMPCAP_REFUSED)).toBe('You do not have permission to capture on device "lo"');
    expect(gist("tcpdump: data link type LINUX_SLL2\ntcpdump: any: broke\n")).toBe("any: broke");
    expect(gist("Capturing on 'lo'\nFile: -\n")).toBe("");
  });
});

describe("closing lines", () => {
  it("of dumpcap", () => {
    const said =
      "\rPackets captured: 7\nPackets received/dropped on interface 'Loopback: lo': 7/9 (pcap:4/dumpcap:3/flushed:2/ps_ifdrop:1) (43.8%)\n";
    expect(readClosingLine(said)).toEqual({ received: 16, droppedBySystem: 9, droppedByInterface: 1 });
    expect(readClosingLine("Capturing on 'lo'\n")).toBeNull();
  });

  it("of tcpdump: the last of several", () => {
    const early = "1 packet captured\n2 packets received by filter\n0 packets dropped by kernel\n";
    const late = "5 packets captured\n20 packets received by filter\n1 packet dropped by kernel\n";
    expect(readCounts(early + late)).toEqual({ received: 20, droppedBySystem: 1, droppedByInterface: 0 });
    expect(readCounts(`${late}3 packets dropped by interface\n`)?.droppedByInterface).toBe(3);
    expect(readCounts("tcpdump: listening on lo\n")).toBeNull();
  });
});

describe("lists of interfaces", () => {
  const lo = { name: "lo", description: "Loopback", addresses: ["127.0.0.1", "::1"], loopback: true, up: null };
  const eth0 = { name: "eth0", description: null, addresses: [], loopback: false, up: null };

  it("of dumpcap with tabs, and with JSON", () => {
    const tabbed = "1. lo\t\tLoopback\t0\t127.0.0.1,::1\tloopback\t\n2. eth0\t\t\t0\t\tnetwork\t\n";
    expect(readInterfaceList(tabbed)).toEqual([lo, eth0]);
    const json = `[{"lo":{"friendly_name":"Loopback","vendor_description":"","type":0,"addrs":["127.0.0.1","::1"],"loopback":true,"extcap":""}},
      {"eth0":{"friendly_name":"","vendor_description":"","type":0,"addrs":[],"loopback":false,"extcap":""}}]`;
    expect(readInterfaceList(json)).toEqual([lo, eth0]);
    expect(readInterfaceList("")).toEqual([]);
  });

  it("of tcpdump", () => {
    const text =
      "1.eth0 [Up, Running, Connected]\n2.any (Pseudo-device (all)) [Up, Running]\n3.lo [Up, Running, Loopback]\n4.ifb0 [none]\n";
    expect(
      readTcpdumpList(text).map(({ name, description, up, loopback }) => [name, description, up, loopback]),
    ).toEqual([
      ["eth0", null, true, false],
      ["any", "Pseudo-device (all)", true, false],
      ["lo", null, true, true],
      ["ifb0", null, null, null],
    ]);
  });

  it("of cap", () => {
    const text =
      '[{"name":"lo","addresses":[{"addr":"127.0.0.1","netmask":"255.0.0.0"},{}],"flags":"PCAP_IF_LOOPBACK"}]';
    expect(readDeviceList(text)).toEqual([
      { name: "lo", description: null, addresses: ["127.0.0.1"], up: null, loopback: true },
    ]);
    expect(readDeviceList("")).toEqual([]);
  });

  it("are put together with what the system knows", () => {
    const merged = mergeInterfaces(
      [
        ["dumpcap", [lo, eth0, { ...eth0, name: "\\Device\\NPF_{1}", description: "Ethernet" }]],
        ["tcpdump", [{ ...lo, description: null, addresses: [], up: true }]],
      ],
      new Map([
        ["eth0", { addresses: [], up: false, loopback: false }],
        ["Ethernet", { addresses: ["10.0.0.1"], up: true, loopback: false }],
      ]),
    );
    expect(merged).toEqual([
      {
        name: "\\Device\\NPF_{1}",
        description: "Ethernet",
        addresses: ["10.0.0.1"],
        state: "up",
        loopback: false,
        engines: ["dumpcap"],
      },
      {
        name: "lo",
        description: "Loopback",
        addresses: lo.addresses,
        state: "up",
        loopback: true,
        engines: ["dumpcap", "tcpdump"],
      },
      { name: "eth0", description: null, addresses: [], state: "down", loopback: false, engines: ["dumpcap"] },
    ]);
  });
});

describe("the way to the right to capture", () => {
  const linux: Machine = {
    platform: "linux",
    dumpcap: "/usr/bin/dumpcap",
    tcpdump: "/usr/bin/tcpdump",
    node: "/usr/bin/node",
    dumpcapGroup: null,
    installer: "apt",
    confined: false,
  };

  it.each([
    ["dumpcap", linux, "sudo setcap cap_net_raw,cap_net_admin+eip /usr/bin/dumpcap"],
    ["dumpcap", { ...linux, dumpcap: "/opt/wire shark/dumpcap" }, "+eip '/opt/wire shark/dumpcap'"],
    ["dumpcap", { ...linux, dumpcapGroup: { name: "wireshark", member: false } }, "sudo usermod -aG wireshark $USER"],
    ["dumpcap", { ...linux, dumpcapGroup: { name: "wireshark", member: true } }, "Log out and in again"],
    ["tcpdump", linux, "sudo setcap cap_net_raw,cap_net_admin+eip /usr/bin/tcpdump"],
    ["cap", linux, "with sudo"],
    ["dumpcap", { ...linux, confined: true }, "--cap-add=NET_RAW"],
    ["tcpdump", { ...linux, platform: "darwin" }, "access_bpf"],
    ["dumpcap", { ...linux, platform: "win32" }, "Npcap"],
    ["tcpdump", { ...linux, platform: "freebsd" }, "sudo or doas"],
  ] as const)("for %s on %j names it", (engine, machine, words) => {
    expect(howToGetPermission(machine, engine)).toContain(words);
  });

  it.each([
    [linux, "sudo apt install"],
    [{ ...linux, installer: "dnf" }, "sudo dnf install wireshark-cli"],
    [{ ...linux, platform: "darwin", installer: "brew" }, "brew install --cask wireshark"],
    [{ ...linux, platform: "win32", installer: null }, "Npcap"],
    [{ ...linux, installer: null }, "https://www.wireshark.org"],
  ] as const)("and to an engine, on %j", (machine, words) => {
    expect(howToInstall(machine)).toContain(words);
  });
});

it("takes as much memory for waiting packets as the machine can spare", () => {
  expect([2 ** 20, 2 ** 30, 2 ** 33].map((free) => usualBuffer({ share: 1 / 16, largest: 256 }, free))).toEqual([
    16, 64, 256,
  ]);
});
