/** Whether real packets can be captured here, and things to capture. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { cap } from "../../src/analyze/capture/engines/cap.ts";
import { ENGINES } from "../../src/analyze/capture/registry.ts";
import type { CaptureEngine } from "../../src/analyze/capture/types.ts";
import { hasTool } from "./tools.ts";

const inCi = (process.env["CI"] ?? "") !== "";
/** Root may capture; whether others may is a matter of the machine, so they are not asked to. */
const allowed = process.getuid?.() === 0 && process.platform === "linux";

/** Skipped by name where packets can't be captured; in CI that is a failure. */
export function mayCapture(...tools: readonly string[]): boolean {
  const can = allowed && tools.every(hasTool);
  if (inCi && !can) throw new Error(`CI must capture: as root, on Linux, with ${tools.join(", ")}`);
  return can;
}

/** The engines that are installed here; in CI that is all of them. */
export async function installedEngines(): Promise<CaptureEngine[]> {
  const found: CaptureEngine[] = [];
  for (const engine of ENGINES) {
    if ((await engine.find()) !== null) found.push(engine);
    // A package of optional native code may be missing where no compiler was.
    else if (inCi && engine !== cap) throw new Error(`CI needs ${engine.name}`);
  }
  return found;
}

export function captureFolder(): string {
  return mkdtempSync(join(tmpdir(), "sharelab-capture-"));
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends bytes over one loopback connection, in a process of its own so that it never waits for the test. */
export async function burst(port: number, bytes: number): Promise<void> {
  const script = `
    const net = require("net");
    const [port, total] = process.argv.slice(1).map(Number);
    const chunk = Buffer.alloc(2 ** 20);
    for (let i = 0; i < chunk.length; i++) chunk[i] = (i * 7) ^ (i >> 8);
    const server = net.createServer((socket) => {
      let left = total;
      const more = () => {
        while (left > 0) {
          const size = Math.min(left, chunk.length);
          left -= size;
          if (!socket.write(chunk.subarray(0, size))) return socket.once("drain", more);
        }
        socket.end();
      };
      more();
    });
    server.listen(port, "127.0.0.1", () => {
      net.connect(port, "127.0.0.1").resume().on("end", () => server.close());
    });`;
  const child = spawn(process.execPath, ["-e", script, String(port), String(bytes)], { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the sender ended with ${code}`);
}

/** Small messages back and forth until stopped: a trickle of packets. */
export class Trickle {
  readonly #server: Server;
  readonly #timer: NodeJS.Timeout;
  readonly #close: () => void;

  private constructor(server: Server, send: () => void, close: () => void) {
    this.#server = server;
    this.#timer = setInterval(send, 2);
    this.#close = close;
  }

  static async begin(port: number): Promise<Trickle> {
    const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(port, "127.0.0.1");
    await once(server, "listening");
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.on("error", () => undefined).resume();
    return new Trickle(
      server,
      () => socket.write("to and fro"),
      () => socket.destroy(),
    );
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#close();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
