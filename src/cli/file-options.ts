/** What the commands for files have in common. */
import { InvalidArgumentError, type Command } from "commander";
import { FileExistsError, FileNameError, FileReadError, FileWriteError, type ShareError } from "../share/errors.ts";
import { USUAL_PORT } from "../share/wire/file-transfer/words.ts";
import type { FileServiceOptions } from "../share/files/file-service.ts";
import { EXIT_INTERRUPTED, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { fail, hostName, say, seconds, wholeNumber } from "./peer-options.ts";

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly idle: number;
}

/** Where the server is that a client asks. */
export function addServerOptions(command: Command): Command {
  return command
    .option("--host <host>", "name or address of the server", hostName, "127.0.0.1")
    .option("--port <port>", "TCP port of the server", wholeNumber(1, 65_535), USUAL_PORT)
    .option("--idle <seconds>", "give up when nothing moves for so long", seconds, 60);
}

/** What may be sent to a folder that is served. */
export interface UploadOptions {
  readonly hidden?: true;
  readonly write?: true;
  readonly overwrite?: true;
  readonly maxBytes?: number;
  readonly maxFiles?: number;
  readonly keepFree?: number;
}

const USUAL_LIMITS = { maxBytes: 1e9, maxFiles: 1000, keepFree: 200e6 } as const;
/** Options that are about files that clients send. */
const ABOUT_UPLOADS = ["overwrite", "maxBytes", "maxFiles", "keepFree"] as const;

/** Clients that get or send a file at once. */
export const MAX_FILE_CLIENTS = 256;

export function addUploadOptions(command: Command): Command {
  return command
    .option("--write", "let clients send files; they never replace one")
    .option("--overwrite", "let them replace files, too")
    .option("--max-bytes <size>", "largest file that is taken (default: 1G)", size)
    .option("--max-files <n>", "no more than so many, until it is started again (default: 1000)", wholeNumber(1))
    .option("--keep-free <size>", "take none when the disk has less left (default: 200M)", size);
}

export function serviceOptions(options: UploadOptions): FileServiceOptions {
  const { hidden = false, write = false, overwrite = false } = options;
  const { maxBytes, maxFiles, keepFree } = { ...USUAL_LIMITS, ...options };
  return { hidden, uploads: write ? { maxBytes, maxFiles, keepFree, overwrite } : null };
}

/** @returns false, and has said why, when an option would have no effect */
export function uploadOptionsFit(options: UploadOptions): boolean {
  if (options.write === true) return true;
  const idle = ABOUT_UPLOADS.find((name) => options[name] !== undefined);
  if (idle === undefined) return true;
  say(`${asTyped(idle)} is about files that clients send.\n  Use it with --write.`);
  process.exitCode = EXIT_USAGE;
  return false;
}

/** @returns an option as it is typed. @param name as commander gives it */
function asTyped(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** @returns bytes */
export function size(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?)([kmgt]?)b?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? 0));
  if (digits !== "" && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError("A size is a number of bytes, with k, M, G or T for more: 500k, 2G.");
}

/** Says what is wrong and what to do, and sets the exit code. */
export function failFile(error: ShareError, interrupted: AbortSignal): void {
  fail(error);
  if (error instanceof FileNameError || error instanceof FileExistsError) process.exitCode = EXIT_USAGE;
  if (error instanceof FileReadError || error instanceof FileWriteError) {
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") process.exitCode = EXIT_NO_PERMISSION;
  }
  if (interrupted.aborted) process.exitCode = EXIT_INTERRUPTED;
}
