/**
 * The child process of the cap engine. `cap` calls back for every packet from inside one native loop, which does not end
 * while packets keep coming: no timer fires, no stream moves. So this thread only copies packets into batches, and a second
 * thread writes them to standard output, listens for the end of standard input, and gives the batches' memory back.
 *
 *     node cap-child.js list FOLDER-OF-CAP
 *     node cap-child.js record FOLDER-OF-CAP REQUEST-AS-JSON
 */
import type { EventEmitter } from "node:events";
import { read, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { freemem } from "node:os";
import {
  isMainThread,
  MessageChannel,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { EngineRequest } from "../types.ts";

interface Cap extends EventEmitter {
  open(device: string, filter: string, kernelBytes: number, packet: Buffer): string;
  close(): boolean;
  /** Windows only. */
  setMinBytes?(bytes: number): void;
}
interface CapModule {
  readonly Cap: (new () => Cap) & { deviceList(): unknown };
}

const BATCH_BYTES = 2 ** 20;
/** A batch that isn't full is passed on after this long, ms. */
const PASS_ON_AFTER = 50;
const MAX_QUEUED_BYTES = 2 ** 30;
const MAX_KERNEL_BYTES = 2 ** 31 - 1;
const MAX_PACKET = 65_535;
const RECORD_HEADER_BYTES = 16;
/** LINKTYPE_ numbers by cap's names. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};

/** What both threads see: whether to stop, and how many batches have been written. */
const STOP = 0;
const WRITTEN = 1;

interface Shared {
  readonly flags: Int32Array;
  readonly free: MessagePort;
}

class Recorder {
  readonly #cap: Cap;
  readonly #snaplen: number;
  /** cap keeps a bare pointer to this memory: it must live as long as the capture. */
  readonly #packet: Buffer;
  readonly #flags = new Int32Array(new SharedArrayBuffer(8));
  readonly #channel = new MessageChannel();
  readonly #writer: Worker;
  readonly #maxQueued = Math.max(64, Math.floor(Math.min(MAX_QUEUED_BYTES, freemem() / 2) / BATCH_BYTES));
  #batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #length = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | null = null;
  #open = true;

  constructor(module: CapModule, request: EngineRequest) {
    this.#cap = new module.Cap();
    this.#snaplen = Math.min(MAX_PACKET, request.snaplen);
    this.#packet = Buffer.alloc(MAX_PACKET);
    const kernelBytes = Math.min(MAX_KERNEL_BYTES, request.bufferMegabytes * 2 ** 20);
    const link = this.#cap.open(request.interface, request.filter, kernelBytes, this.#packet);
    this.#cap.setMinBytes?.(0);
    const shared: Shared = { flags: this.#flags, free: this.#channel.port2 };
    this.#writer = new Worker(new URL(import.meta.url), { workerData: shared, transferList: [this.#channel.port2] });
    this.#writer.on("message", () => {
      this.#stop();
    });
    this.#writer.on("exit", () => {
      process.exit();
    });
    this.#header(LINK_TYPES[link] ?? Number(/\d+$/.exec(link)?.[0] ?? 1));
    this.#pass();
    this.#cap.on("packet", this.#take);
  }

  #header(linkType: number): void {
    const at = this.#batch;
    at.writeUInt32LE(0xa1b2c3d4, 0); // microseconds: no finer clock here
    at.writeUInt16LE(2, 4);
    at.writeUInt16LE(4, 6);
    at.writeBigUInt64LE(0n, 8);
    at.writeUInt32LE(this.#snaplen, 16);
    at.writeUInt32LE(linkType, 20);
    this.#length = 24;
  }

  readonly #take = (bytes: number): void => {
    if (!this.#open) return;
    if (Atomics.load(this.#flags, STOP) !== 0) {
      this.#stop();
      return;
    }
    const microseconds = Math.floor((performance.timeOrigin + performance.now()) * 1000);
    const captured = Math.min(bytes, this.#snaplen);
    if (this.#length + RECORD_HEADER_BYTES + captured > BATCH_BYTES) this.#pass();
    const at = this.#length;
    const seconds = Math.floor(microseconds / 1e6);
    this.#batch.writeUInt32LE(seconds, at);
    this.#batch.writeUInt32LE(microseconds - seconds * 1e6, at + 4);
    this.#batch.writeUInt32LE(captured, at + 8);
    this.#batch.writeUInt32LE(bytes, at + 12);
    this.#packet.copy(this.#batch, at + RECORD_HEADER_BYTES, 0, captured);
    this.#length = at + RECORD_HEADER_BYTES + captured;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#pass();
    }, PASS_ON_AFTER);
  };

  /** Gives the batch to the other thread. */
  #pass(): void {
    if (this.#length === 0) return;
    const { buffer } = this.#batch;
    this.#writer.postMessage({ buffer, length: this.#length }, [buffer]);
    this.#sent++;
    this.#length = 0;
    // Memory is not endless: beyond the limit it is the kernel's turn to hold packets, or to drop them.
    for (;;) {
      const written = Atomics.load(this.#flags, WRITTEN);
      if (this.#sent - written < this.#maxQueued) break;
      Atomics.wait(this.#flags, WRITTEN, written);
    }
    const free = receiveMessageOnPort(this.#channel.port1) as { message: ArrayBuffer } | undefined;
    this.#batch = free === undefined ? Buffer.allocUnsafeSlow(BATCH_BYTES) : Buffer.from(free.message);
  }

  #stop(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cap.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pass();
    this.#writer.postMessage(null);
    this.#channel.port1.close();
  }
}

/** The second thread. */
function writeBatches({ flags, free }: Shared): void {
  const port = parentPort!;
  port.on("message", (batch: { buffer: ArrayBuffer; length: number } | null) => {
    if (batch === null) process.exit();
    writeAll(Buffer.from(batch.buffer, 0, batch.length));
    free.postMessage(batch.buffer, [batch.buffer]);
    Atomics.add(flags, WRITTEN, 1);
    Atomics.notify(flags, WRITTEN);
  });
  const input = Buffer.alloc(64);
  const listen = (): void => {
    read(0, input, 0, input.length, null, (error, bytes) => {
      if (error === null && bytes > 0) {
        listen();
        return;
      }
      Atomics.store(flags, STOP, 1);
      port.postMessage("stop");
    });
  };
  listen();
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A pipe that doesn't block is full; one without a reader ends the recording.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.kill(process.pid, "SIGKILL");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function main(): void {
  const [what, folder = "cap", request = "{}"] = process.argv.slice(2);
  try {
    const module = createRequire(import.meta.url)(folder) as CapModule;
    if (what === "list") process.stdout.write(JSON.stringify(module.Cap.deviceList()));
    else recorder = new Recorder(module, JSON.parse(request) as EngineRequest);
  } catch (error) {
    process.stderr.write(`cap: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Held, as the native side holds only its memory. */
export let recorder: Recorder | null = null;
if (isMainThread) main();
else writeBatches(workerData as Shared);
