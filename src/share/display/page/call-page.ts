/** The page of a two-way call: both pictures, the other end's and this end's own. */
import type { SharerEvent } from "../../sharer/events.ts";
import type { SourceFrame } from "../../source/types.ts";
import type { PictureSize } from "../../wire/types.ts";
import { callHtml } from "./call-html.ts";
import { CALL_STYLE } from "./call-style.ts";
import { Channel } from "./channel.ts";
import { pageFiles } from "./files.ts";
import { PageServer } from "./page-server.ts";

const NOBODY_LOOKS = { phase: "connecting", listening: true, trouble: null } as const;

export interface CallPageOptions {
  /** Port of the page; 0: any free one. */
  readonly port: number;
  /** Who is called, in words. */
  readonly other: string;
  /** Of this end's pictures. */
  readonly size: PictureSize;
  /** Somebody pressed "Try now". */
  readonly onRetry?: () => void;
}

export class CallPage {
  /** The other end's pictures. */
  readonly other: Channel;
  /** This end's: shown as they are sent. */
  readonly own: Channel;
  #server!: PageServer;

  private constructor({ other, size: { width, height }, onRetry }: CallPageOptions) {
    const size = (): string => `${width}x${height}`;
    this.other = new Channel({
      name: other,
      size,
      onMessage: ({ type }) => {
        if (type === "retry") onRetry?.();
      },
    });
    this.own = new Channel({ name: "You", size });
  }

  /** @throws ListenError when the page can't be served; DisplayError when it was not built */
  static async open(options: CallPageOptions): Promise<CallPage> {
    const files = await pageFiles(callHtml(), { "call.css": CALL_STYLE });
    const page = new CallPage(options);
    try {
      page.#server = await PageServer.open(options.port, files, { other: page.other, own: page.own });
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

  /**
   * @param frame the source's own: it is copied
   * @param bytes sent so far
   */
  showOwn({ width, height, pixels }: SourceFrame, bytes: number): void {
    void this.own.show({ width, height, pixels: Buffer.from(pixels), encoded: null });
    this.own.received(bytes);
  }

  /** Whether the other end sees it. */
  tellOwn(event: SharerEvent): void {
    if (event.kind === "joined") this.own.tell({ phase: "live", address: event.address, port: event.port });
    if (event.kind === "left" && event.viewers === 0) this.own.tell(NOBODY_LOOKS);
  }

  async close(): Promise<void> {
    await this.#closeChannels();
    await this.#server.close();
  }

  async #closeChannels(): Promise<void> {
    await Promise.all([this.other.close(), this.own.close()]);
  }
}
