import { SourceError } from "../../errors.ts";
import { chosenMonitor } from "../monitor-choice.ts";
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
  const monitors = attempt("screen", () =>
    Monitor.all().map((one) => ({
      one,
      name: one.name(),
      main: one.isPrimary(),
      width: one.width(),
      height: one.height(),
    })),
  );
  const chosen = chosenMonitor(monitors, display);
  if (chosen === null) throw new SourceError("There is no monitor.", "Switch one on, and share again.");
  return { what: "screen", captureImage: () => chosen.one.captureImage() };
}

function window({ Window }: Screenshots, id: number): Subject {
  const windows = attempt("windows", () => Window.all());
  const found = windows.find((one) => attempt("windows", () => one.id()) === id);
  if (found === undefined) {
    const titles = windows.slice(0, 20).map((one) => `window:${one.id()} (${attempt("windows", () => one.title())})`);
    throw new SourceError(
      `There is no window 0x${id.toString(16)}: it was closed, or never was.`,
      titles.length === 0 ? "No windows can be seen." : `Windows: ${titles.join(", ")}.`,
    );
  }
  if (attempt("window", () => found.isMinimized())) {
    throw new SourceError(`The window 0x${id.toString(16)} is minimised.`, "Bring it up, and share it then.");
  }
  return { what: "window", captureImage: () => found.captureImage() };
}
