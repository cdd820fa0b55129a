/** The interfaces of this machine, as the engines and the operating system know them. */
import { readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { ENGINES } from "./registry.ts";
import type { EngineInterface, EngineName } from "./types.ts";

export interface CaptureInterface {
  readonly name: string;
  readonly description: string | null;
  readonly addresses: readonly string[];
  /** null: not known. */
  readonly state: "up" | "down" | null;
  readonly loopback: boolean;
  /** The engines that see it. */
  readonly engines: readonly EngineName[];
}

/** What the operating system itself says of one interface. */
export interface SystemInterface {
  readonly addresses: readonly string[];
  readonly up: boolean | null;
  readonly loopback: boolean;
}

/** Of linux/if.h. */
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;

/** Those with addresses first, then by name. */
export async function listInterfaces(): Promise<CaptureInterface[]> {
  const lists = await Promise.all(
    ENGINES.map(async (engine) => {
      const program = await engine.find();
      const seen = program === null ? [] : await engine.list(program).catch(() => []);
      return [engine.name, seen] as const;
    }),
  );
  return mergeInterfaces(lists, systemInterfaces());
}

export function mergeInterfaces(
  lists: readonly (readonly [EngineName, readonly EngineInterface[]])[],
  system: ReadonlyMap<string, SystemInterface>,
): CaptureInterface[] {
  const all = lists.flatMap(([, seen]) => seen);
  // On Windows the system knows by a friendly name what the engines call \\Device\\NPF_{…}.
  const described = new Set(all.map(({ description }) => description));
  const names = new Set([...all.map(({ name }) => name), ...[...system.keys()].filter((name) => !described.has(name))]);
  const merged = [...names].map((name): CaptureInterface => {
    const known = lists.flatMap(([engine, seen]) =>
      seen.filter((one) => one.name === name).map((one) => ({ engine, one })),
    );
    const description = known.find(({ one }) => one.description !== null)?.one.description ?? null;
    const own = system.get(name) ?? system.get(description ?? "");
    const up = own?.up ?? known.find(({ one }) => one.up !== null)?.one.up ?? null;
    return {
      name,
      description,
      addresses: [...new Set([...(own?.addresses ?? []), ...known.flatMap(({ one }) => one.addresses)])],
      state: up === null ? null : up ? "up" : "down",
      loopback: own?.loopback === true || known.some(({ one }) => one.loopback === true),
      engines: known.map(({ engine }) => engine),
    };
  });
  const rank = (one: CaptureInterface): number => (one.addresses.length > 0 ? 0 : one.state === "up" ? 1 : 2);
  return merged.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en"));
}

/** The Ethernet address of an interface; null where it has none or only zeros. */
export function macOf(name: string): string | null {
  const mac = networkInterfaces()[name]?.[0]?.mac ?? linuxFile(name, "address");
  return mac === null || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) || mac === "00:00:00:00:00:00" ? null : mac;
}

function systemInterfaces(): Map<string, SystemInterface> {
  const found = new Map<string, SystemInterface>();
  for (const name of linuxInterfaces()) {
    const flags = Number(linuxFile(name, "flags") ?? Number.NaN);
    const up = Number.isNaN(flags) ? null : (flags & IFF_UP) !== 0;
    found.set(name, { addresses: [], up, loopback: (flags & IFF_LOOPBACK) !== 0 });
  }
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    found.set(name, {
      addresses: addresses.map(({ address }) => address),
      // Node lists those that are up.
      up: true,
      loopback: addresses.some(({ internal }) => internal),
    });
  }
  return found;
}

function linuxInterfaces(): string[] {
  if (process.platform !== "linux") return [];
  try {
    return readdirSync("/sys/class/net");
  } catch {
    return [];
  }
}

function linuxFile(name: string, what: string): string | null {
  if (process.platform !== "linux" || name.includes("/") || name === "..") return null;
  try {
    return readFileSync(`/sys/class/net/${name}/${what}`, "utf8").trim();
  } catch {
    return null;
  }
}
