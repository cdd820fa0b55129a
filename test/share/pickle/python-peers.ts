/** The Python peers of pickle-q as programs: the video share's, the call's and the pushed capture's. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../peers.ts";

/** Debian's, which has numpy and OpenCV, wherever another python3 comes first. */
export const PYTHON = "/usr/bin/python3";

export interface PicklePeerConnection {
  readonly direction: "sent" | "received";
  readonly local: readonly [string, number];
  readonly peer: readonly [string, number];
  readonly bytes: number;
  /** "fin", "eof", "enough", "eof inside a frame", … */
  readonly end: string;
  readonly frames: readonly {
    readonly offset: number;
    readonly headerLength: number;
    readonly bodyLength: number;
    readonly shape: readonly [number, number, number];
    /** Of the pixels as RGB. */
    readonly sha256: string;
  }[];
}

export type PicklePeerName = "video_server" | "video_client" | "call_peer" | "push_client" | "push_server";

export class PicklePeer {
  readonly child: ChildProcess;
  stderr = "";
  readonly #manifest = join(temporaryFolder(), "manifest.json");
  readonly #ended: Promise<number | null>;
  #firstLine!: (line: string) => void;
  readonly #ready = new Promise<string>((resolve) => {
    this.#firstLine = resolve;
  });

  constructor(program: PicklePeerName, ...args: readonly string[]) {
    const path = fileURLToPath(new URL(`../../peers/${program}.py`, import.meta.url));
    this.child = spawn(PYTHON, ["-B", path, "--manifest", this.#manifest, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      this.#firstLine(line);
    });
    this.child.stderr!.on("data", (piece: Buffer) => (this.stderr += piece.toString()));
    this.#ended = new Promise((resolve) => this.child.on("close", resolve));
  }

  /** Of one that listens. */
  async port(): Promise<number> {
    return Number((await this.#ready).split(" ")[2]);
  }

  press(key: string): void {
    this.child.stdin!.write(`${key}\n`);
  }

  /** When it has ended: what it sent and read. */
  async connections(): Promise<PicklePeerConnection[]> {
    const code = await this.#ended;
    if (code !== 0) throw new Error(`the Python peer ended with ${code}: ${this.stderr}`);
    const manifest = JSON.parse(readFileSync(this.#manifest, "utf8")) as { connections: PicklePeerConnection[] };
    return manifest.connections;
  }

  /** Of one that has a single connection. */
  async connection(): Promise<PicklePeerConnection> {
    return (await this.connections())[0]!;
  }
}
