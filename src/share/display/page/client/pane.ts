/** One picture of a call: its connection, its canvas and its strip of counters. */
import type { ViewerState } from "../../../viewer/state.ts";
import type { FromPage, ToPage } from "../protocol.ts";
import { Connection } from "./connection.ts";
import { element, setText } from "./elements.ts";
import { Layout, type Fitting } from "./layout.ts";
import { Painter } from "./painter.ts";
import { Status } from "./status.ts";

export interface PaneEvents {
  readonly onState: (state: ViewerState, name: string) => void;
  /** The program on this machine is away; it is looked for in so many ms. */
  readonly onDown: (retryIn: number) => void;
  readonly onProblem: (problem: string) => void;
  /** Sizes that the pictures may have; null: there is nothing to choose. */
  readonly onSizes?: (sizes: readonly string[] | null) => void;
  /** A picture of another size than before was painted, pixels. */
  readonly onPainted?: (size: { readonly width: number; readonly height: number }) => void;
}

export class Pane {
  readonly #pane: HTMLElement;
  readonly #phase: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #connection: Connection<FromPage>;
  readonly #layout: Layout;
  #name = "";
  #state: ViewerState = { phase: "connecting", listening: false, trouble: null };

  /**
   * @param prefix of the elements' ids
   * @param socket the last part of the address of its WebSocket
   */
  constructor(prefix: string, socket: string, events: PaneEvents) {
    this.#pane = element(`${prefix}pane`, HTMLElement);
    this.#phase = element(`${prefix}phase`, HTMLElement);
    this.#canvas = element(`${prefix}picture`, HTMLCanvasElement);
    const canvas = this.#canvas;
    this.#layout = new Layout(element(`${prefix}stage`, HTMLElement), canvas);
    const status = new Status(prefix);
    const painter = new Painter(canvas, {
      onReady: () => {
        this.#connection.send({ type: "ready" });
      },
      onPainted: ({ width, height }) => {
        if (!canvas.hidden && canvas.dataset["size"] === `${width}x${height}`) return;
        canvas.hidden = false;
        canvas.dataset["size"] = `${width}x${height}`;
        canvas.setAttribute("aria-label", `Picture of ${this.#name}, ${width} by ${height} pixels`);
        status.showSize(width, height);
        this.#layout.apply();
        events.onPainted?.({ width, height });
      },
      onProblem: events.onProblem,
    });
    const url = new URL(socket, document.baseURI);
    url.protocol = "ws:";
    this.#connection = new Connection(url.href, {
      onText: (text) => {
        const message = JSON.parse(text) as ToPage;
        if (message.type === "hello") {
          this.#name = message.sharer;
          events.onSizes?.(message.sizes);
        }
        if (message.type === "state") this.#state = message.state;
        if (message.type === "counters") {
          status.showCounters(message.counters, painter.painted, this.#state.phase === "live");
        } else events.onState(this.#state, this.#name);
      },
      onFrame: (message) => {
        painter.take(message);
      },
      onDown: (retryIn) => {
        status.forgetRates();
        events.onDown(retryIn);
      },
      onOver: () => {
        status.forgetRates();
        if (this.#state.phase !== "over") this.#state = { phase: "over", trouble: null };
        events.onState(this.#state, this.#name);
      },
    });
  }

  /** @param phase for the style; @param words for people */
  showPhase(phase: string, words: string): void {
    this.#pane.dataset["phase"] = phase;
    setText(this.#phase, words);
  }

  set fitting(fitting: Fitting) {
    this.#layout.fitting = fitting;
  }

  /** Tries with this size. */
  useSize(size: string): void {
    this.#connection.send({ type: "size", size });
  }

  retry(): void {
    this.#connection.retry();
    this.#connection.send({ type: "retry" });
  }
}
