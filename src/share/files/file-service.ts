/** Serves one folder to clients that are connected already, whoever accepted them. */
import type { Socket } from "node:net";
import type { FileRequest } from "../wire/file-transfer/request.ts";
import { answerGet } from "./answer-get.ts";
import { answerPut, answerUnclearPut } from "./answer-put.ts";
import { awaitRequest } from "./await-request.ts";
import type { Conversation } from "./conversation.ts";
import type { FileCounters, FileEvent, FileEventBody, Rejection } from "./events.ts";
import type { Folder } from "./folder.ts";
import { USUAL_TIMING, type Timing } from "./timing.ts";
import { Uploads, type UploadLimits } from "./uploads.ts";
import { plainAddress } from "../net/ip-address.ts";

export interface FileServiceOptions {
  /** Whether files whose names begin with a dot are served, and may be sent. */
  readonly hidden: boolean;
  /** Null: nothing may be sent. */
  readonly uploads: UploadLimits | null;
  readonly timing?: Partial<Timing>;
}

/** Before the kernel asks a silent client whether it is still there, ms. */
const KEEP_ALIVE = 30_000;

export class FileService {
  readonly #folder: Folder;
  readonly #options: FileServiceOptions;
  readonly #timing: Timing;
  readonly #uploads: Uploads | null;
  readonly #onEvent: (event: FileEvent) => void;
  readonly #sockets = new Map<Socket, Promise<void>>();
  readonly #counters = { sent: 0, received: 0, bytesSent: 0, bytesReceived: 0, declined: 0, broken: 0, rejected: 0 };

  constructor(folder: Folder, options: FileServiceOptions, onEvent: (event: FileEvent) => void = () => undefined) {
    this.#folder = folder;
    this.#options = options;
    this.#timing = { ...USUAL_TIMING, ...options.timing };
    this.#uploads = options.uploads === null ? null : new Uploads(folder, options, options.uploads);
    this.#onEvent = onEvent;
  }

  get counters(): FileCounters {
    return { clients: this.#sockets.size, ...this.#counters };
  }

  /**
   * Takes over a connection, which is its own from now on, and closes it in the end. A server of something else (the chat)
   * calls it for a client whose first message is about a file, after taking its own listeners off.
   *
   * @param first what was read so far: the request, or how it begins
   * @returns done when the connection is closed; rejects only for a defect, never for what a client does
   */
  takeOver(socket: Socket, first: Uint8Array = new Uint8Array(0)): Promise<void> {
    const serving = this.#serve(socket, first).finally(() => {
      this.#sockets.delete(socket);
    });
    this.#sockets.set(socket, serving);
    return serving;
  }

  /** Resets the connection of a client that is not let in, and tells about it. */
  turnAway(socket: Socket, why: Rejection): void {
    socket.on("error", () => undefined); // there is nothing left to be told
    this.#tell(socket, { kind: "rejected", why });
    socket.resetAndDestroy();
  }

  /** Ends all transfers: with a reset, so that nobody takes what there is for a whole file. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy();
    await Promise.allSettled(this.#sockets.values()); // who called `takeOver` hears of a failure
  }

  async #serve(socket: Socket, first: Uint8Array): Promise<void> {
    // Read now: a socket that is closed has none.
    const [address, port] = [plainAddress(socket.remoteAddress), socket.remotePort ?? 0];
    socket.on("error", () => undefined); // "close" follows
    // A client may end its side with the request, and still wants an answer.
    socket.allowHalfOpen = true;
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE).setTimeout(this.#timing.idle);
    const asked = await awaitRequest(socket, first, this.#timing);
    const conversation: Conversation = {
      socket,
      timing: this.#timing,
      tell: (body) => {
        this.#count(body);
        this.#onEvent({ ...body, address, port });
      },
      moved: (verb, bytes) => {
        this.#counters[verb === "get" ? "bytesSent" : "bytesReceived"] += bytes;
      },
    };
    try {
      if (typeof asked === "object") await this.#answer(asked, conversation);
      else if (asked === "silent") conversation.tell({ kind: "no-request", why: "silent", bytes: Buffer.alloc(0) });
    } finally {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  async #answer(request: FileRequest, conversation: Conversation): Promise<void> {
    switch (request.kind) {
      case "get":
        return answerGet(request.name, this.#folder, this.#options, conversation);
      case "put":
        return answerPut(request, this.#uploads, conversation);
      case "put-unclear":
        return answerUnclearPut(request, this.#uploads, conversation);
      case "unknown":
        conversation.tell({ kind: "no-request", why: "unknown", bytes: request.bytes });
    }
  }

  #tell(socket: Socket, body: FileEventBody): void {
    this.#count(body);
    this.#onEvent({ ...body, address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 });
  }

  #count(body: FileEventBody): void {
    switch (body.kind) {
      case "done":
        this.#counters[body.verb === "get" ? "sent" : "received"]++;
        break;
      case "declined":
      case "broken":
      case "rejected":
        this.#counters[body.kind]++;
        break;
      case "started":
      case "no-request":
    }
  }
}
