/**
 * How many bytes of a connection the Linux kernel still holds: sent and not acknowledged, or not sent yet. A socket whose
 * writes are all done can have seconds of old frames in there.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { addressBytes } from "./ip-address.ts";

const LITTLE_ENDIAN = endianness() === "LE";
/** How an IPv4 address mapped into IPv6 begins in /proc/net/tcp6. */
const MAPPED_PREFIX = "0".repeat(16) + (LITTLE_ENDIAN ? "FFFF0000" : "0000FFFF");
/** Behind the addresses: state, tx_queue (proc(5)). */
const STATE_AND_QUEUE = /^[0-9A-F]{2} ([0-9A-F]{8}):/;
const PIECE = 64 * 1024;
const TABLES = [
  ["IPv4", "/proc/net/tcp"],
  ["IPv6", "/proc/net/tcp6"],
] as const;
/**
 * The kernel walks through all of its hash table for each reading, which takes it some milliseconds where there is much
 * memory, however few connections there are. So no more than one part of the time in so many is spent on it.
 */
const MOST_OF_THE_TIME = 8;

export interface Connection {
  /** Of the socket: IPv4 peers of an IPv6 socket are IPv6. */
  readonly family: "IPv4" | "IPv6";
  readonly localPort: number;
  /** As node:net gives it. */
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** The kernel's tables of connections, held open because they are read many times a second. */
export class KernelQueues {
  readonly #piece = Buffer.alloc(PIECE);
  readonly #files: ReadonlyMap<Connection["family"], number>;
  /** Before this it is too soon to read again; ms of performance.now(). */
  #notBefore = 0;

  private constructor(files: ReadonlyMap<Connection["family"], number>) {
    this.#files = files;
  }

  /** @returns null where the system does not tell */
  static open(): KernelQueues | null {
    if (process.platform !== "linux") return null;
    const files = new Map<Connection["family"], number>();
    for (const [family, path] of TABLES) {
      try {
        files.set(family, openSync(path, "r"));
      } catch {
        // no such protocol, or no /proc
      }
    }
    return files.size === 0 ? null : new KernelQueues(files);
  }

  /** @returns of these connections, in their order; null when it is too soon to look again */
  read(connections: readonly Connection[]): (number | null)[] | null {
    const begun = performance.now();
    if (begun < this.#notBefore) return null;
    const tables = new Map<Connection["family"], string>();
    for (const { family } of connections) {
      const file = this.#files.get(family);
      if (file !== undefined && !tables.has(family)) tables.set(family, this.#text(file));
    }
    const lengths = connections.map((one) => queueLength(tables.get(one.family) ?? "", one));
    const now = performance.now();
    this.#notBefore = now + (now - begun) * (MOST_OF_THE_TIME - 1);
    return lengths;
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
  }

  #text(file: number): string {
    let text = "";
    for (let at = 0; ;) {
      const bytes = readSync(file, this.#piece, 0, PIECE, at);
      if (bytes === 0) return text;
      text += this.#piece.toString("latin1", 0, bytes);
      at += bytes;
    }
  }
}

/**
 * @param table the text of /proc/net/tcp or tcp6
 * @returns bytes; null when there is no such connection in it
 */
export function queueLength(
  table: string,
  { localPort, remoteAddress, remotePort, family }: Connection,
): number | null {
  const bytes = addressBytes(remoteAddress);
  if (bytes === null) return null;
  // "  0: 0100007F:2328 0200007F:D431 01 00000000:00000000 …": local, remote, state, tx_queue, rx_queue.
  const address = (family === "IPv6" && bytes.length === 4 ? MAPPED_PREFIX : "") + hexWords(bytes);
  const key = `:${hex16(localPort)} ${address}:${hex16(remotePort)} `;
  const at = table.indexOf(key);
  if (at === -1) return null;
  const [, queue] = STATE_AND_QUEUE.exec(table.slice(at + key.length, at + key.length + 16)) ?? [];
  return queue === undefined ? null : parseInt(queue, 16);
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
