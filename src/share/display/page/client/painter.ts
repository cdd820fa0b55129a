/** Draws frames: newest wins. One is being inflated, one waits to be drawn with the screen's next picture, no more. */
import { FRAME_HEADER_BYTES, type FrameHeader } from "../protocol.ts";
import type { Task, TaskResult } from "./worker-messages.ts";

/** Drawn pictures whose delay is remembered. */
const DELAYS_KEPT = 31;

export interface Painted {
  readonly shown: number;
  /** Frames that the viewer had and that were not drawn here, since the first that was. */
  readonly skipped: number;
  /** Median of the last drawn, ms; null: none yet. */
  readonly delay: number | null;
}

interface Picture {
  readonly header: FrameHeader;
  readonly at: number;
  readonly pixels: ArrayBuffer;
}

export interface PainterEvents {
  /** Another frame can be taken. */
  readonly onReady: () => void;
  readonly onPainted: (header: FrameHeader) => void;
  readonly onProblem: (problem: string) => void;
}

export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #events: PainterEvents;
  readonly #worker: Worker;
  readonly #delays: number[] = [];
  #waiting: Picture | null = null;
  #spare: ArrayBuffer | null = null;
  /** A hidden page draws nothing, and so asks for nothing. */
  #owesReady = false;
  #shown = 0;
  #skipped = 0;
  #last = 0;

  constructor(canvas: HTMLCanvasElement, events: PainterEvents) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#events = events;
    this.#worker = new Worker(new URL("inflate-worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<TaskResult>) => {
      this.#inflated(data);
    });
    this.#worker.addEventListener("error", () => {
      events.onProblem("the script that unpacks pictures did not run");
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#owesReady) this.#ready();
    });
  }

  get painted(): Painted {
    const sorted = [...this.#delays].sort((a, b) => a - b);
    return { shown: this.#shown, skipped: this.#skipped, delay: sorted[sorted.length >> 1] ?? null };
  }

  take(message: ArrayBuffer): void {
    if (message.byteLength < FRAME_HEADER_BYTES) return;
    const task: Task = { message, at: performance.now(), spare: this.#spare };
    const transfer = this.#spare === null ? [message] : [message, this.#spare];
    this.#spare = null;
    this.#worker.postMessage(task, transfer);
  }

  #inflated(result: TaskResult): void {
    if ("problem" in result) {
      this.#events.onProblem(result.problem);
    } else {
      if (this.#waiting === null) requestAnimationFrame(this.#draw);
      else this.#spare = this.#waiting.pixels;
      this.#waiting = result;
    }
    if (document.hidden) this.#owesReady = true;
    else this.#ready();
  }

  #ready(): void {
    this.#owesReady = false;
    this.#events.onReady();
  }

  readonly #draw = (): void => {
    const picture = this.#waiting;
    if (picture === null) return;
    this.#waiting = null;
    const { header, at, pixels } = picture;
    const { width, height, number, held } = header;
    const canvas = this.#canvas;
    try {
      // Setting it, even to what it is, would clear the picture.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      this.#context.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    } catch {
      this.#events.onProblem(`this browser can't draw a picture of ${width} × ${height} pixels`);
      return;
    }
    this.#spare = pixels;
    this.#shown++;
    // A viewer that was started again counts from 1.
    if (this.#last > 0 && number > this.#last) this.#skipped += number - this.#last - 1;
    this.#last = number;
    this.#delays.push(held + performance.now() - at);
    if (this.#delays.length > DELAYS_KEPT) this.#delays.shift();
    this.#events.onPainted(header);
  };
}
