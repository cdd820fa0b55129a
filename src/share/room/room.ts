/** A room: screen, video, chat and files of one session together, over the same peers as each of them alone. */
import type { AddressInfo } from "node:net";
import type { ChannelOptions } from "../display/page/channel.ts";
import { readSize } from "../display/page/protocol.ts";
import type { FromRoomPage } from "../display/page/room-protocol.ts";
import { ListenError, ShareError } from "../errors.ts";
import { Folder } from "../files/folder.ts";
import { facing } from "../net/other-side.ts";
import { isAnyAddress } from "../net/own-addresses.ts";
import { ChatHost } from "./chat-host.ts";
import { ChatPart } from "./chat-part.ts";
import { Desk } from "./desk.ts";
import type { RoomEvent } from "./events.ts";
import { partsOf, type RoomOptions } from "./options.ts";
import { RoomPage } from "./room-page.ts";
import { ScreenPart } from "./screen-part.ts";
import { Transfers } from "./transfers.ts";
import { VideoPart } from "./video-part.ts";

const LOOPBACK = "127.0.0.1";

/** Where each part listens; those that don't are not there. */
export type Listening = Partial<Record<"screen" | "video" | "chat", AddressInfo>>;

interface Where {
  /** To listen on. */
  readonly host: string;
  readonly allow: readonly string[];
  /** To connect to. */
  readonly target: string;
}

export class Room {
  readonly listening: Listening = {};
  readonly #options: RoomOptions;
  readonly #where: Where;
  readonly #onEvent: (event: RoomEvent) => void;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  /** What is to be closed, the last first. */
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #failures: unknown[] = [];
  #page!: RoomPage;
  #transfers!: Transfers;
  #chatHost: ChatHost | null = null;
  #chat: ChatPart | null = null;
  #screen: ScreenPart | null = null;
  #video: VideoPart | null = null;

  private constructor(options: RoomOptions, signal: AbortSignal, onEvent: (event: RoomEvent) => void) {
    this.#options = options;
    this.#where = whereOf(options);
    this.#onEvent = onEvent;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
  }

  /**
   * Others can connect from here on; `run` has to be called to serve them. Sources stay the caller's to close.
   *
   * @param signal ends it in order
   * @throws ListenError, FileReadError, DisplayError, ShareOptionError
   */
  static async open(options: RoomOptions, signal: AbortSignal, onEvent: (event: RoomEvent) => void): Promise<Room> {
    const room = new Room(options, signal, onEvent);
    try {
      await room.#open();
    } catch (error) {
      await room.#abandon();
      throw error;
    }
    return room;
  }

  get page(): Pick<RoomPage, "url" | "invite"> {
    return this.#page;
  }

  get screen(): ScreenPart | null {
    return this.#screen;
  }

  get video(): VideoPart | null {
    return this.#video;
  }

  /** null for a guest, and where it is switched off. */
  get chatHost(): ChatHost | null {
    return this.#chatHost;
  }

  /** What goes on, in numbers. */
  get counters() {
    const { screen, other, room } = this.#page;
    return { screen: screen.counters, video: other.counters, tabs: room.tabs, transfers: this.#transfers.list };
  }

  /**
   * Until `signal`. A part whose source fails ends alone.
   *
   * @throws ShareOptionError where the name can be none in a chat
   */
  async run(): Promise<void> {
    const running = Promise.all([
      this.#screen?.run().catch(this.#partFailed("screen")).catch(this.#fail),
      this.#video?.run().catch(this.#partFailed("video")).catch(this.#fail),
      this.#chat?.run().catch(this.#fail),
    ]);
    if (!this.#signal.aborted) {
      await new Promise((resolve) => {
        this.#signal.addEventListener("abort", resolve, { once: true });
      });
    }
    await running;
    await this.#close();
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** A defect, or an option that can't be: it all ends. */
  readonly #fail = (error: unknown): void => {
    this.#failures.push(error);
    this.#over.abort();
  };

  #partFailed(part: "screen" | "video"): (error: unknown) => void {
    return (error) => {
      if (!(error instanceof ShareError)) throw error;
      this.#onEvent({ part, failed: error });
    };
  }

