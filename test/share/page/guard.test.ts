/** The page shows somebody's screen: who is given it, and who is not. */
import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { PageDisplay } from "../../../src/share/display/page/page-display.ts";
import { ListenError } from "../../../src/share/errors.ts";
import { eventually } from "./eventually.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let display: PageDisplay;
/** The path of the page: /TOKEN/. */
let path: string;
let port: number;
let origin: string;

beforeAll(async () => {
  display = await PageDisplay.open({ port: 0, sharer: "192.0.2.1 port 9000", size: { width: 8, height: 6 } });
  const url = new URL(display.url);
  ({ pathname: path, origin } = url);
  port = Number(url.port);
});
afterAll(() => display.close());

/** The path as it is: nothing resolves ".." here. */
async function ask(path: string, options: RequestOptions = {}): Promise<Answer> {
  const asked = request({ host: "127.0.0.1", port, path, ...options }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  let body = "";
  for await (const piece of response.setEncoding("utf8")) body += piece as string;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** @returns "open", or the status that refused it */
async function join(path: string, headers: Record<string, string>): Promise<number | "open"> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve("open");
    });
    socket.on("unexpected-response", (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on("error", () => undefined);
  });
}

describe("the page's address", () => {
  it("is on this machine only, with a secret that differs every time", async () => {
    expect(display.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    const other = await PageDisplay.open({ port: 0, sharer: "", size: { width: 1, height: 1 } });
    expect(new URL(other.url).pathname).not.toBe(path);
    await other.close();
  });

  it("leads to the page, its style, icon and scripts", async () => {
    for (const [file, type] of [
      ["", "text/html; charset=utf-8"],
      ["page.css", "text/css; charset=utf-8"],
      ["icon.svg", "image/svg+xml"],
      ["client/page.js", "text/javascript; charset=utf-8"],
      ["client/inflate-worker.js", "text/javascript; charset=utf-8"],
      ["protocol.js", "text/javascript; charset=utf-8"],
    ] as const) {
      const { status, headers, body } = await ask(path + file);
      expect([file, status, headers["content-type"]]).toEqual([file, 200, type]);
      expect(Number(headers["content-length"])).toBe(Buffer.byteLength(body));
      const head = await ask(path + file, { method: "HEAD" });
      expect([head.status, head.headers["content-length"], head.body]).toEqual([200, headers["content-length"], ""]);
    }
  });

  it("is completed with its slash", async () => {
    const { status, headers } = await ask(path.slice(0, -1));
    expect([status, headers.location]).toEqual([308, path]);
  });

  it("is refused a port that is taken", async () => {
    const second = PageDisplay.open({ port, sharer: "", size: { width: 1, height: 1 } });
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(/EADDRINUSE/);
  });

  it("is handed to a browser in a form that works once", async () => {
    const { pathname } = new URL(display.invite());
    expect(pathname).not.toContain(path);
    expect((await ask(pathname, { method: "HEAD" })).status).toBe(303); // a look at it does not use it up
    const first = await ask(pathname);
    expect([first.status, first.headers.location]).toEqual([303, path]);
    expect((await ask(pathname)).status).toBe(403);
    // Neither is the secret of the one good for the other.
    expect((await ask(path + "open")).status).toBe(404);
  });
});

describe("every answer", () => {
  it("carries a strict policy", async () => {
    const { headers } = await ask(path);
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; " +
        `connect-src ws://127.0.0.1:${port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
    });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["set-cookie"]).toBeUndefined();
  });

  it("holds no script and no style in the page itself", async () => {
    const { body } = await ask(path);
    expect(body).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|<script(?! type="module" src="client\/page\.js">)/);
    expect(body).not.toMatch(/https?:\/\//);
  });
});

describe("refused", () => {
  const wrong = (): string => `/${"A".repeat(path.length - 2)}/`;

  it("without the secret, and nothing is told", async () => {
    const paths = [
      "/",
      "/page.css",
      "/client/page.js",
      "/favicon.ico",
      wrong(),
      path.slice(0, -2) + "/",
      "//",
      "/?" + path,
    ];
    for (const at of paths) {
      const { status, body } = await ask(at);
      expect([at, status]).toEqual([at, 403]);
      expect(body).not.toContain(path.slice(1, -1));
    }
  });

  it("what is no file of the page, however it is written", async () => {
    for (const name of [
      "../package.json",
      "..%2fpackage.json",
      "client/../../files.js",
      "client/..%5c..%5cfiles.js",
      "client/",
      "client",
      "files.js",
      "page.css/",
      "PAGE.CSS",
      "%70age.css",
      "client/page.js%00",
      "constructor",
      "__proto__",
      "socket",
    ]) {
      expect([name, (await ask(path + name)).status]).toEqual([name, 404]);
    }
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("%s", async (method) => {
    const { status, headers } = await ask(path, { method });
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  it("another Host, as DNS rebinding has it", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      `127.0.0.1:${port + 1}`,
      `0.0.0.0:${port}`,
    ]) {
      expect([host, (await ask(path, { headers: { host } })).status]).toEqual([host, 403]);
      expect([host, await join(path + "socket", { host, origin: `http://${host}` })]).not.toEqual([host, "open"]);
    }
    expect((await ask(path, { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it("a request that another site's page makes", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `http://localhost:${port}` }, // not the Host that was asked
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    ]) {
      expect([headers, (await ask(path, { headers })).status]).toEqual([headers, 403]);
    }
  });

  it("but for a link that is followed to the page", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await ask(path, { headers })).status).toBe(200);
  });

  it("a WebSocket from anywhere but the page", async () => {
    const socket = path + "socket";
    expect(await join(socket, { origin })).toBe("open");
    expect(await join(socket, {})).toBe(403);
    expect(await join(socket, { origin: "https://evil.example" })).toBe(403);
    expect(await join(socket, { origin: "null" })).toBe(403);
    expect(await join(socket, { origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
    expect(await join(wrong() + "socket", { origin })).toBe(403);
    expect(await join("/socket", { origin })).toBe(403);
    expect(await join(path, { origin })).toBe(404);
    expect(await join(path + "socket/x", { origin })).toBe(404);
  });

  it("more pages at once than a person has", async () => {
    const sockets = Array.from({ length: 32 }, () => new WebSocket(`ws://127.0.0.1:${port}${path}socket`, { origin }));
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    expect(await join(path + "socket", { origin })).toBe(503);
    for (const socket of sockets) socket.terminate();
    await eventually(() => display.tabs).toBe(0);
  });

  it("a page that says what no page of ours says", async () => {
    for (const [message, code] of [
      ["x".repeat(257), 1009],
      ["[]", 1008],
      ["{}", 1008],
      ["null", 1008],
      ['{"type":"exit"}', 1008],
      ['{"type":"size","size":7}', 1008],
      ["{", 1008],
      [Buffer.from("{}"), 1008],
    ] as const) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}socket`, { origin });
      await once(socket, "open");
      socket.send(message);
      const [got] = (await once(socket, "close")) as [number];
      expect([String(message), got]).toEqual([String(message), code]);
    }
  });
});
