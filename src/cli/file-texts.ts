/** What the commands for files say. */
import type { AddressInfo } from "node:net";
import { harmless } from "../lab/render/escape.ts";
import { count } from "../lab/render/units.ts";
import type { FileCounters, FileEvent } from "../share/files/events.ts";
import { shown } from "../share/files/await-answer.ts";
import { isLoopback } from "../share/net/own-addresses.ts";
import { toldAddresses } from "../share/net/told-addresses.ts";
import { USUAL_PORT } from "../share/wire/file-transfer/words.ts";
import { whoCanReach } from "./who-can-reach.ts";

/** Of a name, characters: with who did what in front of it, it fits into a line of a terminal. */
const MAX_NAME = 36;
/** Of a name's end, which tells what kind of file it is. */
const NAME_END = 10;
/** Of a line of a terminal, behind "sharelab: ". */
const LINE = 70;

export interface Serving {
  readonly folder: string;
  readonly write: boolean;
  readonly overwrite: boolean;
  readonly allow: readonly string[];
}

/** @returns what is listened on, who can reach it, and what to type there */
export function servingLines(at: AddressInfo, serving: Serving): string[] {
  const [first, ...more] = folderLines(at, serving);
  return [`${first} on ${at.address} port ${at.port}`, ...more];
}

/** @returns which folder, who can reach it, and what to type there */
export function folderLines({ address, port }: AddressInfo, serving: Serving): string[] {
  const { folder, write, overwrite, allow } = serving;
  const mayWrite = write ? ` and add to${overwrite ? " and replace" : ""}` : "";
  const lines = [`serving ${folder}`];
  if (isLoopback(address) && allow.length === 0) lines.push(`programs of this machine can read${mayWrite} its files`);
  else {
    lines.push(
      `who can read${mayWrite} its files: ${whoCanReach(address, allow)}\n  there is no password and no encryption`,
    );
  }
  const known = toldAddresses(address, allow);
  for (const own of known.length > 0 ? known : [{ address: "127.0.0.1", network: "no network is up" }]) {
    const where = own.network === null ? "" : `   (${own.network})`;
    const at = `${optionsOf(own.address, port)}${where}`;
    lines.push(`to get a file: sharelab file get NAME${at}`);
    if (write) lines.push(`to send one: sharelab file put FILE${at}`);
  }
  return lines;
}

function optionsOf(host: string, port: number): string {
  return `${host === "127.0.0.1" ? "" : ` --host ${host}`}${port === USUAL_PORT ? "" : ` --port ${port}`}`;
}

/** @returns what to say of it; null for what is no news by itself */
export function eventText(event: FileEvent): string | null {
  const who = `${event.address} port ${event.port}`;
  switch (event.kind) {
    case "rejected":
      return `${who} was turned away: ${event.why === "full" ? "too many clients" : "not allowed"}`;
    case "no-request":
      return event.why === "silent"
        ? `${who} was turned away: it asked for nothing`
        : `${who} was turned away: "${shortName(shown(event.bytes))}" is no request for a file`;
    case "declined": {
      const wanted = event.verb === "get" ? "did not get" : "could not send";
      return `${who} ${wanted} ${shortName(event.name)}:\n  it ${event.why}`;
    }
    case "started":
      return null;
    case "done": {
      const { verb, name, bytes, seconds, sha256, nameEnd } = event;
      const did = verb === "get" ? "got" : "sent";
      const lines = [withAmount(`${who} ${did} ${shortName(name)}`, bytes, seconds), `SHA-256 ${sha256}`];
      if (nameEnd === "guess") lines.push("name and bytes came as one: where the name ends is a guess");
      return lines.join("\n  ");
    }
    case "broken": {
      const { verb, name, bytes, why, partial } = event;
      const did = verb === "get" ? "got" : "sent";
      const kept = partial === null ? "" : `\n  what came is kept as ${shortName(partial)}`;
      return `${who} ${did} only ${count(bytes)} bytes of ${shortName(name)}:\n  ${why.replace(/\.$/, "")}${kept}`;
    }
  }
}

/** The rates are from the difference to the last look. */
export class ServerStatus {
  #before = { bytesSent: 0, bytesReceived: 0 };
  #at = performance.now();

  text(now: FileCounters): string {
    const elapsed = (performance.now() - this.#at) / 1000;
    const out = rate((now.bytesSent - this.#before.bytesSent) / elapsed);
    const in_ = rate((now.bytesReceived - this.#before.bytesReceived) / elapsed);
    this.#before = now;
    this.#at = performance.now();
    const clients = now.clients === 1 ? "1 client" : `${now.clients} clients`;
    return `${clients}, ${files(now)}, out ${out}, in ${in_}  (Ctrl-C: end)`;
  }
}

export function serverSummary(counters: FileCounters): string {
  const { bytesSent, bytesReceived, declined, broken, rejected } = counters;
  const others = [
    [broken, "broken off"],
    [declined, "declined"],
    [rejected, "turned away"],
  ] as const;
  const more = others.filter(([many]) => many > 0).map(([many, what]) => `, ${many} ${what}`);
  return `${files(counters)}${more.join("")}\n  ${count(bytesSent)} bytes out, ${count(bytesReceived)} bytes in`;
}

function files({ sent, received }: FileCounters): string {
  return `${sent} ${sent === 1 ? "file" : "files"} sent, ${received} received`;
}

/** @returns both on one line, where they fit */
export function withAmount(what: string, bytes: number, seconds: number): string {
  const line = `${what}: ${amount(bytes, seconds)}`;
  return line.length <= LINE ? line : `${what}:\n  ${amount(bytes, seconds)}`;
}

/** "12,345 bytes in 0.012 s, 1.0 MB/s" */
function amount(bytes: number, seconds: number): string {
  return `${count(bytes)} ${bytes === 1 ? "byte" : "bytes"} in ${seconds.toFixed(3)} s, ${rate(bytes / seconds)}`;
}

/** How far a transfer is, in one line. */
export class TransferStatus {
  readonly #begun = performance.now();
  readonly #name: string;
  readonly #size: number | null;

  /** @param size bytes; null: not known */
  constructor(name: string, size: number | null) {
    this.#name = shortName(name);
    this.#size = size;
  }

  text(bytes: number): string {
    const perSecond = bytes / ((performance.now() - this.#begun) / 1000);
    const so = `${this.#name}: ${scaled(bytes)}`;
    if (this.#size === null) return `${so}, ${rate(perSecond)}`;
    const percent = this.#size === 0 ? 100 : Math.floor((bytes / this.#size) * 100);
    return `${so} of ${scaled(this.#size)} (${percent} %), ${rate(perSecond)}`;
  }
}

/** A name from the network, fit for one line of a terminal. */
export function shortName(name: string): string {
  const text = harmless(name);
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - NAME_END - 1)}…${text.slice(-NAME_END)}`;
}

export function rate(bytesPerSecond: number): string {
  return Number.isFinite(bytesPerSecond) ? `${scaled(bytesPerSecond)}/s` : "-";
}

function scaled(bytes: number): string {
  for (const [factor, unit] of [
    [1e12, "TB"],
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const) {
    if (bytes >= factor) return `${(bytes / factor).toFixed(1)} ${unit}`;
  }
  return `${Math.round(bytes)} B`;
}
