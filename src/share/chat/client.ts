/** A chat client, for servers that frame nothing: it says one thing at a time, and the next when the server has it. */
import type { Socket } from "node:net";
import { ChatLostError, ChatTurnedAwayError, NotChatError, ShareOptionError } from "../errors.ts";
import { connect } from "../net/connect.ts";
import { CHAT_SERVER } from "../net/peer.ts";
import { FILE_REQUESTS, nameInWelcome, piecesToSay, QUIT } from "../wire/chat/messages.ts";
import { cleanName } from "../wire/chat/names.ts";
import { harmlessText } from "../wire/chat/text.ts";
import { Transcript, type ChatLine } from "../wire/chat/transcript.ts";
import { isText } from "../wire/chat/utf8.ts";
import { plainAddress } from "../net/ip-address.ts";

/** A greeting or a welcome has come when nothing more has come for so long, ms. */
const SETTLED = 60;
/** A server that says nothing, or never stops, is told the name, and what else there is, after so long, ms. */
const SILENT = 3000;
/** For what was said to come back, ms: a server that does not send it back must not stop us. */
const ECHO_COMES = 1000;
/** For the server to close after {quit}, ms. */
const CLOSES = 3000;
/** For the rest of a character to come, ms. */
const REST_COMES = 1000;

export interface ChatClientOptions {
  readonly host: string;
  readonly port: number;
  /** null: the first thing that is said is the name. */
  readonly name: string | null;
  /** Leaves at once, in order. */
  readonly signal: AbortSignal;
  readonly onConnected: (address: string, port: number) => void;
  /** What the server sends. */
  readonly onLines: (lines: readonly ChatLine[]) => void;
  /** The name as the server has it, as far as it says so. */
  readonly onName: (name: string) => void;
}

/** Whether it came back from the server, which shows that others have it, too. */
export type Said = "echoed" | "not-echoed" | "not-sent";

/** left: we did; ended: the server did. */
export type ChatEnd = "left" | "ended";

interface Utterance {
  readonly text: string;
  readonly done: (said: Said) => void;
}

/** connected: no greeting yet; greeted: no name sent; named: no welcome yet; in: in the chat; leaving: {quit} was sent. */
type Phase = "connected" | "greeted" | "named" | "in" | "leaving";

