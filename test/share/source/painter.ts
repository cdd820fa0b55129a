import { createRequire } from "node:module";
import type { Xvfb } from "./xvfb.ts";

/** Draws, as another program would: on its own connection. */
export class Painter {
  readonly #client: X;
  readonly #screen: Opened["screen"][number];
  readonly #gc: number;

  private constructor(display: Opened) {
    this.#client = display.client;
    this.#screen = display.screen[0]!;
    this.#gc = this.#client.AllocID();
    this.#client.CreateGC(this.#gc, this.#screen.root, { subwindowMode: 1 });
  }

  static async on({ display }: Xvfb): Promise<Painter> {
    const x11 = createRequire(import.meta.url)("x11") as {
      createClient(options: object, callback: (error: Error | null, display: Opened) => void): unknown;
    };
    return new Promise((resolve, reject) => {
      x11.createClient({ display }, (error, opened) => {
        if (error) reject(error);
        else resolve(new Painter(opened));
      });
    });
  }

  async fill(
    rectangle: readonly [number, number, number, number],
    colour: number,
    drawable = this.#screen.root,
  ): Promise<void> {
    this.#client.ChangeGC(this.#gc, { foreground: colour });
    this.#client.PolyFillRectangle(
      drawable,
      this.#gc,
      rectangle.map((value) => value & 0xffff),
    );
    await this.#client.sync();
  }

  async copy(
    from: readonly [number, number],
    to: readonly [number, number],
    size: readonly [number, number],
  ): Promise<void> {
    this.#client.CopyArea(this.#screen.root, this.#screen.root, this.#gc, ...[...from, ...to, ...size]);
    await this.#client.sync();
  }

  async window(x: number, y: number, width: number, height: number, border = 0): Promise<number> {
    const id = this.#client.AllocID();
    this.#client.CreateWindow(id, this.#screen.root, x, y, width, height, border, 0, 0, 0, {
      backgroundPixel: 0x336699,
      borderPixel: 0xff0000,
      overrideRedirect: 1,
    });
    this.#client.MapWindow(id);
    await this.#client.sync();
    return id;
  }

  async change(what: "MapWindow" | "UnmapWindow" | "DestroyWindow" | "RaiseWindow", id: number): Promise<void> {
    this.#client[what](id);
    await this.#client.sync();
  }

  async resize(id: number, width: number, height: number): Promise<void> {
    this.#client.ResizeWindow(id, width, height);
    await this.#client.sync();
  }

  async move(id: number, x: number, y: number): Promise<void> {
    this.#client.MoveWindow(id, x, y);
    await this.#client.sync();
  }

  close(): void {
    this.#client.terminate();
  }
}

interface Opened {
  readonly client: X;
  readonly screen: readonly { readonly root: number }[];
}

interface X {
  AllocID(): number;
  CreateGC(id: number, drawable: number, values: object): void;
  ChangeGC(id: number, values: object): void;
  PolyFillRectangle(drawable: number, gc: number, rectangles: number[]): void;
  CopyArea(...values: number[]): void;
  CreateWindow(...values: unknown[]): void;
  MapWindow(id: number): void;
  UnmapWindow(id: number): void;
  DestroyWindow(id: number): void;
  RaiseWindow(id: number): void;
  ResizeWindow(id: number, width: number, height: number): void;
  MoveWindow(id: number, x: number, y: number): void;
  sync(): Promise<void>;
  terminate(): void;
}
