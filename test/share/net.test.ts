/** Addresses, who may connect, and what the kernel still holds of a connection. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ShareOptionError } from "../../src/share/errors.ts";
import { AllowList } from "../../src/share/net/allow-list.ts";
import { addressBytes, plainAddress } from "../../src/share/net/ip-address.ts";
import { toldAddresses } from "../../src/share/net/told-addresses.ts";
import type { Interfaces } from "../../src/share/net/own-addresses.ts";
import { KernelQueues, queueLength, type Connection } from "../../src/share/net/kernel-queue.ts";

describe("an address", () => {
  it.each([
    ["192.0.2.1", "c0000201"],
    ["::ffff:192.0.2.1", "c0000201"],
    ["::ffff:c000:201", "c0000201"],
    ["::", "00000000000000000000000000000000"],
    ["::1", "00000000000000000000000000000001"],
    ["1::", "00010000000000000000000000000000"],
    ["2001:db8::7:8", "20010db8000000000000000000070008"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
    ["64:ff9b::192.0.2.1", "0064ff9b0000000000000000c0000201"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
  ])("%s", (text, hex) => {
    expect(Buffer.from(addressBytes(text)!).toString("hex")).toBe(hex);
  });

  it("is shown as people write it", () => {
    expect(["::ffff:192.0.2.1", "192.0.2.1", "2001:db8::1", "fe80::1%eth0", undefined].map(plainAddress)).toEqual([
      ...["192.0.2.1", "192.0.2.1", "2001:db8::1", "fe80::1%eth0", ""],
    ]);
  });

  it("is none otherwise", () => {
    for (const text of ["", "localhost", "1.2.3", "1.2.3.256", ":::"]) expect(addressBytes(text)).toBeNull();
  });
});

describe("addresses that others are told", () => {
  const entry = { netmask: "", mac: "", cidr: null, internal: false };
  const interfaces: Interfaces = {
    eth0: [
      { ...entry, family: "IPv4", address: "192.0.2.2" },
      { ...entry, family: "IPv6", address: "2001:db8::2", scopeid: 0 },
    ],
  };

  it.each<[host: string, allow: readonly string[], told: readonly string[]]>([
    ["::", [], ["192.0.2.2", "2001:db8::2"]],
    ["::", ["192.0.2.0/24"], ["192.0.2.2"]],
    ["::", ["2001:db8::/32"], ["2001:db8::2"]],
    ["::", ["0.0.0.0/0", "::/0"], ["192.0.2.2", "2001:db8::2"]],
    ["::", ["127.0.0.0/8"], ["127.0.0.1"]],
    ["::", ["127.0.0.1", "::1", "198.51.100.7"], ["192.0.2.2", "127.0.0.1", "::1"]],
    ["0.0.0.0", ["127.0.0.1"], ["127.0.0.1"]],
    ["0.0.0.0", ["127.0.0.1", "::1"], ["127.0.0.1"]],
    ["192.0.2.2", ["127.0.0.1"], ["192.0.2.2"]],
  ])("listening on %s for %j", (host, allow, told) => {
    expect(toldAddresses(host, allow, interfaces).map(({ address }) => address)).toEqual(told);
  });
});

describe("who may connect", () => {
  it("everybody, when nobody is named", () => {
    expect(new AllowList([]).allows("192.0.2.1")).toBe(true);
  });

  it("addresses and blocks, IPv4 and IPv6", () => {
    const list = new AllowList(["192.168.1.0/24", "10.0.0.7", "2001:db8::/33", "fe80::1"]);
    for (const address of [
      "192.168.1.0",
      "192.168.1.255",
      "::ffff:192.168.1.9",
      "10.0.0.7",
      "2001:db8:7fff::1",
      "fe80::1%eth0",
    ]) {
      expect([address, list.allows(address)]).toEqual([address, true]);
    }
    for (const address of [
      "192.168.2.0",
      "::ffff:192.168.2.9",
      "10.0.0.8",
      "2001:db8:8000::1",
      "fe80::2",
      "::1",
      "127.0.0.1",
      "",
    ]) {
      expect([address, list.allows(address)]).toEqual([address, false]);
    }
  });

  it("everybody of one family with /0", () => {
    expect(new AllowList(["0.0.0.0/0"]).allows("203.0.113.9")).toBe(true);
    expect(new AllowList(["0.0.0.0/0"]).allows("2001:db8::1")).toBe(false);
    expect(new AllowList(["::/0"]).allows("2001:db8::1")).toBe(true);
  });

  it("nothing that is not understood", () => {
    for (const entry of [
      "",
      "localhost",
      "10.0.0.0/33",
      "::/129",
      "10.0.0.0/",
      "10.0.0.0/-1",
      "10.0.0.0/8/8",
      "10.0.0/8",
    ]) {
      expect(() => new AllowList([entry])).toThrow(ShareOptionError);
    }
  });
});

describe.skipIf(process.platform !== "linux")("what the kernel holds (Linux)", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["::", "127.0.0.1"], // IPv4 mapped into IPv6
  ])("of a connection to a server on %s from %s", async (host, from) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, host);
    await once(server, "listening");
    const client = connect({ port: (server.address() as AddressInfo).port, host: from }).pause();
    await once(client, "connect");
    while (sockets.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const [socket] = sockets as [Socket];
    const connection: Connection = {
      family: host === "127.0.0.1" ? "IPv4" : "IPv6",
      localPort: socket.localPort!,
      remoteAddress: socket.remoteAddress!,
      remotePort: socket.remotePort!,
    };
    const queues = KernelQueues.open()!;
    expect(queues.read([connection])).toEqual([0]);
    expect(queues.read([connection])).toBeNull(); // so soon

    socket.write(Buffer.alloc(30e6)); // more than the kernel's buffers take, and nobody reads
    let lengths: (number | null)[] | null = null;
    while (lengths === null) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      lengths = queues.read([connection]);
    }
    expect(lengths[0]).toBeGreaterThan(16 * 1024);
    queues.close();
    client.destroy();
    socket.destroy();
    server.close();
  });

  it("is not known for a connection that is none", () => {
    const queues = KernelQueues.open()!;
    const none: Connection = { family: "IPv4", localPort: 1, remoteAddress: "192.0.2.1", remotePort: 1 };
    expect(queues.read([none, { ...none, remoteAddress: "" }])).toEqual([null, null]);
    queues.close();
  });

  it("tells connections to one port apart by address and port", () => {
    const row = (remote: string, queue: string): string =>
      `   1: 0100007F:2328 ${remote} 01 ${queue}:00000000 00:00000000 00000000     0        0 1505 1 0 20 4 30 10 -1`;
    const table = [
      "  sl  local_address rem_address   st tx_queue rx_queue",
      row("0700000A:D431", "0000000A"),
      row("0800000A:D431", "0000000B"),
      row("0700000A:D432", "0000000C"),
      row("0000000000000000FFFF00000700000A:D433", "0000000D"),
      "",
    ].join("\n");
    const of = (remoteAddress: string, remotePort: number, family: Connection["family"] = "IPv4"): number | null =>
      queueLength(table, { family, localPort: 9000, remoteAddress, remotePort });
    expect([
      of("10.0.0.7", 0xd431),
      of("10.0.0.8", 0xd431),
      of("10.0.0.7", 0xd432),
      of("::ffff:10.0.0.7", 0xd433, "IPv6"),
      of("10.0.0.9", 0xd431),
      of("::1", 0xd431, "IPv6"),
    ]).toEqual([10, 11, 12, 13, null, null]);
  });
});
