/** The page of a room: three pictures, each over a WebSocket of its own, and chat and files over a fourth. */
import { Channel, type ChannelOptions } from "../display/page/channel.ts";
import { pageFiles } from "../display/page/files.ts";
import { PageServer } from "../display/page/page-server.ts";
import { answerFiles } from "./page-files.ts";
import { RoomChannel, type RoomChannelOptions } from "./room-channel.ts";
import { roomHtml } from "./room-html.ts";
import { ROOM_STYLE } from "./room-style.ts";
import type { Transfers } from "./transfers.ts";

export interface RoomPageOptions {
  /** Port of the page; 0: any free one. */
  readonly port: number;
  readonly screen: ChannelOptions;
  readonly own: ChannelOptions;
  readonly other: ChannelOptions;
  readonly room: RoomChannelOptions;
  readonly transfers: Transfers;
}

export class RoomPage {
  readonly screen: Channel;
  readonly own: Channel;
  readonly other: Channel;
  readonly room: RoomChannel;
  #server!: PageServer;

  private constructor({ screen, own, other, room }: RoomPageOptions) {
    this.screen = new Channel(screen);
    this.own = new Channel(own);
    this.other = new Channel(other);
    this.room = new RoomChannel(room);
  }

  /** @throws ListenError when the page can't be served; DisplayError when it was not built */
  static async open(options: RoomPageOptions): Promise<RoomPage> {
    const files = await pageFiles(roomHtml(), { "room.css": ROOM_STYLE });
    const page = new RoomPage(options);
    const { screen, own, other, room } = page;
    try {
      page.#server = await PageServer.open(
        options.port,
        files,
        { screen, own, other, room },
        (request, response, path) => answerFiles(request, response, path, options.transfers),
      );
    } catch (error) {
      await page.#closeChannels();
      throw error;
    }
    return page;
  }

  get url(): string {
    return this.#server.url;
  }

  /** @returns an address to hand to a browser: it works once */
  invite(): string {
    return this.#server.invite();
  }

  async close(): Promise<void> {
    await this.#closeChannels();
    await this.#server.close();
  }

  async #closeChannels(): Promise<void> {
    await Promise.all([this.screen, this.own, this.other, this.room].map((channel) => channel.close()));
  }
}