export class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #transcript = new Transcript();
  #socket: Socket | null = null;
  #phase: Phase = "connected";
  /** The server has said so, in words as ours. */
  #isWelcome = false;
  #name: string | null;
  #queue: Utterance[] = [];
  /** What has been sent, and has not come back yet. */
  #unconfirmed: Utterance | null = null;
  /** What has come since it was sent. */
  #since = "";
  #wantsToLeave = false;
  #timer: NodeJS.Timeout | undefined;
  /** When a greeting or a welcome counts as over though more keeps coming, ms of `performance.now`. */
  #overBy = 0;
  #rest: NodeJS.Timeout | undefined;
  #bytes = 0;
  #garbage: NotChatError | null = null;

  /** @throws ShareOptionError where a server would not take the name for one */
  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#name = options.name === null ? null : cleanName(options.name);
    const request = FILE_REQUESTS.find((word) => this.#name?.startsWith(word));
    if (request !== undefined) {
      throw new ShareOptionError(
        `No name begins with ${request}: servers take that for a file's.`,
        "Take another name.",
      );
    }
  }

  /** Those who joined or wrote, as far as it was seen. */
  get names(): ReadonlySet<string> {
    return this.#transcript.names;
  }

  /**
   * @returns when the connection has ended
   * @throws ChatConnectError, ChatTurnedAwayError, ChatLostError, NotChatError
   */
  async run(): Promise<ChatEnd> {
    const { host, port, signal, onConnected } = this.#options;
    const socket = await connect({ host, port, peer: CHAT_SERVER, retryFor: 0, signal });
    if (socket === null) return "left";
    this.#socket = socket;
    socket.setNoDelay(true);
    onConnected(plainAddress(socket.remoteAddress), socket.remotePort ?? 0);
    const leave = (): void => {
      this.leave();
    };
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    try {
      return await this.#talk(socket);
    } finally {
      signal.removeEventListener("abort", leave);
      clearTimeout(this.#timer);
      clearTimeout(this.#rest);
      this.#unconfirmed?.done("not-echoed");
      for (const { done } of this.#queue) done("not-sent");
    }
  }

  /**
   * Says something, when all that was said before has been. Long texts are said in pieces that a Python program reads at
   * once.
   *
   * @param text one line
   */
  say(text: string): Promise<Said> {
    return new Promise((resolve) => {
      this.#queue.push({ text: harmlessText(text), done: resolve });
      this.#goOn();
    });
  }

  /** Says {quit} when all else has been said. */
  leaveAfterwards(): void {
    this.#wantsToLeave = true;
    this.#goOn();
  }

  /** Says {quit} now; what was not sent yet is not sent. */
  leave(): void {
    const unsent = this.#queue;
    this.#queue = [];
    for (const { done } of unsent) done("not-sent");
    this.leaveAfterwards();
  }

  /** For a reader that can't keep up. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  #talk(socket: Socket): Promise<ChatEnd> {
    this.#awaitWords();
    return new Promise((resolve, reject) => {
      let failure: Error | null = null;
      socket.on("error", (error) => {
        failure = error;
      });
      socket.on("data", (bytes: Buffer) => {
        this.#read(bytes, socket);
      });
      socket.on("close", () => {
        this.#show(this.#transcript.end());
        const trouble = this.#garbage ?? this.#trouble(failure);
        if (trouble === null) resolve(this.#wantsToLeave ? "left" : "ended");
        else reject(trouble);
      });
      socket.resume();
    });
  }

  /** @returns what is wrong with the connection having ended, if anything is */
  #trouble(failure: Error | null): ChatTurnedAwayError | ChatLostError | null {
    const unsent = this.#queue.length + (this.#unconfirmed === null ? 0 : 1);
    if (this.#wantsToLeave && unsent === 0) return null;
    if (this.#phase !== "in" && this.#phase !== "leaving" && !this.#isWelcome) {
      const how = failure === null ? "closed the connection" : `broke the connection (${failure.message})`;
      const message = `The server ${how} before it let us in.`;
      return new ChatTurnedAwayError(message, "It may be full, or not allow this address, or be no chat server.", {
        cause: failure,
      });
    }
    const lines = `${unsent} ${unsent === 1 ? "line" : "lines"} did not get through`;
    if (failure !== null) {
      const message = `The connection to the server broke: ${failure.message}.`;
      const more = unsent === 0 ? "" : `; ${lines}`;
      return new ChatLostError(message, `Join again when the server is there${more}.`, { cause: failure });
    }
    if (unsent === 0) return null;
    return new ChatLostError(`The server has ended the chat; ${lines}.`, "Join again, and say it then.");
  }

  #read(bytes: Buffer, socket: Socket): void {
    // Only the first bytes are looked at: later on, a Python server may well cut characters.
    if (this.#bytes === 0 && !isText(bytes)) {
      this.#garbage = new NotChatError(
        "What the server sent first is no text.",
        "This is no chat server: check host and port.",
      );
      socket.destroy();
      return;
    }
    this.#bytes += bytes.length;
    clearTimeout(this.#rest);
    this.#show(this.#transcript.push(bytes));
    if (this.#transcript.holds) {
      this.#rest = setTimeout(() => {
        this.#show(this.#transcript.end());
      }, REST_COMES);
    }
  }

  #show(lines: readonly ChatLine[]): void {
    if (lines.length === 0) return;
    if (this.#phase === "named") this.#learnName(lines);
    this.#options.onLines(lines.filter(({ text }) => text !== QUIT));
    if (this.#phase === "connected" || this.#phase === "named") this.#wait(SETTLED);
    if (this.#unconfirmed === null) return;
    this.#since += lines.map(({ name, text }) => (name === null ? text : `${name}: ${text}`)).join("");
    const { text } = this.#unconfirmed;
    if (this.#since.includes(text)) this.#confirm("echoed");
    else this.#since = this.#since.slice(-text.length);
  }

  #learnName(lines: readonly ChatLine[]): void {
    const welcomed = lines.map(({ text }) => nameInWelcome(text)).find((name) => name !== null) ?? null;
    if (welcomed !== null) this.#isWelcome = true;
    const given = welcomed ?? this.#name;
    if (given === null) return;
    this.#name = given;
    this.#transcript.know(given);
    this.#options.onName(given);
  }

  /** The server has its turn: a greeting or a welcome is to come. */
  #awaitWords(): void {
    this.#overBy = performance.now() + SILENT;
    this.#wait(SILENT);
  }

  /** What the server says next is over when it has been silent for a while; a server that never is must not hold us. */
  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, this.#overBy - performance.now());
    this.#timer = setTimeout(
      () => {
        if (this.#phase === "connected") this.#phase = "greeted";
        else if (this.#phase === "named") this.#phase = "in";
        this.#goOn();
      },
      Math.min(milliseconds, left),
    );
  }

  /** Does what can be done now. */
  #goOn(): void {
    const socket = this.#socket;
    if (socket === null || this.#unconfirmed !== null) return;
    const next = this.#phase === "greeted" || this.#phase === "in" ? this.#queue[0] : undefined;
    if (this.#phase === "greeted" && this.#name !== null) this.#giveName(socket, this.#name);
    else if (this.#phase === "greeted" && next !== undefined) {
      this.#queue.shift();
      this.#giveName(socket, cleanName(next.text));
      next.done("echoed");
    } else if (this.#phase === "in" && next !== undefined) this.#sayNext(socket);
    else if (this.#wantsToLeave && this.#queue.length === 0) this.#close(socket);
  }

  #giveName(socket: Socket, name: string): void {
    this.#name = name;
    this.#phase = "named";
    this.#awaitWords();
    socket.write(name);
  }

  /** One write, and no other before the server has sent it back: else the two could come to it as one. */
  #sayNext(socket: Socket): void {
    const { text, done } = this.#queue.shift()!;
    const [piece = "", ...others] = piecesToSay(this.#name ?? "", text);
    if (others.length > 0) this.#queue.unshift({ text: others.join(""), done });
    this.#since = "";
    this.#unconfirmed = { text: piece.trimEnd(), done: others.length > 0 ? () => undefined : done };
    this.#timer = setTimeout(() => {
      this.#confirm("not-echoed");
    }, ECHO_COMES);
    socket.write(piece);
  }

  #confirm(said: Said): void {
    clearTimeout(this.#timer);
    const confirmed = this.#unconfirmed;
    this.#unconfirmed = null;
    confirmed?.done(said);
    this.#goOn();
  }

  #close(socket: Socket): void {
    if (this.#phase === "named" || this.#phase === "leaving") return; // the welcome comes first; it is on its way
    if (this.#phase === "in") socket.write(QUIT);
    else socket.end();
    this.#phase = "leaving";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => socket.destroy(), CLOSES);
  }
}
