import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { AllowList } from "../net/allow-list.ts";
import { listen } from "../net/listen.ts";
import { plainAddress } from "../net/ip-address.ts";

/** Before the kernel asks a silent sharer whether it is still there, ms. */
const KEEP_ALIVE = 30_000;

export interface PushListenerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Addresses and CIDR blocks that may push; none: everybody who can reach the address. */
  readonly allow: readonly string[];
  /** busy: another sharer pushes already. */
  readonly onRefused: (address: string, port: number, why: "not-allowed" | "busy") => void;
}

/** Waits for sharers that push, one at a time: while one does, others are turned away. */
export class PushListener {
  readonly #server: Server;
  readonly #options: PushListenerOptions;
  readonly #allow: AllowList;
  /** The one that pushes, or is to be taken next. */
  #current: Socket | null = null;
  #taken = false;
  #wake: () => void = () => undefined;

  /** Sharers can connect once `open` has been called. */
  constructor(options: PushListenerOptions) {
    this.#options = options;
    this.#allow = new AllowList(options.allow);
    this.#server = createServer({ pauseOnConnect: true }, (socket) => {
      this.#arrive(socket);
    });
  }

  open(): Promise<AddressInfo> {
    return listen(this.#server, this.#options.host, this.#options.port);
  }

  /** @returns the next sharer's connection, paused; null when `signal` came first */
  readonly accept = async (signal: AbortSignal): Promise<Socket | null> => {
    const wake = (): void => {
      this.#wake();
    };
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        if (this.#current !== null && !this.#taken) {
          this.#taken = true;
          return this.#current;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      return null;
    } finally {
      signal.removeEventListener("abort", wake);
    }
  };

  close(): void {
    this.#server.close();
    this.#current?.destroy();
  }

  #arrive(socket: Socket): void {
    const [address, port] = [plainAddress(socket.remoteAddress), socket.remotePort ?? 0];
    socket.on("error", () => undefined); // "close" follows
    const allowed = this.#allow.allows(address);
    if (!allowed || this.#current !== null) {
      socket.destroy();
      this.#options.onRefused(address, port, allowed ? "busy" : "not-allowed");
      return;
    }
    socket.setKeepAlive(true, KEEP_ALIVE);
    this.#current = socket;
    this.#taken = false;
    socket.once("close", () => {
      this.#current = null;
      this.#wake();
    });
    this.#wake();
  }
}
