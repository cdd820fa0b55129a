/** A capture that is gzipped is measured before it is read: a few megabytes can inflate to more than any disk holds. */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { ARCHIVE_LIMITS } from "./archive/limits.ts";
import type { FoundFile } from "./classify.ts";

/** @returns why the capture is not to be inflated, or null */
export async function whyInflated({ path, disk, bytes, head }: FoundFile): Promise<string | null> {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return null;
  const { entryBytes, ratio, ratioFrom } = ARCHIVE_LIMITS;
  const most = Math.min(entryBytes, Math.max(ratioFrom, bytes * ratio));
  const input = createReadStream(disk);
  const inflated = createGunzip({ chunkSize: 256 * 1024 });
  input.on("error", (error) => inflated.destroy(error));
  let size = 0;
  try {
    for await (const piece of input.pipe(inflated)) {
      size += (piece as Buffer).length;
      if (size > most) return `${path} has ${bytes} bytes and inflates to more than ${most}, so it was not read.`;
    }
  } catch {
    // Damage is told where the capture is read.
  } finally {
    input.destroy();
    inflated.destroy();
  }
  return null;
}
