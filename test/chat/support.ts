/** Servers, clients and programs for the tests of the chat. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { ChatEvent } from "../../src/share/chat/events.ts";
import type { ChatServerOptions } from "../../src/share/chat/options.ts";
import { ChatServer } from "../../src/share/chat/server.ts";
import { PYTHON } from "../support/python.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Waits for something to come true; fails after a minute, which only a broken program takes. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface RunningServer {
  readonly server: ChatServer;
  readonly port: number;
  readonly events: ChatEvent[];
}

export async function startServer(options: Partial<ChatServerOptions> = {}): Promise<RunningServer> {
  const events: ChatEvent[] = [];
  const server = new ChatServer({ port: 0, ...options }, (event) => events.push(event));
  const { port } = await server.listen();
  return { server, port, events };
}

/** A client that does exactly what it is told. */
export class RawClient {
  readonly socket: Socket;
  /** What each read gave. */
  readonly reads: string[] = [];
  #text = "";

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      this.reads.push(bytes.toString());
      this.#text += bytes.toString();
    });
  }

  /** @param name joins with it, if given */
  static async open(port: number, name?: string, localAddress = "127.0.0.1"): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
    const client = new RawClient(socket);
    await once(socket, "connect");
    if (name !== undefined) {
      await client.sees("Enter.");
      client.send(name);
      await client.sees("Welcome");
    }
    return client;
  }

  /** All that has come. */
  get text(): string {
    return this.#text;
  }

  send(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Sends each and waits for its echo, as people do. */
  async say(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const before = this.#text.length;
      this.send(text);
      await until(
        () => this.#text.slice(before).includes(`: ${text}`),
        () => `the echo of ${text}: ${this.#text}`,
      );
    }
  }

  async sees(words: string): Promise<void> {
    await until(
      () => this.#text.includes(words),
      () => `${JSON.stringify(words)}: ${JSON.stringify(this.#text.slice(-2000))}`,
    );
  }

  /** Until the other end has sent FIN or reset the connection. */
  async ended(): Promise<void> {
    if (!this.socket.readableEnded && !this.socket.closed) {
      await Promise.race([once(this.socket, "end"), once(this.socket, "close")]);
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

const running = new Set<ChildProcess>();

/** For `afterEach`. */
export function endPrograms(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A program with what it printed so far. */
export class Program {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  stdout = "";
  stderr = "";

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.child.stdin!.on("error", () => undefined);
    this.child.stdout!.on("data", (piece: Buffer) => (this.stdout += piece.toString()));
    this.child.stderr!.on("data", (piece: Buffer) => (this.stderr += piece.toString()));
    running.add(this.child);
    this.code = new Promise((resolve) => this.child.on("close", resolve));
    void this.code.then(() => running.delete(this.child));
  }

  type(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  async prints(words: string | RegExp): Promise<void> {
    await until(
      () => (typeof words === "string" ? this.stdout.includes(words) : words.test(this.stdout)),
      () => `${String(words)}: ${this.stdout}${this.stderr}`,
    );
  }

  async says(words: string | RegExp): Promise<void> {
    await until(
      () => (typeof words === "string" ? this.stderr.includes(words) : words.test(this.stderr)),
      () => `${String(words)}: ${this.stderr}`,
    );
  }
}

/** The command `chat`, from its source. */
export function chat(...args: readonly string[]): Program {
  return new Program(process.execPath, ["--import", "tsx", path("program.ts"), "chat", ...args]);
}

/** A Python client: prints what each recv gives as a JSON string. */
export function pythonClient(port: number, ...args: readonly string[]): Program {
  return new Program(PYTHON, [path("../peers/chat_client.py"), "127.0.0.1", "--port", String(port), "--json", ...args]);
}

/** @returns what each recv of a Python client gave */
export function received({ stdout }: Program): string[] {
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as string);
}

export async function pythonServer(...args: readonly string[]): Promise<{ program: Program; port: number }> {
  const program = new Program(PYTHON, [path("../peers/chat_server.py"), "--port", "0", ...args]);
  const listening = /listening \S+ (\d+)\n/;
  await program.prints(listening);
  return { program, port: Number(listening.exec(program.stdout)![1]) };
}
