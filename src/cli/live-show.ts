import { LiveText } from "../lab/live/live-text.ts";
import type { LiveView } from "../lab/live/live-view.ts";
import type { TerminalStyle } from "../lab/render/terminal/style.ts";
import { LiveScreen } from "./live-screen.ts";

/** How often the terminal is drawn anew, ms. */
const DRAW_EVERY = 250;

/** Shows a live view on standard error until closed: drawn in place on a terminal, a line an event elsewhere. */
export class LiveShow {
  readonly #screen = new LiveScreen();
  readonly #text: LiveText | null;
  readonly #status: () => string;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param view null: only the status is shown
   * @param status a line about the whole
   */
  constructor(view: LiveView | null, style: TerminalStyle, status: () => string) {
    this.#text = view === null ? null : new LiveText(view, style);
    this.#status = status;
    this.#timer = setInterval(this.#draw, DRAW_EVERY);
  }

  /** Leaves the last picture of a view where it is. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#text === null) {
      this.#screen.clear();
      return;
    }
    this.#draw();
    this.#screen.keep();
  }

  readonly #draw = (): void => {
    if (this.#screen.exists) this.#screen.draw(this.#text?.picture(this.#status()) ?? this.#status());
    else for (const event of this.#text?.lines() ?? []) process.stderr.write(`${event}\n`);
  };
}
