/** Saves frames as numbered pictures: frame_0001.png (or .jpg), frame_0002.png, … */
import { readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolders } from "../make-folders.ts";
import { DisplayError, SaveFolderError } from "../errors.ts";
import { IMAGE_KINDS, USUAL_IMAGE_KIND, type ImageKind } from "./image-kinds.ts";
import type { Display, ViewedFrame } from "./types.ts";

const DIGITS = 4;
const SAVED = new RegExp(`^frame_\\d+\\.(${IMAGE_KINDS.map(({ name }) => name).join("|")})$`);

export class SaveDisplay implements Display {
  readonly letsGo = true;
  readonly #folder: string;
  readonly #kind: ImageKind;
  /** Folders that were made for this, the outermost first. */
  readonly #made: readonly string[];

  private constructor(folder: string, kind: ImageKind, made: readonly string[]) {
    this.#folder = folder;
    this.#kind = kind;
    this.#made = made;
  }

  /**
   * @param folder made if it is not there; must not hold frames of an earlier session, which would get mixed up
   * @throws SaveFolderError when it holds some, or is no folder
   * @throws DisplayError when it can't be used
   */
  static async open(folder: string, kind = USUAL_IMAGE_KIND): Promise<SaveDisplay> {
    let made: string[];
    let names: string[];
    try {
      made = await makeFolders(folder);
      names = await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOTDIR") {
        throw new SaveFolderError(`${folder} is no folder, or is in none.`, "Say one for the frames to be saved in.");
      }
      throw cannot(`use the folder ${folder}`, error);
    }
    const saved = names.find((name) => SAVED.test(name));
    if (saved !== undefined) {
      const message = `${folder} holds frames already, such as ${saved}.`;
      throw new SaveFolderError(message, "Choose a new folder, or empty it.");
    }
    return new SaveDisplay(folder, kind, made);
  }

  /** Removes the folder again, if it was made for this and nothing was saved. */
  async close(): Promise<void> {
    try {
      for (const folder of this.#made.toReversed()) await rmdir(folder);
    } catch {
      // It holds something, or is gone.
    }
  }

  async show(frame: ViewedFrame): Promise<void> {
    const name = `frame_${String(frame.number).padStart(DIGITS, "0")}.${this.#kind.name}`;
    const path = join(this.#folder, name);
    // Under another name until it is whole, so that whoever looks into the folder never sees half a picture.
    const unfinished = join(this.#folder, `.${name}.part`);
    const file = await this.#kind.encode(frame, frame.pixels);
    try {
      await writeFile(unfinished, file);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw cannot(`write ${path}`, error);
    }
  }
}

function cannot(what: string, cause: unknown): DisplayError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const remedy =
    code === "ENOSPC"
      ? "Make room on the disk; frames saved before are whole."
      : "Choose a folder that can be written to; frames saved before are whole.";
  return new DisplayError(`Can't ${what}: ${message}.`, remedy, { cause });
}
