/** What the commands for files have in common. */
import { InvalidArgumentError, type Command } from "commander";
import { FileExistsError, FileNameError, FileReadError, FileWriteError, type ShareError } from "../share/errors.ts";
import { USUAL_PORT } from "../share/wire/file-transfer/words.ts";
import { EXIT_INTERRUPTED, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { fail, seconds, wholeNumber } from "./peer-options.ts";

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly idle: number;
}

/** Where the server is that a client asks. */
export function addServerOptions(command: Command): Command {
  return command
    .option("--host <host>", "name or address of the server", "127.0.0.1")
    .option("--port <port>", "TCP port of the server", wholeNumber(1, 65_535), USUAL_PORT)
    .option("--idle <seconds>", "give up when nothing moves for so long", seconds, 60);
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
