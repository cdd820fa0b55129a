/** A page in the browser as a display: any number of tabs show the newest frame, each as fast as it can. */
import type { WebSocket } from "ws";
import { RateMeter } from "../../viewer/rates.ts";
import type { ViewerState } from "../../viewer/state.ts";
import type { PictureSize } from "../../wire/types.ts";
import type { Display, ViewedFrame } from "../types.ts";
import { pageFiles } from "./files.ts";
import { PageServer } from "./page-server.ts";
import { readSize, type Counters, type FromPage } from "./protocol.ts";
import { Tab, type PageFrame } from "./tab.ts";

const COUNTERS_EVERY = 500; // ms
/** For a page to take the last frame at the end, ms. */
const PATIENCE = 2000;

export interface PageOptions {
  /** Port of the page; 0: any free one. */
  readonly port: number;
  /** Whom the viewer views, in words. */
  readonly sharer: string;
  /** Of the pictures that are expected. */
  readonly size: PictureSize;
  /** Somebody pressed "Try now". */
  readonly onRetry?: () => void;
  /** Somebody chose another size; not checked but for being one. */
  readonly onSize?: (size: PictureSize) => void;
  /** How many tabs are open now. */
  readonly onTabs?: (count: number) => void;
}

export class PageDisplay implements Display {
  readonly #options: PageOptions;
  readonly #tabs = new Set<Tab>();
  readonly #meter = new RateMeter(performance.now());
  readonly #timer: NodeJS.Timeout;
  #server!: PageServer;
  #size: PictureSize;
  #state: ViewerState = { phase: "connecting", listening: false, trouble: null };
  #newest: PageFrame | null = null;
  #ratio: number | null = null;
  #frames = 0;
  #bytes = 0;

  private constructor(options: PageOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#timer = setInterval(() => {
      const { counters } = this;
      for (const tab of this.#tabs) tab.tell({ type: "counters", counters });
    }, COUNTERS_EVERY);
  }

  /** @throws ListenError when the page can't be served; DisplayError when it was not built */
  static async open(options: PageOptions): Promise<PageDisplay> {
    const files = await pageFiles();
    const display = new PageDisplay(options);
    try {
      display.#server = await PageServer.open(options.port, files, (socket) => {
        display.#join(socket);
      });
    } catch (error) {
      clearInterval(display.#timer);
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
    return this.#tabs.size;
  }

  get counters(): Counters {
    const now = performance.now();
    return {
      frames: this.#frames,
      bytes: this.#bytes,
      ...this.#meter.rates(now),
      ratio: this.#ratio,
      sinceLast: this.#newest === null ? null : now - this.#newest.receivedAt,
    };
  }

  /** Keeps nobody waiting: a tab that is busy gets the newest frame when it has done. */
  show({ width, height, pixels, encoded }: ViewedFrame): Promise<void> {
    this.#frames++;
    this.#ratio = encoded === null ? null : pixels.length / encoded.length;
    this.#newest = {
      ...{ width, height, number: this.#frames, receivedAt: performance.now() },
      ...(encoded === null ? { coding: "rgb", body: pixels } : { coding: "deflate", body: encoded }),
    };
    for (const tab of this.#tabs) tab.show(this.#newest);
    return Promise.resolve();
  }

  /** @param bytes received from the sharer so far */
  received(bytes: number): void {
    this.#meter.add(performance.now(), bytes - this.#bytes);
    this.#bytes = bytes;
  }

  tell(state: ViewerState): void {
    this.#state = state;
    for (const tab of this.#tabs) tab.tell({ type: "state", state });
  }

  /** Every tab gets its last frame and is told that it is over. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#tabs].map((tab) => tab.finish(PATIENCE)));
    await this.#server.close();
  }

  #join(socket: WebSocket): void {
    const tab = new Tab(
      socket,
      (message) => {
        this.#heed(message);
      },
      () => {
        this.#tabs.delete(tab);
        this.#options.onTabs?.(this.#tabs.size);
      },
    );
    this.#tabs.add(tab);
    this.#options.onTabs?.(this.#tabs.size);
    const { width, height } = this.#size;
    tab.tell({ type: "hello", sharer: this.#options.sharer, size: `${width}x${height}` });
    tab.tell({ type: "state", state: this.#state });
    tab.tell({ type: "counters", counters: this.counters });
    if (this.#newest !== null) tab.show(this.#newest);
  }

  #heed(message: FromPage): void {
    if (message.type === "retry") this.#options.onRetry?.();
    const size = message.type === "size" ? readSize(message.size) : null;
    if (size === null) return;
    this.#size = size;
    this.#options.onSize?.(size);
  }
}
