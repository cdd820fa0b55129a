/** The words of the protocol, and how long they are. */
import { piecesOf } from "./text.ts";

export const CHAT_PORT = 33_000;
/** Leaves the chat; the server sends it back before it closes. */
export const QUIT = "{quit}";
/** The Python programs read so many bytes at once, and take them for a message. */
export const READ_BYTES = 1024;
/** First messages that begin with these are about files, and no names. */
export const FILE_REQUESTS = ["getFile", "sendFile"] as const;
export type FileRequestWord = (typeof FILE_REQUESTS)[number];
/** The answer to `getFile` where there is no such file. */
export const NO_SUCH_FILE = "file-doesn't-exist";

export const GREETING = "Hello! Write your name, and press Enter.";
export const CLOSING = "The server is closing. Bye!";
export const FULL = "The chat is full. Try again later.";
export const NO_NAME = `That is no name: it has more than ${READ_BYTES} bytes.`;
export const TOO_LATE = "No name came in time.";
export const NO_FILES = "No files are served here.";

/** @returns the word that a client's first message begins with, when it is about a file; only the whole word counts */
export function fileRequestIn(bytes: Buffer): FileRequestWord | null {
  return FILE_REQUESTS.find((word) => bytes.subarray(0, word.length).equals(Buffer.from(word))) ?? null;
}

/** @param asked the name that was asked for, where it is another one */
export function welcome(name: string, asked: string): string {
  const taken = name === asked ? "" : `${asked} is taken, so your name is ${name}. `;
  return `Welcome, ${name}! ${taken}Write ${QUIT} to leave.`;
}

/** @returns the name that a server as ours gave; null where it says something else */
export function nameInWelcome(text: string): string | null {
  return /^Welcome,? ([^:!\n]+)! /u.exec(text)?.[1] ?? null;
}

export function joined(name: string): string {
  return `${name} has joined the chat.`;
}

/** @returns the name in what servers say of somebody who has come; null in anything else */
export function nameInJoined(text: string): string | null {
  return /^([^:\n]+) has joined\b/u.exec(text)?.[1] ?? null;
}

/** @param stuck whether the server has ended the connection, because nothing was read from it */
export function left(name: string, stuck: boolean): string {
  return `${name} has left the chat${stuck ? ", reading too slowly" : ""}.`;
}

/**
 * A long message becomes several: a Python client reads READ_BYTES at once, and one that ends inside a character ends
 * that program.
 *
 * @returns `NAME: text`, as often as it takes
 */
export function messagesOf(name: string, text: string): string[] {
  return piecesToSay(name, text).map((piece) => `${name}: ${piece}`);
}

/** @returns the text in pieces that fit into one read with the name in front of each */
export function piecesToSay(name: string, text: string): string[] {
  return piecesOf(text, READ_BYTES - Buffer.byteLength(`${name}: `));
}