  async #open(): Promise<void> {
    const { maxBytes } = this.#options;
    const desk = await Desk.open(maxBytes);
    this.#closers.push(() => desk.close());
    await this.#makeChat();
    this.#transfers = new Transfers({
      server: () => this.#chat?.address ?? null,
      ...{ desk, maxBytes },
      onChange: () => {
        this.#page.room.tellTransfers();
      },
      onPut: (name, bytes) => {
        void this.#chat?.say(`I have sent the file ${name} (${bytes} bytes). It can be got by this name.`);
      },
    });
    this.#page = await this.#openPage();
    this.#closers.push(
      () => this.#page.close(),
      () => this.#transfers.close(),
    );
    this.#makeScreen();
    this.#makeVideo();
    // Whoever comes finds all of it there.
    await this.#listen("chat", this.#chat, "--chat-port");
    await this.#listen("screen", this.#screen, "--screen-port");
    await this.#listen("video", this.#video, "--video-port");
  }

  /** @throws ListenError that says which option chooses the port */
  async #listen(name: keyof Listening, part: ChatPart | ScreenPart | VideoPart | null, option: string): Promise<void> {
    try {
      const address = await part?.listen();
      if (address) this.listening[name] = address;
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      throw new ListenError(error.message, error.remedy.replace("--port", option), { cause: error.cause });
    }
  }

  async #makeChat(): Promise<void> {
    const { chat, peer, name } = this.#options;
    if (chat === null) return;
    if (peer === null) this.#chatHost = await this.#makeChatHost(chat.port);
    this.#chat = new ChatPart({
      ...{ server: this.#chatHost, host: this.#where.target, port: chat.port, name, signal: this.#signal },
      onState: (state) => {
        this.#page.room.tellChat(state);
        this.#onEvent({ part: "chat", state });
      },
      onLines: () => {
        this.#page.room.tellLines();
      },
    });
  }

  async #makeChatHost(port: number): Promise<ChatHost> {
    const { files, maxBytes } = this.#options;
    const { host, allow } = this.#where;
    const folder = files === null || files.folder === null ? null : await Folder.open(files.folder);
    if (folder !== null) this.#closers.push(() => folder.close());
    const chatHost = new ChatHost({
      ...{ host, port, allow, folder, maxBytes },
      takesFiles: files?.takes ?? false,
      onChat: (served) => {
        this.#onEvent({ part: "chat", served });
      },
      onFile: (served) => {
        this.#onEvent({ part: "files", served });
        this.#transfers.hear(served);
      },
      onFailure: this.#fail,
    });
    this.#closers.push(() => chatHost.close());
    return chatHost;
  }

  #openPage(): Promise<RoomPage> {
    const { peer, maxBytes, pagePort } = this.#options;
    const video = (name: string): ChannelOptions => ({
      name,
      size: () => "",
      onMessage: ({ type }) => {
        if (type === "retry") this.#video?.retry();
      },
    });
    return RoomPage.open({
      port: pagePort,
      transfers: this.#transfers,
      screen: {
        name: peer === null ? "this room" : peer.host,
        size: () => "",
        sizes: () => this.#screen?.sizes ?? null,
        onMessage: (message) => {
          if (message.type === "retry") this.#screen?.retry();
          const size = message.type === "size" ? readSize(message.size) : null;
          if (size !== null) this.#screen?.useSize(size);
        },
      },
      own: video("You"),
      other: video(peer === null ? "Guest" : peer.host),
      room: {
        hello: {
          type: "hello",
          role: peer === null ? "host" : "guest",
          title: peer === null ? "Your room" : `Room of ${peer.host}`,
          parts: partsOf(this.#options),
          maxBytes,
        },
        linesSince: (id) => this.#chat?.linesSince(id) ?? [],
        transfers: () => this.#transfers.list,
        onMessage: (message) => {
          this.#heed(message);
        },
        onTabs: (tabs) => {
          this.#onEvent({ part: "page", tabs });
        },
      },
    });
  }

  #makeScreen(): void {
    const { screen } = this.#options;
    if (screen === null) return;
    const { host, allow, target } = this.#where;
    const { source, port, fps, size } = screen;
    this.#screen = new ScreenPart({
      share: source === null ? null : { source, options: { host, port, allow, fps } },
      ...{ host: target, port, size, channel: this.#page.screen, signal: this.#signal },
      onShare: (served) => {
        this.#onEvent({ part: "screen", served });
      },
      onState: (viewed) => {
        this.#onEvent({ part: "screen", viewed });
      },
    });
  }

  #makeVideo(): void {
    const { video, peer } = this.#options;
    if (video === null) return;
    const { host, allow } = this.#where;
    const { port, peerPort, source, sourceTrouble, fps } = video;
    this.#video = new VideoPart({
      ...{ source, sourceTrouble, peerPort, peer: peer?.host ?? null, signal: this.#signal },
      serve: { host, port, allow, fps },
      own: this.#page.own,
      other: this.#page.other,
      onServe: (served) => {
        this.#onEvent({ part: "video", served });
      },
      onState: (viewed) => {
        this.#onEvent({ part: "video", viewed });
      },
    });
  }

  #heed(message: FromRoomPage): void {
    switch (message.type) {
      case "say":
        void this.#chat?.say(message.text);
        return;
      case "get":
        this.#transfers.get(message.name);
        return;
      case "cancel":
        this.#transfers.cancel(message.id);
        return;
      case "retry":
        this.#retry();
    }
  }

  #retry(): void {
    this.#screen?.retry();
    this.#video?.retry();
    this.#chat?.retry();
  }

  /** What listens already is ended in order, too. */
  async #abandon(): Promise<void> {
    this.#over.abort();
    await Promise.all([this.#screen?.run(), this.#video?.run()]);
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#over.abort();
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

function whereOf({ peer, host: asked, allow }: RoomOptions): Where {
  const host = asked ?? (peer === null ? LOOPBACK : facing(peer.addresses));
  if (peer !== null) return { host, target: peer.host, allow: [...peer.addresses, ...allow] };
  // This room's own page views and chats as everybody does.
  const target = isAnyAddress(host) ? LOOPBACK : host;
  return { host, target, allow: allow.length === 0 ? [] : [...allow, target] };
}
