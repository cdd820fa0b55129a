import { pictureBytes } from "../../wire/picture-sizes.ts";
import { RGBA, toRgb } from "../shape/to-rgb.ts";
import type { FrameSource, SourceFrame } from "../types.ts";
import { failure, type Screenshot } from "./screenshots.ts";
import type { Subject } from "./subject.ts";

/** What the system's own ways of taking screenshots give. They don't tell what has changed. */
export class NativeSource implements FrameSource {
  readonly name = "native";
  readonly width: number;
  readonly height: number;
  readonly #subject: Subject;
  #pixels = Buffer.alloc(0);
  /** Taken to learn the size. */
  #first: Screenshot | null;

  private constructor(subject: Subject, first: Screenshot) {
    this.#subject = subject;
    this.#first = first;
    this.width = first.width;
    this.height = first.height;
  }

  static async open(subject: Subject): Promise<NativeSource> {
    return new NativeSource(subject, await capture(subject));
  }

  async next(): Promise<SourceFrame> {
    const image = this.#first ?? (await capture(this.#subject));
    this.#first = null;
    const { width, height } = image;
    // Without a copy: the memory is the image's own, and nobody else has it.
    const rgba = await image.toRaw(false).catch((error: unknown) => {
      throw failure(this.#subject.what, error);
    });
    const bytes = pictureBytes({ width, height });
    if (this.#pixels.length !== bytes) this.#pixels = Buffer.alloc(bytes);
    toRgb(rgba, width * height, this.#pixels, 0, RGBA);
    return { width, height, pixels: this.#pixels, changed: null };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function capture(subject: Subject): Promise<Screenshot> {
  return subject.captureImage().catch((error: unknown) => {
    throw failure(subject.what, error);
  });
}
