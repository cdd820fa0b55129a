/** Servers of ours in a folder of their own, and the Python programs of test/peers/file_peer.py. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileEvent } from "../../src/share/files/events.ts";
import { FileServer, type FileServerOptions } from "../../src/share/files/file-server.ts";
import { FileService, type FileServiceOptions } from "../../src/share/files/file-service.ts";
import { Folder } from "../../src/share/files/folder.ts";
import type { UploadLimits } from "../../src/share/files/uploads.ts";
import { sha256, until } from "../share/peers.ts";
import { PYTHON } from "../support/python.ts";

export { sha256, until };

export const WRITABLE: UploadLimits = { maxBytes: 1e9, maxFiles: 10_000, keepFree: 0, overwrite: false };

export interface RunningServer {
  /** Holds the folder that is served, as "shared", and what must never be reached. */
  readonly outside: string;
  readonly shared: string;
  readonly port: number;
  readonly events: FileEvent[];
  readonly service: FileService;
  stop(): Promise<void>;
}

export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "sharelab-files-"));
}

export async function startServer(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  service: Partial<FileServiceOptions> = {},
  server: Partial<FileServerOptions> = {},
): Promise<RunningServer> {
  const outside = scratch();
  const shared = join(outside, "shared");
  mkdirSync(shared);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(shared, name), content);
  const events: FileEvent[] = [];
  const folder = await Folder.open(shared);
  const running = new FileService(folder, { hidden: false, uploads: WRITABLE, ...service }, (event) => {
    events.push(event);
  });
  const listening = new FileServer(running, { host: "127.0.0.1", port: 0, allow: [], maxClients: 1000, ...server });
  const { port } = await listening.listen();
  const abort = new AbortController();
  const ended = listening.run(abort.signal);
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended;
    await folder.close();
  };
  return { outside, shared, port, events, service: running, stop };
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).setNoDelay(true).pause();
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

export interface Heard {
  readonly bytes: Buffer;
  readonly end: "fin" | "reset";
}

/** Reads to the end. */
export async function hear(socket: Socket): Promise<Heard> {
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  const end = await new Promise<Heard["end"]>((resolve) => {
    socket.once("end", () => {
      resolve("fin");
    });
    socket.once("close", () => {
      resolve("reset");
    });
    socket.resume();
  });
  socket.end();
  return { bytes: Buffer.concat(pieces), end };
}

/** Sends a request, ends this side, and reads to the end. */
export async function ask(port: number, request: string | Uint8Array): Promise<Heard> {
  const socket = await dial(port).catch(() => null);
  if (socket === null) return { bytes: Buffer.alloc(0), end: "reset" }; // before it was told that it was connected
  socket.end(request);
  return hear(socket);
}

/** A server that does what the function does with each client. */
export async function scriptedServer(
  script: (socket: Socket) => Promise<void> | void,
): Promise<{ port: number; close: () => void }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    void script(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

export interface PythonResult {
  readonly code: number | null;
  readonly stderr: string;
  readonly lines: readonly Record<string, unknown>[];
}

const PEER = fileURLToPath(new URL("../peers/file_peer.py", import.meta.url));

export function python(args: readonly string[]): Promise<PythonResult> {
  return collected(spawn(PYTHON, [PEER, ...args], { stdio: ["ignore", "pipe", "pipe"] }));
}

async function collected(child: ChildProcess): Promise<PythonResult> {
  let [stdout, stderr] = ["", ""];
  child.stdout!.on("data", (piece: Buffer) => (stdout += piece.toString()));
  child.stderr!.on("data", (piece: Buffer) => (stderr += piece.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const lines = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stderr, lines };
}

export interface PythonServer {
  readonly port: number;
  readonly folder: string;
  readonly result: Promise<PythonResult>;
  kill(): void;
}

export async function pythonServer(args: readonly string[] = [], folder = scratch()): Promise<PythonServer> {
  const child = spawn(PYTHON, [PEER, "serve", folder, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const result = collected(child);
  const port = await new Promise<number>((resolve, reject) => {
    // Python writes the line word by word where it does not buffer (PYTHONUNBUFFERED).
    let printed = "";
    child.stdout.on("data", (piece: Buffer) => {
      printed += piece.toString();
      const found = /listening \S+ (\d+)\n/.exec(printed);
      if (found !== null) resolve(Number(found[1]));
    });
    child.once("close", () => {
      reject(new Error("the Python server has ended"));
    });
  });
  return { port, folder, result, kill: () => child.kill() };
}

const words = Buffer.from("file-existsfile-doesn't-existgetFilesendFilefile-refusedfile-stored");

/** By what they try: sizes around a piece, several MB, and content that looks like the protocol's words. */
export const CONTENTS: readonly (readonly [what: string, content: Buffer])[] = [
  ["empty", Buffer.alloc(0)],
  ["1 byte", Buffer.from([0])],
  ["1023 bytes", randomBytes(1023)],
  ["1024 bytes", randomBytes(1024)],
  ["1025 bytes", randomBytes(1025)],
  ["3 MB", randomBytes(3_000_001)],
  ["the word that it exists", Buffer.concat([Buffer.from("file-exists"), randomBytes(2000)])],
  ["the word that it does not", Buffer.from("file-doesn't-exist")],
  ["all words", words],
  ["text without a line end", Buffer.from("hello")],
];
