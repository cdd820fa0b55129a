/** Where output goes, and how: colours, width, a reader that leaves early. */
import { once } from "node:events";
import type { TerminalStyle } from "../lab/render/terminal/style.ts";

export type ColorChoice = "auto" | "always" | "never";

/** NO_COLOR (https://no-color.org) holds unless --color says otherwise. */
export function terminalStyle(color: ColorChoice, ascii: boolean): TerminalStyle {
  const { env, stdout, platform } = process;
  const noColor = env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "";
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  const automatic = !noColor && (forced || (stdout.isTTY && env["TERM"] !== "dumb"));
  const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "";
  const utf8 =
    /utf-?8/i.test(locale) || (platform === "win32" && env["WT_SESSION"] !== undefined) || platform === "darwin";
  return {
    color: color === "always" || (color === "auto" && automatic),
    unicode: utf8 && !ascii,
    width: 80,
  };
}

/** Writes all pieces to standard output, no faster than they are read. A closed pipe ends it without a word. */
export async function writeAll(pieces: Iterable<string>, separator = ""): Promise<void> {
  const { stdout } = process;
  let buffered = "";
  for (const piece of pieces) {
    buffered += piece + separator;
    if (buffered.length < 64 * 1024) continue;
    if (!stdout.write(buffered)) await once(stdout, "drain");
    buffered = "";
  }
  await new Promise<void>((resolve) =>
    stdout.write(buffered, () => {
      resolve();
    }),
  );
}

/**
 * `analyze … | head` must not end in a stack trace. Without a reader of standard output there is nothing left to do. What
 * is said on standard error is only about the work: that goes on though nobody listens.
 */
export function heedClosedPipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
  process.stderr.on("error", () => undefined);
}

/** A line on the terminal that is written over as work goes on; nothing when standard error is no terminal. */
export class ProgressLine {
  #last = 0;
  #shown = false;

  update(text: () => string): void {
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.#last < 200) return;
    // The first second is silent: most captures are read by then.
    if (this.#last === 0 && !this.#shown) {
      this.#last = now + 800;
      this.#shown = true;
      return;
    }
    this.#last = now;
    process.stderr.write(`\r\x1b[K${text()}`);
  }

  clear(): void {
    if (this.#shown && process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
