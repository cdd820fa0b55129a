/**
 * Who gets in of those that connect: by address, by number, and by asking somebody, one viewer at a time. Whoever waits
 * for an answer gets no byte, and holds up nobody but those who wait behind it.
 */
import type { Socket } from "node:net";
import type { AllowList } from "../net/allow-list.ts";
import type { Refusal, SharerEvent, ViewerAddress } from "./events.ts";
import type { Ask } from "./options.ts";
import { plainAddress } from "../net/ip-address.ts";

/** More than these are not asked about: nobody answers them all. */
const MOST_WAITING = 16;
/** How long a no holds for an address, ms: viewers that try again by themselves must not turn into more questions. */
const NO_HOLDS = 60_000;
/** More addresses than these are not remembered. */
const MOST_REMEMBERED = 1024;

export interface GateOptions {
  readonly allow: AllowList;
  readonly ask: Ask | null;
  /** ms */
  readonly askTimeout: number;
  /** Whether one more may come in. */
  readonly hasRoom: () => boolean;
  readonly letIn: (socket: Socket) => void;
  readonly onEvent: (event: SharerEvent) => void;
}

interface Waiting extends ViewerAddress {
  readonly socket: Socket;
  /** Aborted when the answer no longer matters. */
  readonly over: AbortController;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: Waiting[] = [];
  /** When somebody said no, by address, the oldest first; ms. */
  readonly #noes = new Map<string, number>();
  #asking = false;
  #closed = false;
  #refused = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Connections turned away so far. */
  get refused(): number {
    return this.#refused;
  }

  knock(socket: Socket): void {
    const who = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    const { allow, ask, hasRoom, letIn } = this.#options;
    if (this.#closed) this.#refuse(socket, who, "ending");
    else if (!allow.allows(who.address)) this.#refuse(socket, who, "not-allowed");
    else if (!hasRoom()) this.#refuse(socket, who, "full");
    else if (ask === null) letIn(socket);
    else if (this.#saidNo(who.address)) this.#refuse(socket, who, "declined");
    else if (this.#waiting.length >= MOST_WAITING) this.#refuse(socket, who, "too-many-waiting");
    else this.#wait(socket, who, ask);
  }

  /** Turns away whoever waits or comes from now on. */
  close(): void {
    this.#closed = true;
    for (const { over } of this.#waiting) over.abort();
  }

  #wait(socket: Socket, who: ViewerAddress, ask: Ask): void {
    const one: Waiting = { ...who, socket, over: new AbortController() };
    socket.on("error", () => undefined);
    socket.once("close", () => {
      one.over.abort();
    });
    socket.resume(); // that it leaves must be seen
    this.#waiting.push(one);
    if (!this.#asking) void this.#askAboutAll(ask);
  }

  async #askAboutAll(ask: Ask): Promise<void> {
    this.#asking = true;
    for (let one = this.#waiting[0]; one !== undefined; one = this.#waiting[0]) {
      const answer = await this.#answer(ask, one);
      this.#waiting.shift();
      this.#decide(one, answer);
    }
    this.#asking = false;
  }

  /** @returns null when there was none in time */
  #answer(ask: Ask, { address, port, over }: Waiting): Promise<boolean | null> {
    const { signal } = over;
    return new Promise((resolve) => {
      const settle = (answer: boolean | null): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", never);
        resolve(answer);
      };
      const never = (): void => {
        settle(null);
      };
      const timer = setTimeout(() => {
        over.abort();
      }, this.#options.askTimeout);
      signal.addEventListener("abort", never);
      if (signal.aborted) never();
      else void ask({ address, port }, signal).then(settle, never);
    });
  }

  #decide({ socket, address, port }: Waiting, answer: boolean | null): void {
    const { hasRoom, letIn, onEvent } = this.#options;
    const who = { address, port };
    if (socket.destroyed || !socket.writable) {
      socket.destroy();
      onEvent({ kind: "withdrew", ...who });
    } else if (this.#closed) this.#refuse(socket, who, "ending");
    else if (answer !== true) {
      this.#rememberNo(address);
      this.#refuse(socket, who, answer === null ? "no-answer" : "declined");
    } else if (!hasRoom()) this.#refuse(socket, who, "full");
    else letIn(socket);
  }

  #saidNo(address: string): boolean {
    const at = this.#noes.get(address);
    return at !== undefined && performance.now() - at < NO_HOLDS;
  }

  #rememberNo(address: string): void {
    this.#noes.delete(address);
    this.#noes.set(address, performance.now());
    const [oldest] = this.#noes.keys();
    if (this.#noes.size > MOST_REMEMBERED && oldest !== undefined) this.#noes.delete(oldest);
  }

  #refuse(socket: Socket, who: ViewerAddress, why: Refusal): void {
    socket.on("error", () => undefined);
    socket.destroy();
    this.#refused++;
    this.#options.onEvent({ kind: "refused", ...who, why });
  }
}
