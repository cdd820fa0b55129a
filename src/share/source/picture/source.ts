/** A still picture, for as long as the share goes on. */
import { ShareOptionError } from "../../errors.ts";
import type { FrameSource, SourceFrame, SourceKind } from "../types.ts";
import { looksLikePicture } from "./names.ts";
import { readPicture } from "./read.ts";
import type { Picture } from "./types.ts";

export const pictureKind: SourceKind = {
  name: "picture",
  description: "a picture file",
  reads: (path, what) => what === "file" && looksLikePicture(path),
  async open({ path }) {
    if (path === null) throw new ShareOptionError("The source picture reads a file.", "Give it: --source slide.png.");
    return new PictureSource(path, await readPicture(path));
  },
};

export class PictureSource implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #picture: Picture;
  #given = false;
  #closed = false;

  constructor(name: string, picture: Picture) {
    this.name = name;
    this.width = picture.width;
    this.height = picture.height;
    this.#picture = picture;
  }

  next(): Promise<SourceFrame | null> {
    if (this.#closed) return Promise.resolve(null);
    const changed = this.#given ? [] : null;
    this.#given = true;
    return Promise.resolve({ ...this.#picture, changed });
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
