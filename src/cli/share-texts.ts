/** What `share` tells the person at the terminal. */
import type { AddressInfo } from "node:net";
import { isLoopback } from "../share/net/own-addresses.ts";
import { toldAddresses } from "../share/net/told-addresses.ts";
import type { FrameAge, FrameCounters, SharerCounters } from "../share/sharer/counters.ts";
import type { Refusal, SharerEvent } from "../share/sharer/events.ts";
import type { OpenedSource } from "../share/source/open.ts";
import { DEFAULT_WIRE_FORMAT, wireFormatOfPort } from "../share/wire/registry.ts";
import type { PictureSize, Role, WireFormat } from "../share/wire/types.ts";
import { whoCanReach } from "./who-can-reach.ts";

export interface Announced {
  readonly allow: readonly string[];
  readonly asks: boolean;
  readonly format: WireFormat;
  readonly size: PictureSize;
}

/** @returns lines: which source, its size and speed, and why not another one */
export function sourceLines({ source, chosen, measuredFps, passedOver }: OpenedSource): string[] {
  const { width, height } = source;
  const speed = measuredFps === null ? "" : `, ${measuredFps.toFixed(0)} frames/s measured`;
  return [
    `source: ${chosen}, ${width}x${height}${speed}`,
    ...passedOver.map(({ name, reason }) => `  not ${name}: ${reason}`),
  ];
}

/** @returns where it listens, who can see the screen, and what to type there */
export function listeningLines({ address, port }: AddressInfo, announced: Announced): string[] {
  const { size, format } = announced;
  const lines = [`listening on ${address} port ${port}`];
  if (!isLoopback(address) || announced.allow.length > 0) {
    lines.push(`who can see it: ${who(address, announced)}\n  there is no password and no encryption`);
  }
  const known = toldAddresses(address, announced.allow);
  const reached = known.length > 0 ? known : [{ address: "127.0.0.1", network: "no network is up" }];
  for (const { address: host, network } of reached) {
    const where = network === null ? "" : `   (${network})`;
    lines.push(`to view: sharelab view ${host} --port ${port}${viewOptions(announced, "serve", port)}${where}`);
  }
  // Their programs have the size written into them.
  const [first, ...others] = reached;
  const where = others.length > 0 ? "the same hosts and port" : `host ${first?.address ?? address}, port ${port}`;
  const told = format.sizeOnWire ? "" : `, width ${size.width}, height ${size.height}`;
  lines.push(`Python viewer: ${where}${told}`);
  return lines;
}

/** @returns what to type on the viewing machine, for a viewer that is pushed to */
export function pushLine(host: string, port: number, announced: Announced): string {
  const command = `sharelab view --listen --host ${host} --port ${port}${viewOptions(announced, "push", port)}`;
  return `pushing to ${host} port ${port}; to view there: ${command}`;
}

/** What the other end must be told beside host and port. */
export function viewOptions({ size, format }: Pick<Announced, "size" | "format">, role: Role, port: number): string {
  const known = format.sizeOnWire ? "" : ` --size ${size.width}x${size.height}`;
  // Where the port says another format, the usual one is said, too.
  const isTold = [DEFAULT_WIRE_FORMAT, wireFormatOfPort(role, port)].every(({ name }) => name === format.name);
  return `${known}${isTold ? "" : ` --format ${format.name}`}`;
}

function who(address: string, { allow, asks }: Announced): string {
  return `${whoCanReach(address, allow)}${asks ? ", if you let them" : ""}`;
}

export function describe(event: SharerEvent): string {
  switch (event.kind) {
    case "joined":
      return event.pushed
        ? `pushing to ${at(event)} (${viewers(event.viewers)})`
        : `${at(event)} is viewing (${viewers(event.viewers)})`;
    case "left": {
      const { seconds, counters } = event.status;
      const left = `${at(event)} has left after ${seconds.toFixed(1)} s (${viewers(event.viewers)})`;
      return `${left}\n  ${frames(counters)}`;
    }
    case "refused":
      return `${at(event)} was turned away: ${REFUSALS[event.why]}`;
    case "withdrew":
      return `${at(event)} has gone before it was let in`;
    case "unreachable":
      return `can't reach ${event.host} port ${event.port} (${event.problem}); trying again until it can`;
  }
}

export const REFUSALS: Readonly<Record<Refusal, string>> = {
  "not-allowed": "not allowed",
  full: "too many viewers",
  declined: "you said no",
  "no-answer": "nobody said yes in time",
  "too-many-waiting": "too many are waiting for an answer",
  ending: "the share is ending",
};

function at({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address} port ${port}`;
}

/** What is going on, from the difference to the last look. */
export class Status {
  #before: SharerCounters | null = null;
  #at = performance.now();

  /** @param keys whether there are keys to press. @returns at most 79 characters for anything but huge numbers */
  text(now: SharerCounters, keys: boolean): string {
    const elapsed = (performance.now() - this.#at) / 1000;
    const before = this.#before ?? { ...now, taken: 0, bytes: 0, rawBytes: 0 };
    const megabits = ((now.bytes - before.bytes) * 8) / elapsed / 1e6;
    const fps = (now.taken - before.taken) / elapsed;
    // A still screen sends next to nothing: then the ratio so far says more than none.
    const since = now.bytes > before.bytes ? before : { bytes: 0, rawBytes: 0 };
    const compression = ratio({ bytes: now.bytes - since.bytes, rawBytes: now.rawBytes - since.rawBytes });
    this.#before = now;
    this.#at = performance.now();
    const rates = `${fps.toFixed(1)} frames/s, ratio ${compression}, ${megabits.toFixed(1)} Mbit/s`;
    return `${viewers(now.viewers)}, ${rates}, ${age(now)}${keys ? "  (q: end)" : ""}`;
  }
}

export function summary(counters: SharerCounters): string {
  const { taken, joined, refused } = counters;
  const turnedAway = refused === 0 ? "" : `, ${refused} turned away`;
  return `${taken} frames taken, ${viewers(joined)}${turnedAway}\n  ${frames(counters)}`;
}

function frames(counters: FrameCounters & FrameAge): string {
  const { sent, repeated, skipped, bytes } = counters;
  const counts = `${sent} sent, ${repeated} repeated, ${skipped} skipped, ${bytes} bytes`;
  return `${counts}, ratio ${ratio(counters)}, ${age(counters)}`;
}

function ratio({ bytes, rawBytes }: Pick<FrameCounters, "bytes" | "rawBytes">): string {
  return bytes === 0 ? "unknown" : (rawBytes / bytes).toFixed(1);
}

function age({ medianAge }: FrameAge): string {
  return `age ${medianAge === null ? "unknown" : `${medianAge.toFixed(0)} ms`}`;
}

function viewers(count: number): string {
  return count === 1 ? "1 viewer" : `${count} viewers`;
}
