/** `sharelab view` with its page in the browser. */
import { PageDisplay } from "../share/display/page/page-display.ts";
import { SeveralDisplays } from "../share/display/several.ts";
import type { Display } from "../share/display/types.ts";
import { LastingView } from "../share/viewer/lasting-view.ts";
import type { Trouble, ViewerState } from "../share/viewer/state.ts";
import type { ViewOptions, ViewSummary } from "../share/viewer/viewer.ts";
import { DEFAULT_WIRE_FORMAT } from "../share/wire/registry.ts";
import { BottomLine } from "./bottom-line.ts";
import { Keyboard } from "./keyboard.ts";
import { openBrowser } from "./open-browser.ts";

export interface PageChoices {
  /** Port of the page; 0: any free one. */
  readonly port: number;
  /** Whether to open it in a browser. */
  readonly open: boolean;
  /** Where frames go besides; null: nowhere. */
  readonly also: Display | null;
}

const STATUS_EVERY = 500; // ms

export async function viewInPage(
  options: ViewOptions & { readonly signal: AbortSignal },
  { port, open, also }: PageChoices,
): Promise<ViewSummary> {
  const line = new BottomLine();
  const tell = (text: string): void => {
    line.say(text);
  };
  const quit = new AbortController();
  const terminal = new Terminal(tell);
  const page = await PageDisplay.open({
    port,
    sharer: `${options.host} port ${options.port}`,
    size: options.size,
    sizeOnWire: (options.format ?? DEFAULT_WIRE_FORMAT).sizeOnWire,
    onRetry: () => {
      viewer.retry();
    },
    onSize: (size) => {
      tell(`the page asks for --size ${size.width}x${size.height}`);
      viewer.useSize(size);
    },
    onTabs: (count) => {
      terminal.tabs(count);
    },
  });
  const viewer = new LastingView(
    {
      ...options,
      signal: AbortSignal.any([options.signal, quit.signal]),
      onState: (state) => {
        terminal.state(state);
        page.tell(state);
        // Of sharers that come here the next may be a better one; but whether the size is right a person must say.
        if (state.phase === "stuck" && options.accept !== undefined && state.trouble.sizes.length === 0) viewer.retry();
      },
      onFrame: ({ bytes }) => {
        page.received(bytes);
      },
    },
    also === null ? page : new SeveralDisplays([page, also]),
  );
  const keyboard = Keyboard.exists
    ? new Keyboard((key) => {
        if (key === "q") quit.abort();
        if (key === "o") void openBrowser(page, tell);
      })
    : null;
  const keys = keyboard === null ? "" : "  (q: end, o: open page)";
  const status = setInterval(() => {
    if (process.stderr.isTTY) line.status = statusLine(page, viewer.state) + keys;
  }, STATUS_EVERY);
  try {
    tell(`the page: ${page.url}`);
    if (open) await openBrowser(page, tell);
    return await viewer.run();
  } finally {
    clearInterval(status);
    keyboard?.close();
    terminal.end();
    line.clear();
    await page.close();
  }
}

/** Tells what has changed, once. */
class Terminal {
  readonly #say: (text: string) => void;
  #tabs = 0;
  #trouble = "";
  #ended = false;

  constructor(tell: (text: string) => void) {
    this.#say = tell;
  }

  state(state: ViewerState): void {
    if (state.phase === "connected") {
      this.#trouble = "";
      this.#say(`connected to ${state.address} port ${state.port}`);
    } else if (state.phase === "waiting") {
      this.#once(state.trouble, "Trying again; Ctrl-C ends it.");
    } else if (state.phase === "stuck") {
      this.#once(state.trouble, "The page can try again; Ctrl-C ends it.");
    }
  }

  tabs(count: number): void {
    if (count === 0 && this.#tabs > 0 && !this.#ended) {
      this.#say("the page was closed; viewing goes on: open it again, or end with Ctrl-C");
    }
    this.#tabs = count;
  }

  end(): void {
    this.#ended = true;
  }

  #once({ message, remedy, code }: Trouble, next: string): void {
    if (message === this.#trouble) return;
    this.#trouble = message;
    this.#say(`${message}\n  ${remedy}${code === null ? "" : ` [${code}]`}\n  ${next}`);
  }
}

function statusLine({ counters, tabs }: PageDisplay, { phase }: ViewerState): string {
  const { frames, framesPerSecond, bitsPerSecond, ratio } = counters;
  const pages = tabs === 1 ? "1 page open" : `${tabs === 0 ? "no" : tabs} pages open`;
  if (phase !== "live") return `${phase === "stuck" ? "waiting for the page" : phase}, ${frames} frames, ${pages}`;
  const compressed = ratio === null ? "" : `, ratio ${ratio.toFixed(1)}`;
  const rates = `${framesPerSecond.toFixed(1)} frames/s, ${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
  return `${rates}${compressed}, ${pages}`;
}
