/** The Python peers of test/peers as programs, a sharer of ours that runs in the test, and sources that follow a script. */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SharerEvent } from "../../src/share/sharer/events.ts";
import { Sharer } from "../../src/share/sharer/sharer.ts";
import type { SharerOptions } from "../../src/share/sharer/options.ts";
import type { FrameSource, SourceFrame } from "../../src/share/source/types.ts";
import type { PictureSize } from "../../src/share/wire/types.ts";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "sharelab-share-"));
}

export interface PeerFrame {
  readonly index: number;
  readonly rawLength: number;
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly receivedAt: number;
}

export interface PeerResult {
  readonly code: number | null;
  readonly stderr: string;
  /** Why it stopped: "eof", "eof inside a frame", "enough", … */
  readonly end: string;
  readonly frames: readonly PeerFrame[];
}

/** A running Python peer. */
export class Peer {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #manifest: string;
  readonly #ended: Promise<number | null>;
  #stderr = "";
  #firstLine!: (line: string) => void;
  /** Its first line of output, such as "listening 127.0.0.1 40123". */
  readonly ready = new Promise<string>((resolve) => {
    this.#firstLine = resolve;
  });

  constructor(program: "view_peer" | "share_peer", args: readonly string[]) {
    this.#manifest = join(temporaryFolder(), "manifest.json");
    const path = fileURLToPath(new URL(`../peers/${program}.py`, import.meta.url));
    const save = program === "view_peer" ? "--save" : "--manifest";
    this.child = spawn("python3", [path, ...args, save, this.#manifest], { stdio: ["ignore", "pipe", "pipe"] });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      this.#lines.push(line);
      this.#firstLine(line);
    });
    this.child.stderr!.on("data", (piece: Buffer) => (this.#stderr += piece.toString()));
    this.#ended = new Promise((resolve) => this.child.on("close", resolve));
  }

  /** Of its only connection. */
  async result(): Promise<PeerResult> {
    const code = await this.#ended;
    const none = { connections: [{ end: this.#lines.at(-1) ?? "", frames: [] }] };
    let manifest: { connections: { end: string; frames: PeerFrame[] }[] };
    try {
      manifest = JSON.parse(readFileSync(this.#manifest, "utf8")) as typeof manifest;
    } catch {
      manifest = none;
    }
    return { code, stderr: this.#stderr, ...(manifest.connections[0] ?? none.connections[0]!) };
  }
}

export function pythonViewer(port: number, args: readonly string[] = [], host = "127.0.0.1"): Promise<PeerResult> {
  return new Peer("view_peer", [host, "--port", String(port), ...args]).result();
}

/** @returns a Python sharer that listens on 127.0.0.1, and its port */
export async function pythonSharer(args: readonly string[]): Promise<{ peer: Peer; port: number }> {
  const peer = new Peer("share_peer", ["--bind", "127.0.0.1", "--port", "0", "--connections", "1", ...args]);
  const port = Number((await peer.ready).split(" ")[2]);
  return { peer, port };
}

/** Frames from a function; the source knows nothing of what changed unless the function tells. */
export class ScriptedSource implements FrameSource {
  readonly name = "script";
  readonly width: number;
  readonly height: number;
  /** When frames were taken (ms since the epoch), by what they hold. */
  readonly takenAt = new Map<string, number>();
  readonly hashes: string[] = [];
  readonly #frame: (n: number) => Uint8Array | null;
  #next = 0;

  constructor(size: PictureSize, frame: (n: number) => Uint8Array | null) {
    this.width = size.width;
    this.height = size.height;
    this.#frame = frame;
  }

  next(): Promise<SourceFrame | null> {
    const pixels = this.#frame(this.#next++);
    if (pixels === null) return Promise.resolve(null);
    const hash = sha256(pixels);
    if (!this.takenAt.has(hash)) this.takenAt.set(hash, Date.now());
    this.hashes.push(hash);
    return Promise.resolve({ width: this.width, height: this.height, pixels, changed: null });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export interface RunningSharer {
  readonly sharer: Sharer;
  readonly port: number;
  readonly address: AddressInfo;
  readonly events: SharerEvent[];
  /** When it has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startSharer(source: FrameSource, options: Partial<SharerOptions> = {}): Promise<RunningSharer> {
  const events: SharerEvent[] = [];
  const sharer = new Sharer(source, { port: 0, ...options }, (event) => events.push(event));
  const address = await sharer.listen();
  const ended = sharer.run();
  const stop = async (): Promise<void> => {
    sharer.stop();
    await ended;
  };
  return { sharer, port: address.port, address, events, ended, stop };
}

/** Waits for something to come true; fails after a minute, which only a broken program takes. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
