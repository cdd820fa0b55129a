import { open } from "node:fs/promises";

/** So much of a file is looked at, bytes. */
const HEAD = 65_536;
/** Raw video (YUV4MPEG2) may by chance hold nothing but characters. */
const RAW_VIDEO = "YUV4MPEG2 ";

/**
 * Whether a file is text. ffmpeg would make a picture of the words in it, or, if they are a playlist, go where it says.
 *
 * @throws the file system's error when it can't be read
 */
export async function isText(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return looksLikeText(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

export function looksLikeText(head: Buffer): boolean {
  if (head.toString("latin1", 0, RAW_VIDEO.length) === RAW_VIDEO) return false;
  if (head.some((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d))) return false;
  try {
    // The last character may be cut off.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
