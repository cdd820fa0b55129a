import { createRequire } from "node:module";
import { NoXServerError, SourceError, SourceUnavailableError } from "../../errors.ts";
import type { Callback, Display, Extensions, Screen, X11, XClient, XEvent } from "./protocol.ts";

/** For the server to answer, when it is connected to, ms. */
const PATIENCE = 5000;
const NOT_THERE = new Set(["ENOENT", "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT"]);

/** A connection to an X server whose requests are promises; they are broken when the server is lost. */
export class XConnection {
  readonly client: XClient;
  readonly display: Display;
  readonly screen: Screen;
  /** As in DISPLAY. */
  readonly name: string;
  readonly #waiting = new Set<(error: SourceError) => void>();
  #lost: SourceError | null = null;

  private constructor(name: string, display: Display, screen: Screen) {
    this.name = name;
    this.display = display;
    this.screen = screen;
    this.client = display.client;
    const lose = (cause?: unknown): void => {
      this.#lose(
        new SourceError(
          `The X server ${this.name} has closed the connection.`,
          "It was ended, or the session on it was: share again when it is back.",
          { cause },
        ),
      );
    };
    this.client.removeAllListeners("error");
    this.client.on("error", (error: Error) => {
      // Errors of requests that have no answer come here too: about windows that are gone meanwhile, mostly.
      if (!isProtocolError(error)) lose(error);
    });
    this.client.on("end", lose);
    this.client.stream.on("close", lose);
  }

  /**
   * @param name such as ":0"
   * @throws SourceError when there is no such server, or it doesn't let us in
   */
  static async open(name: string): Promise<XConnection> {
    const display = await connect(name).catch((error: unknown) => {
      throw refusal(name, error as Error);
    });
    const screen = display.screen[Number(display.client.screenNum)];
    if (screen === undefined) {
      display.client.terminate();
      throw new SourceError(
        `The X server ${name} has ${display.screen.length} screens, counted from 0.`,
        "Set DISPLAY to one of them, such as :0.0.",
      );
    }
    return new XConnection(name, display, screen);
  }

  /** @throws SourceError when the server is lost, else what the server has against the request */
  request<T>(send: (callback: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) {
        reject(this.#lost);
        return;
      }
      this.#waiting.add(reject);
      send((error, answer) => {
        this.#waiting.delete(reject);
        if (error) reject(error);
        else resolve(answer);
        return true;
      });
    });
  }

  /**
   * Sends a request that the package doesn't know.
   *
   * @returns the reply without the first 8 bytes of its header
   */
  send(request: Buffer): Promise<Buffer> {
    return this.request((callback) => {
      const { client } = this;
      client.seq_num++;
      client.replies[client.seq_num] = [(reply) => reply, callback];
      client.pack_stream.put(request);
      client.pack_stream.submit(true);
    });
  }

  /** @returns null when the server doesn't have it */
  async extension<K extends keyof Extensions>(name: K): Promise<Extensions[K] | null> {
    try {
      return await this.request<Extensions[K]>((callback) => {
        this.client.require(name, callback);
      });
    } catch (error) {
      if (error instanceof SourceError) throw error;
      return null;
    }
  }

  onEvent(listener: (event: XEvent) => void): void {
    this.client.on("event", listener);
  }

  close(): void {
    this.#lose(new SourceError("The connection to the X server is closed.", "Open the source again."));
    this.client.terminate();
  }

  #lose(error: SourceError): void {
    this.#lost ??= error;
    for (const reject of this.#waiting) reject(this.#lost);
    this.#waiting.clear();
  }
}

/** Whether the server is well but wouldn't do what it was asked: the number says why. */
export function isProtocolError(error: unknown): error is Error & { readonly error: number } {
  return error instanceof Error && "error" in error && typeof error.error === "number";
}

function connect(name: string): Promise<Display> {
  // Loaded when it is needed: most commands never are.
  const x11 = createRequire(import.meta.url)("x11") as X11;
  return new Promise((resolve, reject) => {
    let client: XClient | null = null;
    const timer = setTimeout(() => {
      client?.stream.destroy();
      reject(new Error("no answer"));
    }, PATIENCE);
    const settle: Callback<Display> = (error, display) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(display);
      return true;
    };
    try {
      client = x11.createClient({ display: name }, settle);
      // A refusal by the server comes as an event.
      client.on("error", (error: Error) => settle(error, null as never));
    } catch (error) {
      settle(error as Error, null as never);
    }
  });
}

function refusal(name: string, error: Error & { readonly code?: string }): SourceUnavailableError {
  const { message, code } = error;
  const found = (what: string, remedy: string): NoXServerError => new NoXServerError(what, remedy, { cause: error });
  if (message === "Cannot parse display") {
    return found(`DISPLAY is ${name}, which is no name of an X display.`, "Set it to one, such as :0.");
  }
  if (code !== undefined && NOT_THERE.has(code)) {
    return found(
      `There is no X server at DISPLAY ${name}.`,
      "Set DISPLAY to the one of your desktop (echo $DISPLAY in a terminal there), often :0; or share the test pattern with --source pattern.",
    );
  }
  if (/authori[sz]|No protocol specified|connection failed/i.test(message) || code === "EACCES" || code === "EPERM") {
    return found(
      `The X server ${name} doesn't let this user in: ${message.replace("X server connection failed: ", "").trim()}.`,
      "Run this as the user who owns the desktop, or set XAUTHORITY to that user's cookie file, often ~/.Xauthority.",
    );
  }
  const remedy = "Look whether other programs can open windows on it.";
  return new SourceUnavailableError(`The X server ${name} can't be used: ${message}.`, remedy, { cause: error });
}
