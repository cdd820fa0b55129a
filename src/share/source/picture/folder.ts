/** The pictures of a folder, one a frame, in the order people count in (frame_2 before frame_10), over and over. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ShareOptionError, SourceError } from "../../errors.ts";
import { pictureBytes } from "../../wire/picture-sizes.ts";
import { Resampler } from "../shape/resampler.ts";
import { fitted } from "../shape/scaled.ts";
import type { FrameSource, SourceFrame, SourceKind } from "../types.ts";
import { looksLikePicture } from "./names.ts";
import { readPicture } from "./read.ts";
import type { Picture } from "./types.ts";

/** Unpacked pictures that are kept for the next time round, bytes. */
const MAX_KEPT = 2 ** 28;

export const folderKind: SourceKind = {
  name: "folder",
  description: "the pictures of a folder, one a frame, in a loop",
  reads: (_path, what) => what === "folder",
  open({ path, onNotice }) {
    if (path === null) throw new ShareOptionError("The source folder reads a folder.", "Give it: --source frames/.");
    return FolderSource.open(path, onNotice);
  },
};

/**
 * Names of the picture files of a folder, in natural order.
 *
 * @throws SourceError when it can't be read
 */
export async function pictureNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const message = `Can't read the folder ${folder}: ${(error as Error).message}.`;
    throw new SourceError(message, "Check its name, and that you may read it.", { cause: error });
  });
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."));
  return files
    .map((entry) => entry.name)
    .filter(looksLikePicture)
    .sort(naturally);
}

const collator = new Intl.Collator("en", { numeric: true });

/** Orders names that hold numbers by the numbers. */
export function naturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

export class FolderSource implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #names: string[];
  readonly #kept: Map<string, Picture>;
  readonly #onNotice: (text: string) => void;
  #keptBytes = 0;
  #at = 0;
  #shown: Picture | null = null;
  #closed = false;

  private constructor(folder: string, names: string[], first: Picture, onNotice: (text: string) => void) {
    this.name = folder;
    this.width = first.width;
    this.height = first.height;
    this.#names = names;
    this.#kept = new Map();
    this.#onNotice = onNotice;
    this.#keep(names[0]!, first);
  }

  /**
   * All pictures get the size of the first one: they keep their shape, and have black beside it.
   *
   * @param onNotice is told, once each, of pictures that can't be read and so are left out
   * @throws SourceError when there is no picture that can be read
   */
  static async open(folder: string, onNotice: (text: string) => void = () => undefined): Promise<FolderSource> {
    const names = await pictureNames(folder);
    if (names.length === 0) {
      throw new SourceError(`There is no picture in ${folder}.`, "It is to hold PNG, JPEG or PPM files.");
    }
    let why: SourceError | null = null;
    while (names.length > 0) {
      try {
        const first = await readPicture(join(folder, names[0]!));
        return new FolderSource(folder, names, first, onNotice);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        why ??= error;
        tell(onNotice, error);
        names.shift();
      }
    }
    throw new SourceError(`None of the pictures in ${folder} can be read. ${why!.message}`, why!.remedy, {
      cause: why,
    });
  }

  /** The next picture, however late it is asked for. */
  async next(): Promise<SourceFrame | null> {
    while (!this.#closed) {
      const name = this.#names[this.#at % this.#names.length];
      if (name === undefined) {
        throw new SourceError(`None of the pictures in ${this.name} can be read any more.`, "Have they been removed?");
      }
      try {
        const picture = this.#kept.get(name) ?? (await this.#read(name));
        this.#at = (this.#at + 1) % this.#names.length;
        const changed = picture === this.#shown ? [] : null;
        this.#shown = picture;
        return { ...picture, changed };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        tell(this.#onNotice, error);
        this.#names.splice(this.#names.indexOf(name), 1);
      }
    }
    return null;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#kept.clear();
    return Promise.resolve();
  }

  async #read(name: string): Promise<Picture> {
    const picture = this.#fit(await readPicture(join(this.name, name)));
    this.#keep(name, picture);
    return picture;
  }

  #fit(picture: Picture): Picture {
    const { width, height } = this;
    if (picture.width === width && picture.height === height) return picture;
    const resampler = new Resampler(picture, this, fitted(picture, this));
    const pixels = Buffer.alloc(pictureBytes(this));
    resampler.draw(picture.pixels, pixels, resampler.rows);
    return { width, height, pixels };
  }

  #keep(name: string, picture: Picture): void {
    if (this.#keptBytes + picture.pixels.length > MAX_KEPT) return;
    this.#kept.set(name, picture);
    this.#keptBytes += picture.pixels.length;
  }
}

function tell(onNotice: (text: string) => void, { message }: SourceError): void {
  onNotice(`${message} It is left out.`);
}
