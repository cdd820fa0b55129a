import { createRequire } from "node:module";
import { SourceError } from "../../errors.ts";
import type { FrameSource, SourceFrame } from "../types.ts";
import { decodeScreenshot, type Screenshot } from "./decode.ts";

/** The package screenshot-desktop: its types lack BMP, which it can do and which costs least. */
interface Screenshots {
  (options: { readonly format: "bmp" | "png"; readonly screen?: string | number }): Promise<Buffer>;
  listDisplays(): Promise<{ readonly id: string | number; readonly name: string; readonly primary?: boolean }[]>;
}

export class DesktopSource implements FrameSource {
  readonly name = "desktop";
  readonly width: number;
  readonly height: number;
  readonly #take: () => Promise<Screenshot>;
  /** Taken to learn the size. */
  #first: Screenshot | null;

  private constructor(take: () => Promise<Screenshot>, first: Screenshot) {
    this.#take = take;
    this.#first = first;
    this.width = first.width;
    this.height = first.height;
  }

  /** @param display as in SourceOptions */
  static async open(display: string | null, platform: NodeJS.Platform): Promise<DesktopSource> {
    // Loaded when it is needed: most commands never are.
    const screenshots = createRequire(import.meta.url)("screenshot-desktop") as Screenshots;
    const format = platform === "darwin" ? "png" : "bmp";
    const screen = display === null ? {} : { screen: await screenCalled(screenshots, display) };
    const take = (): Promise<Screenshot> =>
      screenshots({ format, ...screen })
        .then(decodeScreenshot)
        .catch((error: unknown) => {
          throw failure(error);
        });
    return new DesktopSource(take, await take());
  }

  async next(): Promise<SourceFrame> {
    const { width, height, pixels } = this.#first ?? (await this.#take());
    this.#first = null;
    return { width, height, pixels, changed: null };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function screenCalled(screenshots: Screenshots, display: string): Promise<string | number> {
  const all = await screenshots.listDisplays().catch((error: unknown) => {
    throw failure(error);
  });
  const wanted = display.toLowerCase();
  const found = all.find(({ name }) => name.toLowerCase() === wanted) ?? all[Number(display) - 1];
  if (found !== undefined) return found.id;
  const names = all.map(({ name }, index) => `${index + 1} (${name})`);
  throw new SourceError(
    `There is no monitor ${display}; a window can't be had from this source.`,
    `Monitors: ${names.length === 0 ? "none" : names.join(", ")}.`,
  );
}

function failure(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const [first = ""] = (error as Error).message.split("\n").filter((line) => !line.startsWith("Command failed"));
  return new SourceError(
    `No screenshot can be taken: ${first === "" ? "the helper program failed" : first.trim()}.`,
    "Look whether the screen is locked or the session was ended.",
    { cause: error },
  );
}
