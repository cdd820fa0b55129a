/** Reads a picture file of any kind. */
import { open, stat, type FileHandle } from "node:fs/promises";
import { SourceError } from "../../errors.ts";
import { jpeg } from "./jpeg.ts";
import { readOther } from "./other.ts";
import { png } from "./png.ts";
import { pnm } from "./pnm.ts";
import { PictureError, type Picture, type PictureFormat } from "./types.ts";

/** Read without the help of a program. Adding one is adding a row. */
const FORMATS: readonly PictureFormat[] = [png, jpeg, pnm];
/** Bytes that every format is known by. */
const HEAD = 16;
/** No picture within the limit of pixels needs more. */
const MAX_FILE = 2 ** 29;

/**
 * @throws SourceError naming the file when it can't be read, or ffmpeg is missing that it needs
 */
export async function readPicture(path: string): Promise<Picture> {
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    if (size > MAX_FILE) throw new PictureError(`it has ${size} bytes, more than a picture needs`);
    if (size === 0) throw new PictureError("it is empty");
    const bytes = await file.readFile();
    const head = bytes.subarray(0, HEAD);
    const format = FORMATS.find((known) => known.recognises(head));
    return format === undefined ? readOther(path, head) : format.decode(bytes);
  });
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | null = null;
  try {
    // What is no file, such as a pipe, might have nothing to read for ever.
    if (!(await stat(path)).isFile()) throw new PictureError("it is not a file");
    file = await open(path);
    return await use(file);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const can = `Files that can be read: ${FORMATS.map(({ name }) => name).join(", ")}; with ffmpeg WebP, BMP and TIFF, too.`;
    const remedy = error instanceof PictureError ? can : "Check the name of the file, and that you may read it.";
    throw new SourceError(`Can't read the picture ${path}: ${(error as Error).message}.`, remedy, { cause: error });
  } finally {
    await file?.close();
  }
}
