/** What a server answers to `getFile`, told from bytes that come in any pieces. */
import { FILE_DOES_NOT_EXIST, FILE_EXISTS, FILE_REFUSED, FILE_STORED } from "./words.ts";

export type FileAnswer =
  /** @property greeting what came before: a server that chats, too, greets whoever connects */
  | { readonly kind: "exists"; readonly greeting: Buffer; readonly data: Buffer }
  | { readonly kind: "does-not-exist"; readonly greeting: Buffer }
  /** No word of this protocol in as many bytes as a greeting may have. */
  | { readonly kind: "unknown"; readonly bytes: Buffer };

/** The longest greeting to look behind, bytes. */
export const MAX_GREETING = 4096;

const WORDS = [FILE_EXISTS, FILE_DOES_NOT_EXIST];
const LONGEST_WORD = Math.max(...WORDS.map((word) => word.length));

/** Give it what was read, until it knows the answer. No word begins another, so that a file may begin with any of them. */
export class AnswerReader {
  #bytes = Buffer.alloc(0);

  /** What came so far. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  read(piece: Uint8Array): FileAnswer | null {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    const found = WORDS.map((word) => ({ word, at: this.#bytes.indexOf(word) }))
      .filter(({ at }) => at !== -1 && at <= MAX_GREETING)
      .sort((a, b) => a.at - b.at)[0];
    if (found === undefined) {
      return this.#bytes.length >= MAX_GREETING + LONGEST_WORD ? { kind: "unknown", bytes: this.#bytes } : null;
    }
    const greeting = this.#bytes.subarray(0, found.at);
    const rest = this.#bytes.subarray(found.at + found.word.length);
    return found.word === FILE_EXISTS ? { kind: "exists", greeting, data: rest } : { kind: "does-not-exist", greeting };
  }
}

/** What a server of ours says of a file that is sent to it; others say nothing. */
export type UploadAnswer =
  | { readonly kind: "stored"; readonly name: string; readonly sha256: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Longer than any answer to an upload with a greeting in front of it, bytes. */
export const MAX_UPLOAD_ANSWER = MAX_GREETING + 1024;

/** @param bytes all that the server has said, and no more than MAX_UPLOAD_ANSWER */
export function parseUploadAnswer(bytes: Buffer): UploadAnswer | null {
  const text = bytes.toString("utf8");
  const stored = new RegExp(`${FILE_STORED}([0-9a-f]{64})(.+)$`, "su").exec(text);
  if (stored !== null) return { kind: "stored", sha256: stored[1] ?? "", name: stored[2] ?? "" };
  const refused = text.indexOf(FILE_REFUSED);
  if (refused === -1) return null;
  return { kind: "refused", reason: text.slice(refused + FILE_REFUSED.length).replace(/^:\s*/, "") };
}
