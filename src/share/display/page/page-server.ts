/** Serves the page on this machine, to whoever knows its address, and its WebSockets. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { ListenError } from "../../errors.ts";
import type { PageFile } from "./files.ts";
import { newToken, refusal, sameToken, securityHeaders } from "./guard.ts";
import { MAX_FROM_PAGE } from "./protocol.ts";

const ADDRESS = "127.0.0.1";
/** Of pages at once: more is no person. */
const MAX_TABS = 32;
const MAX_CONNECTIONS = 256;
const TEXT = "text/plain; charset=utf-8";

/** What takes WebSockets, by the last part of the address that they are opened at. */
export type Sockets = Readonly<Record<string, SocketTaker>>;

export interface SocketTaker {
  /** Longest message that a page may send, bytes; where it isn't given, MAX_FROM_PAGE. */
  readonly maxPayload?: number;
  join(socket: WebSocket): void;
}

/**
 * For what is no file of the page.
 *
 * @param path below the page's address, as it stands in the request
 * @returns whether it answers
 */
export type OtherRequests = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

export class PageServer {
  readonly port: number;
  readonly #server: Server;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #takers: ReadonlyMap<string, { readonly taker: SocketTaker; readonly sockets: WebSocketServer }>;
  readonly #others: OtherRequests | null;
  readonly #token = newToken();
  #invitation: string | null = null;

  private constructor(
    server: Server,
    files: ReadonlyMap<string, PageFile>,
    sockets: Sockets,
    others: OtherRequests | null,
  ) {
    this.#server = server;
    this.#files = files;
    this.#others = others;
    this.#takers = new Map(
      Object.entries(sockets).map(([path, taker]) => {
        const { maxPayload = MAX_FROM_PAGE } = taker;
        const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
        return [path, { taker, sockets: server }];
      }),
    );
    this.port = (server.address() as AddressInfo).port;
    server.on("request", (request, response) => {
      this.#answer(request, response);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
  }

  /**
   * @param port 0: any free one
   * @param others asked about requests from the page, and from nobody else; null: there are none but for files
   * @throws ListenError
   */
  static async open(
    port: number,
    files: ReadonlyMap<string, PageFile>,
    sockets: Sockets,
    others: OtherRequests | null = null,
  ): Promise<PageServer> {
    const server = createServer();
    server.maxConnections = MAX_CONNECTIONS;
    try {
      server.listen(port, ADDRESS);
      await once(server, "listening");
    } catch (cause) {
      const message = `Can't serve the page on ${ADDRESS} port ${port}: ${(cause as Error).message}.`;
      throw new ListenError(message, "Choose another --page-port, or 0 for any free one.", { cause });
    }
    return new PageServer(server, files, sockets, others);
  }

  /** The page's address, for as long as it is served. */
  get url(): string {
    return `http://${ADDRESS}:${this.port}/${this.#token}/`;
  }

  /**
   * An address that leads to the page once. To open a browser, an address is handed over as an argument of a program,
   * which other users of the machine can see: when they do, it has been used.
   */
  invite(): string {
    this.#invitation = newToken();
    return `http://${ADDRESS}:${this.port}/${this.#invitation}/open`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server.close(), "close");
    for (const { sockets } of this.#takers.values()) {
      for (const socket of sockets.clients) socket.terminate();
    }
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method } = request;
    const looks = method === "GET" || method === "HEAD";
    const refused = refusal(request, this.port, !looks && this.#others !== null);
    if (refused !== null) {
      plain(response, 403, refused);
      return;
    }
    for (const [name, value] of Object.entries(securityHeaders(request.headers.host ?? "", this.#others !== null))) {
      response.setHeader(name, value);
    }
    const { token, path } = parts(request);
    const known = sameToken(token, this.#token);
    if (known && path !== null && this.#others?.(request, response, path) === true) return;
    if (!looks) {
      response.setHeader("Allow", "GET, HEAD");
      plain(response, 405, "Only GET and HEAD.");
      return;
    }
    if (path === "open" && this.#invited(token)) {
      // Asked for with HEAD, it was no browser that shows it.
      if (method === "GET") this.#invitation = null;
      response.writeHead(303, { Location: `/${this.#token}/` }).end();
      return;
    }
    if (!known) {
      plain(response, 403, "This is not the address that sharelab printed, or one that was used already.");
      return;
    }
    const file = this.#files.get(path ?? "");
    if (path === null) response.writeHead(308, { Location: `/${this.#token}/` }).end();
    else if (file === undefined) plain(response, 404, "There is no such file.");
    else send(response, 200, file);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => undefined);
    const { token, path } = parts(request);
    const allowed = refusal(request, this.port, true) === null && sameToken(token, this.#token);
    const found = this.#takers.get(path ?? "");
    if (!allowed || found === undefined || request.method !== "GET") {
      reject(socket, allowed ? "404 Not Found" : "403 Forbidden");
      return;
    }
    const { taker, sockets } = found;
    if (sockets.clients.size >= MAX_TABS) {
      reject(socket, "503 Service Unavailable");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      taker.join(opened);
    });
  }

  #invited(token: string): boolean {
    return this.#invitation !== null && sameToken(token, this.#invitation);
  }
}

/** Of /TOKEN/PATH, as it stands in the request: nothing is decoded, and no file is opened by this name. */
function parts({ url = "/" }: IncomingMessage): { token: string; path: string | null } {
  const { 1: token = "", 2: path } = /^\/([^/?]*)(?:\/([^?]*))?(?:\?.*)?$/.exec(url) ?? [];
  return { token, path: path ?? null };
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  send(response, status, { type: TEXT, body: Buffer.from(`${text}\n`) });
}

/** Without a body where it is for HEAD: Node sees to that. */
function send(response: ServerResponse, status: number, { type, body }: PageFile): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": body.length }).end(body);
}

function reject(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
