import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { SourceError } from "../../errors.ts";
import { MAX_PICTURE_BYTES } from "../../wire/picture-sizes.ts";
import { chosenMonitor } from "../monitor-choice.ts";
import type { FrameSource, SourceFrame } from "../types.ts";
import { decodeScreenshot, type Screenshot } from "./decode.ts";

const run = promisify(execFile);

/** For a helper program to take a picture, ms. */
const PATIENCE = 20_000;
/** A bitmap of the largest picture, with room for its header. */
const MAX_FILE = MAX_PICTURE_BYTES + 2 ** 20;

interface Screen {
  readonly id: string | number;
  readonly name: string;
  readonly primary?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Where it is on an X server's whole screen, such as "1366x768+0+0". */
  readonly crop?: string;
}

/** The package screenshot-desktop: its types lack BMP, which it can do and which costs least. */
interface Screenshots {
  (options: { readonly format: "bmp" | "png"; readonly screen?: string | number }): Promise<Buffer>;
  listDisplays(): Promise<Screen[]>;
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
    const take = await takerOf(screenshots, display, platform);
    const told = (): Promise<Screenshot> =>
      take()
        .then(decodeScreenshot)
        .catch((error: unknown) => {
          throw failure(error);
        });
    return new DesktopSource(told, await told());
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

async function takerOf(
  screenshots: Screenshots,
  display: string | null,
  platform: NodeJS.Platform,
): Promise<() => Promise<Buffer>> {
  if (platform === "win32" || platform === "darwin") {
    const format = platform === "darwin" ? "png" : "bmp";
    const screen = display === null ? {} : { screen: (await screenCalled(screenshots, display)).id };
    return () => screenshots({ format, ...screen });
  }
  // The package would start xrandr for every frame, and ends the process when that fails (1.15.6).
  const { crop } = await screenCalled(screenshots, display);
  const size = crop === undefined ? [] : ["-crop", crop];
  const args = ["-silent", "-window", "root", ...size, "bmp:-"];
  const limits = { encoding: "buffer", maxBuffer: MAX_FILE, timeout: PATIENCE } as const;
  return async () => (await run("import", args, limits)).stdout;
}

/** @param display null: the main one */
async function screenCalled(screenshots: Screenshots, display: string | null): Promise<Screen> {
  if (display?.startsWith("window:") === true) {
    throw new SourceError("Screenshot programs give no single windows.", "Take --source x11 or native for a window.");
  }
  const all = await screenshots.listDisplays().catch((error: unknown) => {
    throw failure(error);
  });
  const monitors = all.map((screen) => ({ ...screen, main: screen.primary === true }));
  const chosen = chosenMonitor(monitors, display);
  if (chosen === null) throw new SourceError("There is no monitor.", "Switch one on, and share again.");
  return chosen;
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
