/** The files that come and go: each transfer with what became of it. */
import type { Readable } from "node:stream";
import type { RoomTransfer } from "../display/page/room-protocol.ts";
import { FileConnectError, FileWriteError, ShareError, TransferLostError } from "../errors.ts";
import type { FileEvent } from "../files/events.ts";
import { Unavailable, type OpenedFile } from "../files/folder.ts";
import { checkWireName, getFile } from "../files/get-file.ts";
import { nameProblem } from "../files/names.ts";
import { putFile, type PutEnd } from "../files/put-file.ts";
import type { FileServerAddress } from "../files/reach-server.ts";
import type { Desk } from "./desk.ts";
import { OwnRequests } from "./own-requests.ts";

/** More are forgotten, the oldest first. */
const KEPT = 50;
/** Of this page at once. */
const MOST_RUNNING = 8;

export interface TransfersOptions {
  /** null: there is none. */
  readonly server: () => FileServerAddress | null;
  readonly desk: Desk;
  /** Of one file, bytes. */
  readonly maxBytes: number;
  readonly onChange: () => void;
  /** A file of ours has been taken. */
  readonly onPut: (name: string, bytes: number) => void;
}

interface Running {
  transfer: RoomTransfer;
  readonly stop: AbortController;
  /** When there is nothing more to be done for it. */
  ended: Promise<void>;
}

export class Transfers {
  readonly #options: TransfersOptions;
  #list: RoomTransfer[] = [];
  readonly #running = new Map<number, Running>();
  readonly #own = new OwnRequests();
  /** Transfers of others that are under way, by their client. */
  readonly #heard = new Map<string, number>();
  #last = 0;

  constructor(options: TransfersOptions) {
    this.#options = options;
  }

  /** The oldest first. */
  get list(): readonly RoomTransfer[] {
    return this.#list;
  }

  /** Gets a file and keeps it for the page. */
  get(name: string): void {
    const running = this.#begin("get", name, null);
    if (running === null) return;
    running.ended = this.#run(running, () => this.#get(running));
  }

