/** The screen of a room: its host shares it, and everybody in it views it, the host as well. */
import type { AddressInfo } from "node:net";
import type { Channel } from "../display/page/channel.ts";
import { KnownSizes } from "../display/page/known-sizes.ts";
import type { SharerEvent } from "../sharer/events.ts";
import type { SharerOptions } from "../sharer/options.ts";
import { Sharer } from "../sharer/sharer.ts";
import type { FrameSource } from "../source/types.ts";
import { LastingView } from "../viewer/lasting-view.ts";
import type { ViewerState } from "../viewer/state.ts";
import type { PictureSize } from "../wire/types.ts";

export interface ScreenOptions {
  /** null: somebody else shares. */
  readonly share: { readonly source: FrameSource; readonly options: Partial<SharerOptions> } | null;
  /** Where it is viewed; of an own share the port is found out. */
  readonly host: string;
  readonly port: number;
  readonly size: PictureSize;
  readonly channel: Channel;
  readonly onShare: (event: SharerEvent) => void;
  readonly onState: (state: ViewerState) => void;
  /** Ends it in order. */
  readonly signal: AbortSignal;
}

export class ScreenPart {
  readonly sharer: Sharer | null;
  readonly #options: ScreenOptions;
  readonly #sizes: KnownSizes;
  #port: number;
  #view: LastingView | null = null;

  constructor(options: ScreenOptions) {
    const { share, port, onShare } = options;
    this.#options = options;
    this.#port = port;
    this.#sizes = new KnownSizes(options.size);
    this.sharer = share === null ? null : new Sharer(share.source, share.options, onShare);
  }

  /** That pictures of somebody else may have; null: they are the own ones, whose size is known. */
  get sizes(): readonly string[] | null {
    return this.sharer === null ? this.#sizes.all : null;
  }

  /** @returns where the share can be viewed; null where somebody else shares. @throws ListenError */
  async listen(): Promise<AddressInfo | null> {
    const address = (await this.sharer?.listen()) ?? null;
    if (address !== null) this.#port = address.port;
    return address;
  }

  /** Until `signal`. @throws SourceError when the own source fails; what is viewed stays */
  async run(): Promise<void> {
    const { host, size, channel, signal, onState } = this.#options;
    const { sharer } = this;
    const stop = (): void => {
      sharer?.stop();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    this.#view = new LastingView(
      {
        ...{ host, port: this.#port, size, signal },
        onState: (state) => {
          const sizes = "trouble" in state ? (state.trouble?.sizes ?? []) : [];
          if (sizes.length > 0) {
            this.#sizes.add(sizes);
            channel.greet();
          }
          channel.tell(state);
          onState(state);
        },
        onFrame: ({ bytes }) => {
          channel.received(bytes);
        },
      },
      channel,
    );
    try {
      const viewing = this.#view.run();
      const [viewed, shared] = await Promise.allSettled([viewing, sharer?.run()]);
      for (const result of [viewed, shared]) if (result.status === "rejected") throw result.reason;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Tries now, if it waits for anything. */
  retry(): void {
    this.#view?.retry();
  }

  /** @throws ShareOptionError where no picture has this size */
  useSize(size: PictureSize): void {
    this.#sizes.use(size);
    this.#options.channel.greet();
    this.#view?.useSize(size);
  }
}
