/** A file's bytes into a connection. */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Socket } from "node:net";
import { FileReadError } from "../errors.ts";
import { diskProblem } from "./disk-error.ts";
import type { OpenedFile } from "./folder.ts";

export interface Transferred {
  readonly bytes: number;
  /** Of these bytes, in hexadecimal. */
  readonly sha256: string;
}

/** Read at once, bytes; two of them are held. */
const PIECE = 512 * 1024;

/**
 * Sends the file as long as it was when it was opened. The connection stays open.
 *
 * @param onBytes told how many more the system has taken
 * @throws FileReadError when the file can't be read to that length
 * @throws Error of the socket when the connection breaks
 */
export async function sendFile(
  { handle, size }: OpenedFile,
  socket: Socket,
  onBytes: (count: number) => void,
): Promise<Transferred> {
  const hash = createHash("sha256");
  // The next piece is read while the one before is sent.
  let [next, spare] = [Buffer.allocUnsafe(Math.min(PIECE, size)), Buffer.allocUnsafe(Math.min(PIECE, size))];
  let sending = Promise.resolve();
  let bytes = 0;
  try {
    while (bytes < size) {
      const piece = await readPiece(handle, next, Math.min(PIECE, size - bytes));
      hash.update(piece);
      await sending;
      sending = write(socket, piece).then(() => {
        onBytes(piece.length);
      });
      sending.catch(() => undefined); // it is awaited below, or before the next piece
      bytes += piece.length;
      [next, spare] = [spare, next];
    }
  } finally {
    await sending;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Done when the system has taken them. */
export function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

async function readPiece(handle: FileHandle, into: Buffer, length: number): Promise<Buffer> {
  let bytesRead: number;
  try {
    ({ bytesRead } = await handle.read(into, 0, length));
  } catch (error) {
    throw new FileReadError(`The file can't be read: ${diskProblem(error)}.`, "Check the file and its disk.", {
      cause: error,
    });
  }
  if (bytesRead > 0) return into.subarray(0, bytesRead);
  throw new FileReadError("The file has become shorter while it was sent.", "Send it again when nobody writes to it.");
}
