import { BlockList, isIP } from "node:net";
import { ShareOptionError } from "../errors.ts";
import { addressBytes } from "./ip-address.ts";

/** Who may connect: addresses and CIDR blocks, IPv4 and IPv6. An empty list allows everybody. */
export class AllowList {
  readonly #allowed = new BlockList();
  readonly #everybody: boolean;

  /** @param entries such as 192.168.1.7, 192.168.1.0/24, 2001:db8::/32 */
  constructor(entries: readonly string[]) {
    this.#everybody = entries.length === 0;
    for (const entry of entries) this.#add(entry);
  }

  /** @param address as node:net gives it; IPv4 mapped into IPv6 counts as IPv4 */
  allows(address: string): boolean {
    if (this.#everybody) return true;
    const bytes = addressBytes(address);
    if (bytes === null) return false;
    if (bytes.length === 4) return this.#allowed.check(bytes.join("."), "ipv4");
    return this.#allowed.check(address.replace(/%.*$/, ""), "ipv6");
  }

  #add(entry: string): void {
    const [address = "", prefix, ...more] = entry.split("/");
    const version = isIP(address);
    const longest = version === 4 ? 32 : 128;
    const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (version === 0 || more.length > 0 || !(length <= longest)) {
      throw new ShareOptionError(
        `"${entry}" is no address and no CIDR block.`,
        "Write an address such as 192.168.1.7 or 2001:db8::7, or a block such as 192.168.1.0/24 or 2001:db8::/32.",
      );
    }
    this.#allowed.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
  }
}
