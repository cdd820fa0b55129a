import type { Image, Monitor, Window } from "node-screenshots";
import { SourceError, SourceUnavailableError } from "../../errors.ts";

/** The package node-screenshots. */
export interface Screenshots {
  readonly Monitor: { all(): Monitor[] };
  readonly Window: { all(): Window[] };
}

export type Screenshot = Pick<Image, "width" | "height" | "toRaw">;

/** @throws SourceUnavailableError when the package isn't installed, or not for this machine */
export async function load(): Promise<Screenshots> {
  try {
    const { Monitor, Window } = await import("node-screenshots");
    return { Monitor, Window };
  } catch (error) {
    throw new SourceUnavailableError(
      "The optional package node-screenshots is not installed, or has nothing for this machine.",
      "Add it with npm install node-screenshots where sharelab is installed, or take --source desktop.",
      { cause: error },
    );
  }
}

/** Titles of all windows; empty for those whose title isn't told. */
export function windowTitles({ Window }: Screenshots): string[] {
  return attempt("windows", () => Window.all()).map((window) => {
    try {
      return window.title();
    } catch {
      return "";
    }
  });
}

/** @throws SourceError in place of what the package throws */
export function attempt<T>(what: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw failure(what, error);
  }
}

export function failure(what: string, error: unknown): SourceError {
  return new SourceError(
    `node-screenshots can't read the ${what}: ${(error as Error).message}.`,
    "Look whether the screen is locked or the session was ended.",
    { cause: error },
  );
}
