/**
 * The words of the chat, and of the files over its connection. Nothing frames them: a word is directly followed by what
 * it is about.
 */

/** Where chat servers usually listen. */
export const MESSAGES_PORT = 33_000;

/** Leaves the chat; the server sends it back before it closes. */
export const QUIT = "{quit}";

/** Client to server, each directly followed by a file's name. */
export const GET_FILE = "getFile";
export const SEND_FILE = "sendFile";
export const REQUESTS = [GET_FILE, SEND_FILE] as const;

/** Server to client; the first directly followed by the file's bytes, the last by a reason. */
export const FILE_EXISTS = "file-exists";
export const FILE_DOES_NOT_EXIST = "file-doesn't-exist";
/** Says a server of sharelab that takes no such upload; the Python ones never answer one. */
export const FILE_REFUSED = "file-refused";
export const ANSWERS = [FILE_EXISTS, FILE_DOES_NOT_EXIST, FILE_REFUSED] as const;

/** The Python programs read so many bytes at once, and take them for a message. */
export const READ_BYTES = 1024;

/** File systems know no longer names, bytes. */
export const MAX_NAME_BYTES = 255;

/** @returns the request that the bytes begin with; null: none; undefined: they are too few to tell */
export function requestOf(bytes: Buffer): (typeof REQUESTS)[number] | null | undefined {
  return wordAt(bytes, REQUESTS);
}

/** @returns the answer that the bytes begin with; null: none; undefined: they are too few to tell */
export function answerOf(bytes: Buffer): (typeof ANSWERS)[number] | null | undefined {
  return wordAt(bytes, ANSWERS);
}

function wordAt<Word extends string>(bytes: Buffer, words: readonly Word[]): Word | null | undefined {
  let open = false;
  for (const word of words) {
    const start = bytes.toString("latin1", 0, word.length);
    if (start === word) return word;
    if (word.startsWith(start)) open = true;
  }
  return open ? undefined : null;
}
