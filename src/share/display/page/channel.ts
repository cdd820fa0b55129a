/** One picture of a page: any number of tabs show its newest frame, each as fast as it can. */
import type { WebSocket } from "ws";
import { RateMeter } from "../../viewer/rates.ts";
import type { ViewerState } from "../../viewer/state.ts";
import type { Display, ViewedFrame } from "../types.ts";
import type { Counters, FromPage, ToPage } from "./protocol.ts";
import { Tab, type PageFrame } from "./tab.ts";

const COUNTERS_EVERY = 500; // ms
/** For a page to take the last frame at the end, ms. */
const PATIENCE = 2000;

export interface ChannelOptions {
  /** Whose pictures these are, in words. */
  readonly name: string;
  /** Of the pictures that are expected, such as "1366x768". */
  readonly size: () => string;
  /** That they may have; null, also where it is not given: there is nothing to choose. */
  readonly sizes?: () => readonly string[] | null;
  readonly onMessage?: (message: FromPage) => void;
  /** How many tabs are open now. */
  readonly onTabs?: (count: number) => void;
}

export class Channel implements Display {
  readonly #options: ChannelOptions;
  readonly #tabs = new Set<Tab>();
  readonly #meter = new RateMeter(performance.now());
  readonly #timer: NodeJS.Timeout;
  #state: ViewerState = { phase: "connecting", listening: false, trouble: null };
  #newest: PageFrame | null = null;
  #ratio: number | null = null;
  #frames = 0;
  #bytes = 0;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      const { counters } = this;
      for (const tab of this.#tabs) tab.tell({ type: "counters", counters });
    }, COUNTERS_EVERY);
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
  show({ width, height, pixels, encoded }: Omit<ViewedFrame, "number">): Promise<void> {
    this.#frames++;
    this.#ratio = encoded === null ? null : pixels.length / encoded.length;
    this.#newest = {
      ...{ width, height, number: this.#frames, receivedAt: performance.now() },
      ...(encoded === null ? { coding: "rgb", body: pixels } : { coding: "deflate", body: encoded }),
    };
    for (const tab of this.#tabs) tab.show(this.#newest);
    return Promise.resolve();
  }

  /** @param bytes on the wire so far */
  received(bytes: number): void {
    this.#meter.add(performance.now(), bytes - this.#bytes);
    this.#bytes = bytes;
  }

  tell(state: ViewerState): void {
    this.#state = state;
    for (const tab of this.#tabs) tab.tell({ type: "state", state });
  }

  /** To be called when there are other sizes to choose from. */
  greet(): void {
    for (const tab of this.#tabs) tab.tell(this.#hello);
  }

  join(socket: WebSocket): void {
    const { onMessage, onTabs } = this.#options;
    const tab = new Tab(
      socket,
      (message) => onMessage?.(message),
      () => {
        this.#tabs.delete(tab);
        onTabs?.(this.#tabs.size);
      },
    );
    this.#tabs.add(tab);
    onTabs?.(this.#tabs.size);
    tab.tell(this.#hello);
    tab.tell({ type: "state", state: this.#state });
    tab.tell({ type: "counters", counters: this.counters });
    if (this.#newest !== null) tab.show(this.#newest);
  }

  get #hello(): ToPage {
    const { name, size, sizes } = this.#options;
    return { type: "hello", sharer: name, size: size(), sizes: sizes?.() ?? null };
  }

  /** Every tab gets its last frame and is told that it is over. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#tabs].map((tab) => tab.finish(PATIENCE)));
  }
}
