import type { Monitor, Window } from "node-screenshots";
import { SourceError } from "../../errors.ts";
import { attempt, type Screenshot, type Screenshots } from "./screenshots.ts";

/** A monitor or a window. */
export interface Subject {
  /** As in messages. */
  readonly what: string;
  captureImage(): Promise<Screenshot>;
}

const WINDOW = /^window:(0x[0-9a-f]{1,8}|\d{1,10})$/i;

/**
 * @param display as in SourceOptions
 * @throws SourceError when there is none, with those there are
 */
export function subjectOf(screenshots: Screenshots, display: string | null): Subject {
  const id = WINDOW.exec(display ?? "")?.[1];
  return id === undefined ? monitor(screenshots, display) : window(screenshots, Number(id));
}

function monitor({ Monitor }: Screenshots, display: string | null): Subject {
  const found = attempt("screen", () => Monitor.all());
  const monitors = found.map((one) => ({ one, name: attempt("screen", () => one.name()) }));
  const wanted = display?.toLowerCase();
  const chosen =
    wanted === undefined
      ? (monitors.find(({ one }) => attempt("screen", () => one.isPrimary())) ?? monitors[0])
      : (monitors.find(({ name }) => name.toLowerCase() === wanted) ?? monitors[Number(wanted) - 1]);
  if (chosen !== undefined) return { what: "screen", captureImage: () => chosen.one.captureImage() };
  const names = monitors.map(({ one, name }, index) => `${index + 1} (${name}, ${size(one)})`);
  throw new SourceError(
    display === null ? "There is no monitor." : `There is no monitor ${display}.`,
    `There are ${names.length === 0 ? "none" : names.join(", ")}; and "window:…" is a window by its id.`,
  );
}

function window({ Window }: Screenshots, id: number): Subject {
  const windows = attempt("windows", () => Window.all());
  const found = windows.find((one) => attempt("windows", () => one.id()) === id);
  if (found === undefined) {
    const titles = windows.slice(0, 20).map((one) => `window:${one.id()} (${attempt("windows", () => one.title())})`);
    throw new SourceError(
      `There is no window ${id}: it was closed, or never was.`,
      titles.length === 0 ? "No windows can be seen." : `Windows: ${titles.join(", ")}.`,
    );
  }
  if (attempt("window", () => found.isMinimized())) {
    throw new SourceError(`The window ${id} is minimised.`, "Bring it up, and share it then.");
  }
  return { what: "window", captureImage: () => found.captureImage() };
}

function size(one: Monitor | Window): string {
  return `${attempt("screen", () => one.width())}x${attempt("screen", () => one.height())}`;
}
