/** The chat server: everybody who has given a name gets every message, each in the order in which it was written. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { AllowList } from "../net/allow-list.ts";
import { listen } from "../net/listen.ts";
import {
  CLOSING,
  fileRequestIn,
  FULL,
  joined,
  left,
  messagesOf,
  NO_FILES,
  NO_NAME,
  NO_SUCH_FILE,
  QUIT,
  READ_BYTES,
  TOO_LATE,
  welcome,
} from "../wire/chat/messages.ts";
import { cleanName, nameKey, uniqueName } from "../wire/chat/names.ts";
import type { ChatCounters, ChatEvent, ChatRefusal, ClientAddress, Leaving } from "./events.ts";
import { Member } from "./member.ts";
import { CHAT_DEFAULTS, checkChatOptions, type ChatServerOptions } from "./options.ts";
import { plainAddress } from "../net/ip-address.ts";

export class ChatServer {
  readonly #options: ChatServerOptions;
  readonly #onEvent: (event: ChatEvent) => void;
  readonly #allow: AllowList;
  readonly #server: Server;
  /** Those with a name, by `nameKey`. */
  readonly #people = new Map<string, Member>();
  /** Those without, and when their time is up. */
  readonly #nameless = new Map<Member, NodeJS.Timeout>();
  #closing = false;
  #joined = 0;
  #messages = 0;
  #refused = 0;

  /** @throws ShareOptionError */
  constructor(options: Partial<ChatServerOptions> = {}, onEvent: (event: ChatEvent) => void = () => undefined) {
    this.#options = { ...CHAT_DEFAULTS, ...options };
    checkChatOptions(this.#options);
    this.#onEvent = onEvent;
    this.#allow = new AllowList(this.#options.allow);
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#arrive(socket);
    });
  }

  /** @throws ListenError */
  listen(): Promise<AddressInfo> {
    return listen(this.#server, this.#options.host, this.#options.port);
  }

  get counters(): ChatCounters {
    return { people: this.#people.size, joined: this.#joined, messages: this.#messages, refused: this.#refused };
  }

  /** Tells everybody, sends what still waits, and ends all connections. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = once(this.#server.close(), "close");
    for (const member of [...this.#people.values(), ...this.#nameless.keys()]) {
      member.say(Buffer.from(CLOSING));
      member.end();
    }
    for (const timer of this.#nameless.values()) clearTimeout(timer);
    this.#people.clear();
    this.#nameless.clear();
    await closed;
  }

  #arrive(socket: Socket): void {
    const { maxClients, nameTimeout } = this.#options;
    const address = plainAddress(socket.remoteAddress);
    const why = this.#closing ? "ending" : this.#allow.allows(address) ? null : "not-allowed";
    if (why !== null) {
      socket.on("error", () => undefined).destroy();
      this.#tellRefused({ address, port: socket.remotePort ?? 0 }, why);
      return;
    }
    const isFull = maxClients !== null && this.#people.size + this.#nameless.size >= maxClients;
    const member = new Member(socket, {
      onFirst: (one, bytes) => this.#first(one, bytes),
      onMessage: (one, text) => {
        this.#hear(one, text);
      },
      onGone: (one, how) => {
        this.#remove(one, how);
        one.end();
      },
    });
    const timer = setTimeout(() => {
      this.#refuse(member, "too-late", TOO_LATE);
    }, nameTimeout);
    this.#nameless.set(member, timer);
    if (isFull) this.#refuse(member, "full", FULL);
  }

  /** @returns whether it goes on as a member */
  #first(member: Member, bytes: Buffer): boolean {
    const takeOver = this.#options.firstMessage?.(bytes) ?? null;
    if (takeOver !== null) {
      this.#forget(member);
      takeOver(member.release());
      this.#onEvent({ kind: "taken", ...addressOf(member) });
      return false;
    }
    const request = fileRequestIn(bytes);
    if (request === null) return true;
    this.#refuse(member, "no-files", request === "getFile" ? NO_SUCH_FILE : NO_FILES);
    return false;
  }

  #hear(member: Member, text: string): void {
    if (text.trim() === QUIT) {
      member.say(Buffer.from(QUIT));
      member.end();
      this.#remove(member, "quit");
    } else if (member.name !== null) {
      for (const message of messagesOf(member.name, text)) {
        this.#messages++;
        this.#tellAll(message);
      }
    } else if (Buffer.byteLength(text) > READ_BYTES) {
      this.#refuse(member, "no-name", NO_NAME);
    } else this.#join(member, cleanName(text));
  }

  /** Like the Python programs, it does not tell the newcomer that somebody has joined. */
  #join(member: Member, asked: string): void {
    const name = uniqueName(asked, (key) => this.#people.has(key));
    this.#forget(member);
    member.name = name;
    member.say(Buffer.from(welcome(name, asked)));
    this.#tellAll(joined(name));
    this.#people.set(nameKey(name), member);
    this.#joined++;
    this.#onEvent({ kind: "joined", ...addressOf(member), name, people: this.#people.size });
  }

  #remove(member: Member, how: Leaving): void {
    const { name } = member;
    if (name === null) {
      this.#forget(member);
      this.#onEvent({ kind: "withdrew", ...addressOf(member) });
      return;
    }
    this.#people.delete(nameKey(name));
    this.#onEvent({ kind: "left", ...addressOf(member), name, how, people: this.#people.size });
    this.#tellAll(left(name, how === "stuck"));
  }

  #tellAll(text: string): void {
    const message = Buffer.from(text);
    const stuck: Member[] = [];
    for (const member of this.#people.values()) {
      member.say(message);
      if (member.waitingBytes > this.#options.maxWaiting) stuck.push(member);
    }
    for (const member of stuck) {
      // Telling of the first one that it has left may have been too much for the next.
      if (member.isGone) continue;
      member.reset();
      this.#remove(member, "stuck");
    }
  }

  #refuse(member: Member, why: ChatRefusal, text: string): void {
    this.#forget(member);
    member.say(Buffer.from(text));
    member.end();
    this.#tellRefused(addressOf(member), why);
  }

  #tellRefused(who: ClientAddress, why: ChatRefusal): void {
    this.#refused++;
    this.#onEvent({ kind: "refused", ...who, why });
  }

  /** It is none of those without a name any more. */
  #forget(member: Member): void {
    clearTimeout(this.#nameless.get(member));
    this.#nameless.delete(member);
  }
}

function addressOf({ address, port }: ClientAddress): ClientAddress {
  return { address, port };
}
