/** Chat and files of a room, for any number of open pages. */
import type { WebSocket } from "ws";
import {
  MAX_FROM_ROOM_PAGE,
  type ChatState,
  type FromRoomPage,
  type RoomHello,
  type RoomLine,
  type RoomTransfer,
} from "../display/page/room-protocol.ts";
import { RoomTab } from "./room-tab.ts";

/** Between two reports of how transfers go on, ms. */
const TRANSFERS_EVERY = 200;
/** For a page to take what is left at the end, ms. */
const PATIENCE = 2000;

export interface RoomChannelOptions {
  readonly hello: RoomHello;
  readonly linesSince: (id: number) => readonly RoomLine[];
  readonly transfers: () => readonly RoomTransfer[];
  readonly onMessage: (message: FromRoomPage) => void;
  /** How many pages are open now. */
  readonly onTabs: (count: number) => void;
}

export class RoomChannel {
  readonly maxPayload = MAX_FROM_ROOM_PAGE;
  readonly #options: RoomChannelOptions;
  readonly #tabs = new Set<RoomTab>();
  #chat: ChatState = { phase: "off" };
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RoomChannelOptions) {
    this.#options = options;
  }

  get tabs(): number {
    return this.#tabs.size;
  }

  tellChat(state: ChatState): void {
    this.#chat = state;
    for (const tab of this.#tabs) tab.tell({ type: "chat", state });
  }

  /** There are new lines. */
  tellLines(): void {
    for (const tab of this.#tabs) tab.flush();
  }

  /** Something has changed about transfers. */
  tellTransfers(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const transfers = this.#options.transfers();
      for (const tab of this.#tabs) tab.tell({ type: "transfers", transfers });
    }, TRANSFERS_EVERY);
  }

  join(socket: WebSocket): void {
    const { hello, linesSince, transfers, onMessage, onTabs } = this.#options;
    const tab = new RoomTab(socket, {
      onMessage,
      linesSince,
      onClose: () => {
        this.#tabs.delete(tab);
        onTabs(this.#tabs.size);
      },
    });
    this.#tabs.add(tab);
    onTabs(this.#tabs.size);
    tab.tell(hello);
    tab.tell({ type: "chat", state: this.#chat });
    tab.tell({ type: "transfers", transfers: transfers() });
  }

  /** Every page is told that it is over. */
  async close(): Promise<void> {
    clearTimeout(this.#timer ?? undefined);
    await Promise.all([...this.#tabs].map((tab) => tab.finish(PATIENCE)));
  }
}
