import type { Socket } from "node:net";
import { Intake } from "../wire/chat/intake.ts";
import { GREETING } from "../wire/chat/messages.ts";
import { Allowance } from "./allowance.ts";
import type { ClientAddress } from "./events.ts";
import { Outbox } from "./outbox.ts";
import { plainAddress } from "../net/ip-address.ts";

/** Of an idle connection, before the kernel asks whether the client is still there, ms. */
const KEEP_ALIVE = 30_000;
/** For the rest of a character to come, ms. */
const REST_COMES = 1000;
/** For a client to take what is left for it, and to close its end, ms. */
const PATIENCE = 3000;
/** Messages of one client that are dealt with before others get their turn. */
const IN_A_ROW = 16;

export interface MemberEvents {
  /** The first bytes. @returns whether they are the member's; else its socket is somebody else's now */
  readonly onFirst: (member: Member, bytes: Buffer) => boolean;
  /** One line of text, harmless; the first of a client may be empty. */
  readonly onMessage: (member: Member, text: string) => void;
  /** Once: the other end has closed (after all it said) or reset the connection. */
  readonly onGone: (member: Member, how: "closed" | "reset") => void;
}

/** One client's connection: what it says comes out message by message, no faster than its allowance. */
export class Member implements ClientAddress {
  readonly address: string;
  readonly port: number;
  readonly socket: Socket;
  /** Its name in the chat; null before it has one. */
  name: string | null = null;
  readonly #events: MemberEvents;
  readonly #outbox: Outbox;
  readonly #intake = new Intake();
  readonly #allowance = new Allowance();
  #inbox: string[] = [];
  #begun = false;
  #otherEnded = false;
  #gone = false;
  #timer: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(socket: Socket, events: MemberEvents) {
    this.socket = socket;
    this.#events = events;
    this.address = plainAddress(socket.remoteAddress);
    this.port = socket.remotePort ?? 0;
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE);
    socket.on("data", this.#read).on("end", this.#ended).on("close", this.#closed).on("error", ignore);
    this.#outbox = new Outbox(socket);
    this.say(Buffer.from(GREETING));
  }

  /** Bytes that wait for it to read. */
  get waitingBytes(): number {
    return this.#outbox.waitingBytes;
  }

  /** Whether nothing more is heard from it. */
  get isGone(): boolean {
    return this.#gone;
  }

  say(message: Buffer): void {
    this.#outbox.send(message);
  }

  /** Nothing more is heard from it; what waits for it is sent, then FIN. */
  end(): void {
    this.#silence();
    this.socket.resume(); // what is left unread would make a reset of our FIN
    this.#outbox.end();
    const timer = setTimeout(() => this.socket.destroy(), PATIENCE);
    this.socket.once("close", () => {
      clearTimeout(timer);
    });
  }

  reset(): void {
    this.#silence();
    this.socket.resetAndDestroy();
  }

  /** Gives its socket away. */
  release(): Socket {
    this.#silence();
    this.#outbox.release();
    return this.socket.off("data", this.#read).off("end", this.#ended).off("close", this.#closed).off("error", ignore);
  }

  #silence(): void {
    this.#gone = true;
    this.#inbox = [];
    clearTimeout(this.#timer);
    clearTimeout(this.#rest);
  }

  readonly #read = (bytes: Buffer): void => {
    if (this.#gone) return;
    if (!this.#begun) {
      this.#begun = true;
      this.socket.pause();
      if (!this.#events.onFirst(this, bytes)) return;
    }
    clearTimeout(this.#rest);
    this.#take(this.#intake.push(bytes));
    if (this.#intake.holds) {
      this.#rest = setTimeout(() => {
        this.#take(this.#intake.end());
      }, REST_COMES);
    }
  };

  #take(messages: readonly string[]): void {
    // Nothing but white space is an answer, too, where a name was asked for.
    if (this.name === null && messages.length === 0 && !this.#intake.holds) this.#inbox.push("");
    else this.#inbox.push(...messages);
    this.#deal();
  }

  readonly #deal = (): void => {
    for (let n = 0; n < IN_A_ROW; n++) {
      const message = this.#inbox.shift();
      if (message === undefined) {
        if (this.#gone) return;
        if (this.#otherEnded) this.#leave("closed");
        else this.socket.resume();
        return;
      }
      const wait = this.#allowance.spend(Buffer.byteLength(message));
      this.#events.onMessage(this, message);
      if (this.#gone) return;
      if (wait > 0) {
        this.#dealIn(wait);
        return;
      }
    }
    this.#dealIn(0);
  };

  #dealIn(wait: number): void {
    this.socket.pause();
    this.#timer = setTimeout(this.#deal, wait);
  }

  readonly #ended = (): void => {
    if (this.#gone) return;
    clearTimeout(this.#rest);
    this.#otherEnded = true;
    this.#inbox.push(...this.#intake.end());
    this.#deal();
  };

  readonly #closed = (): void => {
    if (!this.#gone) this.#leave(this.#otherEnded ? "closed" : "reset");
  };

  #leave(how: "closed" | "reset"): void {
    this.#silence();
    this.#events.onGone(this, how);
  }
}

function ignore(): void {
  // A client may reset the connection: "close" follows.
}
