/**
 * How many bytes of a connection the Linux kernel still holds: sent and not acknowledged, or not sent yet. A socket whose
 * writes are all done can have seconds of old frames in there.
 */
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import { addressBytes } from "./ip-address.ts";

const LITTLE_ENDIAN = endianness() === "LE";
/** How an IPv4 address mapped into IPv6 begins in /proc/net/tcp6. */
const MAPPED_PREFIX = "0".repeat(16) + (LITTLE_ENDIAN ? "FFFF0000" : "0000FFFF");
/** "  0: 0100007F:2328 0200007F:D431 01 00000000:00000000 …": local, remote, state, tx_queue, rx_queue (proc(5)). */
const ROW = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/;

export interface Connection {
  readonly localPort: number;
  /** As node:net gives it. */
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Bytes by connection, at one moment. */
export type KernelQueues = (connection: Connection) => number | null;

/** @returns null where the system does not tell */
export async function readKernelQueues(): Promise<KernelQueues | null> {
  if (process.platform !== "linux") return null;
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readTable(path)));
  if (tables.every((text) => text === null)) return null;
  return parseKernelQueues(tables.map((text) => text ?? ""));
}

/** @param tables the text of /proc/net/tcp and tcp6 */
export function parseKernelQueues(tables: readonly string[]): KernelQueues {
  const queues = new Map<string, number>();
  for (const text of tables) {
    for (const line of text.split("\n")) {
      const [, localPort, remote, remotePort, queue] = ROW.exec(line) ?? [];
      if (remote === undefined || queue === undefined) continue;
      const address = remote.startsWith(MAPPED_PREFIX) ? remote.slice(MAPPED_PREFIX.length) : remote;
      queues.set(`${localPort} ${address} ${remotePort}`, parseInt(queue, 16));
    }
  }
  return ({ localPort, remoteAddress, remotePort }) => {
    const bytes = addressBytes(remoteAddress);
    if (bytes === null) return null;
    return queues.get(`${hex16(localPort)} ${hexWords(bytes)} ${hex16(remotePort)}`) ?? null;
  };
}

async function readTable(path: string): Promise<string | null> {
  try {
    return await readFile(path, "latin1");
  } catch {
    return null; // no such protocol, or no /proc
  }
}

function hex16(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** Addresses are printed as 32-bit words in the machine's byte order. */
function hexWords(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const word = Buffer.from(bytes.subarray(at, at + 4));
    if (LITTLE_ENDIAN) word.reverse();
    text += word.toString("hex").toUpperCase();
  }
  return text;
}
