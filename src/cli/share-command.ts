import type { AddressInfo } from "node:net";
import { Command, InvalidArgumentError } from "commander";
import { ShareError } from "../share/errors.ts";
import type { SharerCounters } from "../share/sharer/counters.ts";
import { SHARER_DEFAULTS } from "../share/sharer/options.ts";
import { Sharer, type SharerEvent } from "../share/sharer/sharer.ts";
import { sourceByName, SOURCES } from "../share/source/registry.ts";
import { SOURCE_DEFAULTS, type FrameSource, type SourceKind } from "../share/source/types.ts";
import type { PictureSize } from "../share/wire/types.ts";
import { onInterrupt } from "./interrupt.ts";
import { ProgressLine } from "./output.ts";
import { fail, pictureSize, say, wholeNumber } from "./peer-options.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly source: SourceKind;
  readonly size?: PictureSize;
  readonly fps: number;
  readonly level: number;
  readonly frames?: number;
  readonly allow: readonly string[];
  readonly maxViewers?: number;
}

const STATUS_EVERY = 500; // ms

export function shareCommand(): Command {
  const { host, port, fps, level } = SHARER_DEFAULTS;
  return new Command("share")
    .description("share pictures with viewers over TCP; there is no password and no encryption")
    .option("--host <address>", "address to listen on; by default only this machine can connect", host)
    .option("--port <port>", "TCP port; 0 is any free one", wholeNumber(0, 65_535), port)
    .requiredOption("--source <name>", SOURCES.map((kind) => `${kind.name}: ${kind.description}`).join("; "), source)
    .option("--size <WxH>", "size of the picture, such as 1366x768; viewers must be told the same", pictureSize)
    .option("--fps <n>", "frames per second, at most", wholeNumber(1, 240), fps)
    .option("--level <n>", "compression, 0 (none) to 9", wholeNumber(0, 9), level)
    .option("--frames <n>", "end after so many frames, counted while there is a viewer", wholeNumber(1))
    .option("--allow <address>", "let in only this address or CIDR block; may be repeated", collect, [])
    .option("--max-viewers <n>", "turn away more viewers than this", wholeNumber(1))
    .action(run);
}

async function run(options: Options): Promise<void> {
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  let source: FrameSource | null = null;
  let timer: NodeJS.Timeout | undefined;
  try {
    source = await options.source.open({ ...SOURCE_DEFAULTS, size: options.size ?? null, fps: options.fps });
    const sharer = new Sharer(
      source,
      { ...options, frames: options.frames ?? null, maxViewers: options.maxViewers ?? null },
      (event) => {
        progress.clear();
        say(describe(event));
      },
    );
    announce(await sharer.listen(), source, options);
    interrupt.signal.addEventListener("abort", () => {
      sharer.stop();
    });
    if (interrupt.signal.aborted) sharer.stop();
    const status = new Status();
    timer = setInterval(() => {
      progress.update(() => status.text(sharer.counters));
    }, STATUS_EVERY);
    await sharer.run();
    progress.clear();
    say(summary(sharer.counters));
  } catch (error) {
    progress.clear();
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    clearInterval(timer);
    interrupt.off();
    await source?.close();
  }
}

function announce({ address, port, family }: AddressInfo, { width, height }: FrameSource, { allow }: Options): void {
  const anywhere = address === "0.0.0.0" || address === "::";
  const local = address === "::1" || (family === "IPv4" && address.startsWith("127."));
  say(`listening on ${address} port ${port}`);
  const who = allow.length > 0 ? allow.join(", ") : anywhere ? "everybody who can reach this machine" : null;
  if (!local || allow.length > 0) say(`who can see it: ${who ?? `everybody who can reach ${address}`}`);
  const host = anywhere ? "ADDRESS-OF-THIS-MACHINE" : address;
  say(`to view: sharelab view ${host} --port ${port} --size ${width}x${height}`);
}

function describe(event: SharerEvent): string {
  const who = `${event.address} port ${event.port}`;
  switch (event.kind) {
    case "joined":
      return `${who} is viewing (${viewers(event.viewers)})`;
    case "left":
      return `${who} has left (${viewers(event.viewers)})`;
    case "refused":
      return `${who} was turned away: ${event.why === "full" ? "too many viewers" : "not allowed"}`;
  }
}

/** What is going on, from the difference to the last look. */
class Status {
  #before: SharerCounters | null = null;
  #at = performance.now();

  text(now: SharerCounters): string {
    const elapsed = (performance.now() - this.#at) / 1000;
    const bits = ((now.bytes - (this.#before?.bytes ?? 0)) * 8) / elapsed;
    const fps = (now.taken - (this.#before?.taken ?? 0)) / elapsed;
    this.#before = now;
    this.#at = performance.now();
    const rates = `${fps.toFixed(1)} frames/s, ${(bits / 1e6).toFixed(1)} Mbit/s`;
    return `${viewers(now.viewers)}, ${rates}, ${age(now)}`;
  }
}

function summary(counters: SharerCounters): string {
  const { taken, sent, repeated, skipped, bytes, joined, refused } = counters;
  const turnedAway = refused === 0 ? "" : `, ${refused} turned away`;
  return [
    `${taken} frames taken, ${viewers(joined)}${turnedAway}`,
    `  ${sent} sent, ${repeated} repeated, ${skipped} skipped, ${bytes} bytes, ${age(counters)}`,
  ].join("\n");
}

function age({ medianAge }: SharerCounters): string {
  return `frame age ${medianAge === null ? "unknown" : `${medianAge.toFixed(0)} ms`}`;
}

function viewers(count: number): string {
  return count === 1 ? "1 viewer" : `${count} viewers`;
}

function source(name: string): SourceKind {
  const kind = sourceByName(name);
  if (kind === undefined) {
    throw new InvalidArgumentError(`Known sources: ${SOURCES.map((known) => known.name).join(", ")}.`);
  }
  return kind;
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
