/** What part of which server's memory is shown, and where that is. */
import { SourceError } from "../../errors.ts";
import type { Region } from "../types.ts";
import { isProtocolError, type XConnection } from "./connection.ts";
import type { Origin } from "./image-reader.ts";
import { monitorArea } from "./monitors.ts";
import type { Geometry, WindowAttributes } from "./protocol.ts";

export interface Place {
  readonly width: number;
  readonly height: number;
  /** From where its pixels can be read. */
  readonly origin: Origin;
  /** Where it is in the coordinates of the window whose changes are watched. */
  readonly watched: { readonly x: number; readonly y: number };
  readonly depth: number;
  readonly visual: number;
}

/** Something on an X server that can be shown. */
export interface Subject {
  /** The window whose changes are its own. */
  readonly window: number;
  /**
   * Where it is now; the place before is void.
   *
   * @throws SourceError when it isn't there
   */
  locate(): Promise<Place>;
}

const WINDOW = /^window:(0x[0-9a-f]{1,8}|\d{1,10})$/i;

/** @param display as in SourceOptions */
export function subjectOf(connection: XConnection, display: string | null): Subject {
  const id = WINDOW.exec(display ?? "")?.[1];
  return id === undefined ? new MonitorSubject(connection, display) : new WindowSubject(connection, Number(id));
}

/** @returns the region of the place */
export function partOf(place: Place, { x, y, width, height }: Region): Place {
  const { origin, watched } = place;
  return {
    ...place,
    ...{ width, height },
    origin: { drawable: origin.drawable, x: origin.x + x, y: origin.y + y },
    watched: { x: watched.x + x, y: watched.y + y },
  };
}

class MonitorSubject implements Subject {
  readonly window: number;
  readonly #connection: XConnection;
  readonly #display: string | null;

  constructor(connection: XConnection, display: string | null) {
    this.window = connection.screen.root;
    this.#connection = connection;
    this.#display = display;
  }

  async locate(): Promise<Place> {
    const { root, root_depth: depth, root_visual: visual } = this.#connection.screen;
    const all = await geometry(this.#connection, root);
    const screen = { x: 0, y: 0, width: all.width, height: all.height };
    const { x, y, width, height } = await monitorArea(this.#connection, screen, this.#display);
    return { width, height, origin: { drawable: root, x, y }, watched: { x, y }, depth, visual };
  }
}

/**
 * A window, whatever is in front of it: the server is asked to keep its pixels apart from the screen's. While it is
 * minimised the last picture of it stays.
 */
class WindowSubject implements Subject {
  readonly window: number;
  readonly #connection: XConnection;
  #before: Place | null = null;

  constructor(connection: XConnection, window: number) {
    this.#connection = connection;
    this.window = window;
  }

  async locate(): Promise<Place> {
    const { client } = this.#connection;
    const composite = await this.#connection.extension("composite");
    if (composite === null) {
      throw new SourceError(
        `The X server ${this.#connection.name} can't show a window on its own: it has no Composite extension.`,
        "Share a part of the screen, with --region.",
      );
    }
    const window = this.window;
    const [{ width, height, borderWidth, depth }, { visual, mapState }] = await Promise.all([
      geometry(this.#connection, window),
      this.#connection.request<WindowAttributes>((callback) => {
        client.GetWindowAttributes(window, callback);
      }),
    ]).catch((error: unknown) => {
      throw isProtocolError(error) ? noWindow(window) : error;
    });
    if (mapState !== VIEWABLE) {
      if (this.#before !== null) return this.#before;
      throw new SourceError(
        `The window ${hexadecimal(window)} isn't on the screen: it is minimised or hidden.`,
        "Bring it up, and share it then.",
      );
    }
    if (this.#before === null) composite.RedirectWindow(window, composite.Redirect.Automatic);
    else client.FreePixmap(this.#before.origin.drawable);
    const pixmap = client.AllocID();
    composite.NameWindowPixmap(window, pixmap);
    const origin = { drawable: pixmap, x: borderWidth, y: borderWidth };
    this.#before = { width, height, origin, watched: { x: 0, y: 0 }, depth, visual };
    return this.#before;
  }
}

/** Map state of windows that are on the screen, with all that they are in. */
const VIEWABLE = 2;

function geometry(connection: XConnection, drawable: number): Promise<Geometry> {
  return connection.request((callback) => {
    connection.client.GetGeometry(drawable, callback);
  });
}

function noWindow(window: number): SourceError {
  return new SourceError(
    `There is no window ${hexadecimal(window)}: it was closed, or never was.`,
    "The command xwininfo tells the id of the window that is clicked.",
  );
}

const hexadecimal = (id: number): string => `0x${id.toString(16)}`;
