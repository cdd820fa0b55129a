/** Two hosts of our own: network namespaces with an address each, joined by a wire. Takes root, on Linux. */
import { spawnSync } from "node:child_process";

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}

export class TwoHosts {
  /** Documentation addresses (RFC 5737): nobody else's. */
  readonly addresses = ["192.0.2.1", "192.0.2.2"] as const;
  readonly interfaces = ["eth0", "eth0"] as const;
  readonly #names: readonly [string, string];

  constructor() {
    const tag = `sltest${process.pid}`;
    this.#names = [`${tag}a`, `${tag}b`];
    for (const name of this.#names) ip("netns", "add", name);
    // Made outside under names of their own: eth0 may be there already.
    ip("link", "add", `${tag}x`, "type", "veth", "peer", "name", `${tag}y`);
    for (const [side, link] of [`${tag}x`, `${tag}y`].entries()) {
      const name = this.#names[side]!;
      ip("link", "set", link, "netns", name);
      ip("-n", name, "link", "set", link, "name", "eth0");
      ip("-n", name, "address", "add", `${this.addresses[side]!}/24`, "dev", "eth0");
      for (const device of ["lo", "eth0"]) ip("-n", name, "link", "set", device, "up");
    }
  }

  /** What stands in front of a command that is to run on a host. */
  on(host: 0 | 1): string[] {
    return ["ip", "netns", "exec", this.#names[host]];
  }

  /** The wire goes with the namespaces. */
  remove(): void {
    for (const name of this.#names) ip("netns", "del", name);
  }
}
