/** The chat of a room: its host serves it, and everybody in it joins, the host as well. */
import type { AddressInfo } from "node:net";
import type { ChatState, RoomLine } from "../display/page/room-protocol.ts";
import { QUIT } from "../wire/chat/messages.ts";
import type { ChatHost } from "./chat-host.ts";
import { LastingChat } from "./lasting-chat.ts";
import { Lines } from "./lines.ts";

export interface ChatPartOptions {
  /** null: somebody else serves. */
  readonly server: ChatHost | null;
  /** Where it is joined; of an own server the port is found out. */
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly onState: (state: ChatState) => void;
  readonly onLines: () => void;
  /** Leaves in order. */
  readonly signal: AbortSignal;
}

export class ChatPart {
  readonly #options: ChatPartOptions;
  readonly #lines = new Lines();
  #port: number;
  #chat: LastingChat | null = null;

  constructor(options: ChatPartOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Where the server is. */
  get address(): { readonly host: string; readonly port: number } {
    return { host: this.#options.host, port: this.#port };
  }

  /** @returns where others can join; null where somebody else serves. @throws ListenError */
  async listen(): Promise<AddressInfo | null> {
    const address = (await this.#options.server?.listen()) ?? null;
    if (address !== null) this.#port = address.port;
    return address;
  }

  /** Until `signal`. @throws ShareOptionError where the name can be none in a chat */
  run(): Promise<void> {
    const { name, signal, onState, onLines } = this.#options;
    this.#chat = new LastingChat({
      ...{ ...this.address, name, signal, onState },
      onLines: (lines) => {
        this.#lines.add(lines, this.#nameThere);
        onLines();
      },
    });
    return this.#chat.run();
  }

  /** @param text one line; where it does not get through, that stands among the lines */
  async say(text: string): Promise<void> {
    // {quit} would leave the chat, and the room would join again.
    const said = text.trim() === QUIT ? "not-sent" : ((await this.#chat?.say(text)) ?? "not-sent");
    if (said === "echoed") return;
    this.#lines.addOwn(this.#nameThere ?? this.#options.name, text, said === "not-sent" ? "unsent" : "unconfirmed");
    this.#options.onLines();
  }

  /** Tries now, if it waits for anything. */
  retry(): void {
    this.#chat?.retry();
  }

  linesSince(id: number): readonly RoomLine[] {
    return this.#lines.since(id);
  }

  get #nameThere(): string | null {
    const state = this.#chat?.state;
    return state?.phase === "in" ? state.name : null;
  }
}
