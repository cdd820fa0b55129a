/** A page in the browser as a display of one share. */
import type { ViewerState } from "../../viewer/state.ts";
import type { PictureSize } from "../../wire/types.ts";
import type { Display, ViewedFrame } from "../types.ts";
import { Channel } from "./channel.ts";
import { pageFiles } from "./files.ts";
import { pageHtml } from "./html.ts";
import { KnownSizes } from "./known-sizes.ts";
import { PageServer } from "./page-server.ts";
import { readSize, type Counters, type FromPage } from "./protocol.ts";

export interface PageOptions {
  /** Port of the page; 0: any free one. */
  readonly port: number;
  /** Whom the viewer views, in words. */
  readonly sharer: string;
  /** Of the pictures that are expected. */
  readonly size: PictureSize;
  /** Whether the format says the size: then there is none to choose. */
  readonly sizeOnWire?: boolean;
  /** Somebody pressed "Try now". */
  readonly onRetry?: () => void;
  /** Somebody chose another size; not checked but for being one. */
  readonly onSize?: (size: PictureSize) => void;
  /** How many tabs are open now. */
  readonly onTabs?: (count: number) => void;
}

export class PageDisplay implements Display {
  readonly #options: PageOptions;
  readonly #channel: Channel;
  #server!: PageServer;
  readonly #sizes: KnownSizes;

  private constructor(options: PageOptions) {
    this.#options = options;
    this.#sizes = new KnownSizes(options.size);
    this.#channel = new Channel({
      name: options.sharer,
      size: () => this.#sizes.current,
      sizes: () => (options.sizeOnWire === true ? null : this.#sizes.all),
      onMessage: (message) => {
        this.#heed(message);
      },
      onTabs: (count) => options.onTabs?.(count),
    });
  }

  /** @throws ListenError when the page can't be served; DisplayError when it was not built */
  static async open(options: PageOptions): Promise<PageDisplay> {
    const files = await pageFiles(pageHtml());
    const display = new PageDisplay(options);
    try {
      display.#server = await PageServer.open(options.port, files, { socket: display.#channel });
    } catch (error) {
      await display.#channel.close();
      throw error;
    }
    return display;
  }

  get url(): string {
    return this.#server.url;
  }

  /** @returns an address to hand to a browser: it works once */
  invite(): string {
    return this.#server.invite();
  }

  get tabs(): number {
    return this.#channel.tabs;
  }

  get counters(): Counters {
    return this.#channel.counters;
  }

  show(frame: ViewedFrame): Promise<void> {
    return this.#channel.show(frame);
  }

  /** @param bytes received from the sharer so far */
  received(bytes: number): void {
    this.#channel.received(bytes);
  }

  tell(state: ViewerState): void {
    const sizes = "trouble" in state ? (state.trouble?.sizes ?? []) : [];
    if (sizes.length > 0) {
      this.#sizes.add(sizes);
      this.#channel.greet();
    }
    this.#channel.tell(state);
  }

  /** Every tab gets its last frame and is told that it is over. */
  async close(): Promise<void> {
    await this.#channel.close();
    await this.#server.close();
  }

  #heed(message: FromPage): void {
    if (message.type === "retry") this.#options.onRetry?.();
    const size = message.type === "size" ? readSize(message.size) : null;
    if (size === null) return;
    this.#sizes.use(size);
    this.#channel.greet();
    this.#options.onSize?.(size);
  }
}
