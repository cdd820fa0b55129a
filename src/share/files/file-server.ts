import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { AllowList } from "../net/allow-list.ts";
import { listen } from "../net/listen.ts";
import type { FileService } from "./file-service.ts";

export interface FileServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Addresses and CIDR blocks that may connect; none: everybody who can reach the address. */
  readonly allow: readonly string[];
  /** At once; others are turned away. */
  readonly maxClients: number;
}

/** Listens, and hands over to the service whoever may connect. */
export class FileServer {
  readonly #service: FileService;
  readonly #options: FileServerOptions;
  readonly #allow: AllowList;
  readonly #server: Server;
  #stopped!: () => void;
  #failed!: (error: unknown) => void;
  readonly #ended = new Promise<void>((resolve, reject) => {
    this.#stopped = resolve;
    this.#failed = reject;
  });

  /** @throws ShareOptionError for what is no address in `allow` */
  constructor(service: FileService, options: FileServerOptions) {
    this.#service = service;
    this.#options = options;
    this.#allow = new AllowList(options.allow);
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#arrive(socket);
    });
  }

  /** @throws ListenError */
  listen(): Promise<AddressInfo> {
    return listen(this.#server, this.#options.host, this.#options.port);
  }

  /** Serves until `signal` comes. Transfers that are not done then are broken off. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => {
      this.#stopped();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      await this.#ended;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#server.close();
      await this.#service.stop();
    }
  }

  #arrive(socket: Socket): void {
    const allowed = this.#allow.allows(socket.remoteAddress ?? "");
    const isFull = this.#service.counters.clients >= this.#options.maxClients;
    if (!allowed || isFull) this.#service.turnAway(socket, allowed ? "full" : "not-allowed");
    else this.#service.takeOver(socket).catch(this.#failed);
  }
}