  /**
   * Takes a file from the page, then sends it.
   *
   * @param size bytes that the body has; it is not believed
   * @returns what is wrong with it, in a sentence; null as soon as all of it is here
   */
  async put(name: string, size: number, body: Readable): Promise<string | null> {
    const { maxBytes } = this.#options;
    const problem = size > maxBytes ? `is larger than ${maxBytes} bytes` : nameProblem(name, { hidden: false });
    if (problem !== null) return `The file ${problem}.`;
    const running = this.#begin("put", name, size);
    if (running === null) return "Too many files are being sent and got: wait for one of them.";
    let arrived: (problem: string | null) => void = () => undefined;
    const result = new Promise<string | null>((resolve) => {
      arrived = resolve;
    });
    running.ended = this.#run(running, async () => {
      await this.#arrive(running, size, body);
      arrived(null);
      await this.#put(running);
    }).finally(() => {
      arrived(this.#find(running.transfer.id)?.note ?? "It was broken off.");
    });
    return result;
  }

  cancel(id: number): void {
    this.#running.get(id)?.stop.abort();
  }

  /** What others do with the folder of this room. */
  hear(event: FileEvent): void {
    if (event.kind === "rejected" || event.kind === "no-request") return;
    if (this.#own.isOwn(event.verb, event.name, event.kind !== "started")) return;
    const client = `${event.address} ${event.port}`; // each has one connection a file
    const direction = event.verb === "get" ? "given" : "taken";
    const known = this.#heard.get(client);
    const transfer = (known === undefined ? undefined : this.#find(known)) ?? this.#entry(direction, event.name, null);
    const who = `${event.verb === "get" ? "To" : "From"} ${event.address}`;
    if (event.kind === "started") {
      this.#heard.set(client, transfer.id);
      this.#set({ ...transfer, state: "moving", size: event.size, note: who });
      return;
    }
    this.#heard.delete(client);
    switch (event.kind) {
      case "done": {
        const { bytes, sha256 } = event;
        this.#set({ ...transfer, state: "done", size: bytes, bytes, sha256, note: who });
        return;
      }
      case "declined":
        this.#set({ ...transfer, state: "failed", note: `${who}: it ${event.why}.` });
        return;
      case "broken":
        this.#set({ ...transfer, state: "failed", bytes: event.bytes, note: `${who}: ${event.why}.` });
    }
  }

  /** @returns a file that was got; null where there is none */
  async got(id: number): Promise<{ name: string; file: OpenedFile } | null> {
    const transfer = this.#find(id);
    if (transfer?.kept !== true) return null;
    const file = await this.#options.desk.open(id);
    return file instanceof Unavailable ? null : { name: transfer.name, file };
  }

  /** Breaks off what is not done. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  #begin(direction: "get" | "put", name: string, size: number | null): Running | null {
    const entry = this.#entry(direction, name, size);
    if (this.#running.size >= MOST_RUNNING) {
      this.#set({ ...entry, state: "failed", note: "Too many files at once: wait for one of them." });
      return null;
    }
    const running = { transfer: entry, stop: new AbortController(), ended: Promise.resolve() };
    this.#running.set(entry.id, running);
    this.#set(entry);
    return running;
  }

  /** @returns when it has ended, however */
  async #run(running: Running, work: () => Promise<void>): Promise<void> {
    const { id } = running.transfer;
    try {
      await work();
    } catch (error) {
      const note = running.stop.signal.aborted ? "Broken off." : saying(error);
      this.#update(running, { state: "failed", note });
    } finally {
      this.#running.delete(id);
      if (running.transfer.direction === "put") await this.#options.desk.remove(id);
    }
  }

  async #get(running: Running): Promise<void> {
    const { desk, maxBytes } = this.#options;
    const { id, name } = running.transfer;
    checkWireName(name);
    const done = this.#own.expect("get", name);
    const got = await getFile(
      {
        ...{ ...this.#server, name, maxBytes, signal: running.stop.signal },
        onBytes: (bytes) => {
          this.#update(running, { state: "moving", bytes });
        },
      },
      () => desk.create(id),
    ).finally(done);
    if (got === null) throw new TransferLostError("Broken off.", "");
    const { bytes, sha256 } = got;
    const note = "Whole if the sender's SHA-256 is the same: the protocol tells no length.";
    this.#update(running, { state: "done", bytes, size: bytes, sha256, note, kept: true });
  }

  /** From the page to the desk. @throws FileWriteError, TransferLostError */
  async #arrive({ transfer, stop }: Running, size: number, body: Readable): Promise<void> {
    const sink = await this.#options.desk.create(transfer.id);
    let count = 0;
    const broken = (): void => {
      body.destroy();
    };
    stop.signal.addEventListener("abort", broken);
    if (stop.signal.aborted) broken();
    try {
      for await (const piece of body) {
        count += (piece as Buffer).length;
        if (count > size) break;
        await sink.write(piece as Buffer);
      }
      if (count !== size) throw new TransferLostError("The page did not send all of the file.", "Send it again.");
      await sink.finish();
    } catch (error) {
      await sink.leave();
      if (error instanceof ShareError) throw error;
      throw new TransferLostError("The page broke off sending the file.", "Send it again.", { cause: error });
    } finally {
      stop.signal.removeEventListener("abort", broken);
    }
  }

  async #put(running: Running): Promise<void> {
    const { desk, onPut } = this.#options;
    const { id, name } = running.transfer;
    const file = await desk.open(id);
    if (file instanceof Unavailable) throw new FileWriteError(`The temporary file ${file.why}.`, "Send it again.");
    const done = this.#own.expect("put", name);
    try {
      const put = await putFile(file, {
        ...{ ...this.#server, name, signal: running.stop.signal },
        onBytes: (bytes) => {
          this.#update(running, { state: "moving", bytes });
        },
      });
      if (put === null) throw new TransferLostError("Broken off.", "");
      this.#update(running, { state: "done", bytes: put.bytes, sha256: put.sha256, note: PUT_ENDS[put.end] });
      onPut(name, put.bytes);
    } finally {
      done();
      await file.handle.close();
    }
  }

  get #server(): FileServerAddress {
    const server = this.#options.server();
    if (server !== null) return server;
    throw new FileConnectError("Files come over the chat, which is switched off.", "Start the room with it.");
  }

  #entry(direction: RoomTransfer["direction"], name: string, size: number | null): RoomTransfer {
    const id = ++this.#last;
    return { id, direction, name, size, bytes: 0, state: "waiting", sha256: null, note: "", kept: false };
  }

  #find(id: number): RoomTransfer | undefined {
    return this.#list.find((transfer) => transfer.id === id);
  }

  #update(running: Running, change: Partial<RoomTransfer>): void {
    running.transfer = { ...running.transfer, ...change };
    this.#set(running.transfer);
  }

  #set(transfer: RoomTransfer): void {
    const at = this.#list.findIndex(({ id }) => id === transfer.id);
    this.#list = at === -1 ? [...this.#list, transfer] : this.#list.with(at, transfer);
    this.#forget();
    this.#options.onChange();
  }

  #forget(): void {
    while (this.#list.length > KEPT) {
      const oldest = this.#list.find(({ id }) => !this.#running.has(id));
      if (oldest === undefined) return;
      this.#list = this.#list.filter((transfer) => transfer !== oldest);
      if (oldest.kept) void this.#options.desk.remove(oldest.id);
    }
  }
}

/** One file that goes wrong in a way nobody thought of does not end the room; the page says so. */
function saying(error: unknown): string {
  if (error instanceof ShareError) return `${error.message} ${error.remedy}`.trim();
  return `Something went wrong: ${error instanceof Error ? error.message : String(error)}.`;
}

const PUT_ENDS: Readonly<Record<PutEnd, string>> = {
  stored: "Stored there, with the same SHA-256.",
  closed: "The other side took it, and does not say what it has stored: compare the SHA-256.",
  open: "The other side did not end in time: compare the SHA-256.",
};
