/** How large the picture is on the screen: fitted into the window or dot by dot, and in full screen. */

export type Fitting = "fit" | "exact";

/** From here on dots of the picture are shown as squares, not blurred into each other. */
const ENLARGED = 2;

export class Layout {
  readonly #stage: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  #fitting: Fitting = "fit";

  constructor(stage: HTMLElement, canvas: HTMLCanvasElement) {
    this.#stage = stage;
    this.#canvas = canvas;
    new ResizeObserver(() => {
      this.apply();
    }).observe(stage);
    this.#watchDensity();
  }

  set fitting(fitting: Fitting) {
    this.#fitting = fitting;
    this.#stage.classList.toggle("fit", fitting === "fit");
    this.#stage.classList.toggle("exact", fitting === "exact");
    this.apply();
  }

  /** To be called when the picture's size has changed, too. */
  apply(): void {
    const { width, height, style, classList } = this.#canvas;
    const dot = 1 / devicePixelRatio;
    let scale = dot;
    if (this.#fitting === "fit") {
      const { paddingLeft, paddingTop } = getComputedStyle(this.#stage);
      const room = {
        width: this.#stage.clientWidth - 2 * Number.parseFloat(paddingLeft),
        height: this.#stage.clientHeight - 2 * Number.parseFloat(paddingTop),
      };
      scale = Math.max(Math.min(room.width / width, room.height / height), 0);
    }
    style.width = `${width * scale}px`;
    style.height = `${height * scale}px`;
    classList.toggle("enlarged", scale >= ENLARGED * dot);
  }

  /** The window may move to a screen of another density. */
  #watchDensity(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.apply();
        this.#watchDensity();
      },
      { once: true },
    );
  }
}

/** @returns whether it is full screen now */
export async function toggleFullScreen(): Promise<void> {
  try {
    if (document.fullscreenElement === null) await document.documentElement.requestFullscreen();
    else await document.exitFullscreen();
  } catch {
    // The browser does not allow it, or not now: it stays as it is.
  }
}
