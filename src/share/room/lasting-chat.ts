/** Stays in a chat for as long as the room lasts: where the server is away, it joins again when it is back. */
import { setTimeout as sleep } from "node:timers/promises";
import { ChatClient, type Said } from "../chat/client.ts";
import type { ChatState } from "../display/page/room-protocol.ts";
import { ChatTurnedAwayError, ShareError } from "../errors.ts";
import { withJitter } from "../net/connect.ts";
import type { ChatLine } from "../wire/chat/transcript.ts";

/** Between two attempts; doubled from one to the next, up to the second; anew after it was in, ms. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Of what waits to be said: more than that nobody types while a server is busy. */
const MOST_WAITING = 64;

export interface LastingChatOptions {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  /** Leaves in order. */
  readonly signal: AbortSignal;
  readonly onState: (state: ChatState) => void;
  /** What the server sends once it has let us in. */
  readonly onLines: (lines: readonly ChatLine[]) => void;
}

export class LastingChat {
  readonly #options: LastingChatOptions;
  #client: ChatClient | null = null;
  #state: ChatState = { phase: "connecting" };
  #waiting = 0;
  /** Ends the pause that it is in. */
  #wake = new AbortController();

  constructor(options: LastingChatOptions) {
    this.#options = options;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Until `signal`. @throws ShareOptionError where the name can be none in a chat */
  async run(): Promise<void> {
    const { signal } = this.#options;
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      this.#set({ phase: "connecting" });
      const { message, remedy, wasIn } = await this.#stay();
      if (wasIn) pause = FIRST_PAUSE;
      if (this.#stopped) break;
      const retryIn = Math.round(withJitter(pause));
      this.#wake = new AbortController();
      this.#set({ phase: "waiting", message, remedy, retryIn });
      await sleep(retryIn, undefined, { signal: AbortSignal.any([signal, this.#wake.signal]) }).catch(() => undefined);
    }
    this.#set({ phase: "over" });
  }

  /** Tries now, if it waits for anything. */
  retry(): void {
    this.#wake.abort();
  }

  /** @param text one line */
  async say(text: string): Promise<Said> {
    if (this.#client === null || this.#waiting >= MOST_WAITING) return "not-sent";
    this.#waiting++;
    try {
      return await this.#client.say(text);
    } finally {
      this.#waiting--;
    }
  }

  get #stopped(): boolean {
    return this.#options.signal.aborted;
  }

  /** @returns what ended it */
  async #stay(): Promise<{ message: string; remedy: string; wasIn: boolean }> {
    const { host, port, name, signal, onLines } = this.#options;
    let wasIn = false;
    /** A greeting asks for a name, which was given; but who is turned away is told why before. */
    let before = "";
    const client = new ChatClient({
      ...{ host, port, name, signal },
      onConnected: () => {
        this.#client = client;
        this.#set({ phase: "joining", name });
      },
      onName: (given) => {
        wasIn = true;
        this.#set({ phase: "in", name: given });
      },
      onLines: (lines) => {
        if (wasIn) onLines(lines);
        else before = lines.map(({ text }) => text).join(" ");
      },
    });
    try {
      await client.run();
      return { message: "The chat has ended.", remedy: "It goes on when it is there again.", wasIn };
    } catch (error) {
      if (!(error instanceof ShareError)) throw error;
      const said = error instanceof ChatTurnedAwayError && before !== "" ? ` It said: ${before}` : "";
      return { message: error.message + said, remedy: error.remedy, wasIn };
    } finally {
      this.#client = null;
    }
  }

  #set(state: ChatState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
