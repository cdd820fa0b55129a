/** Who is given the page of a room, and what it may say. */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { Room } from "../../src/share/room/room.ts";
import { freePorts, guestOptions, hostOptions, startRoom, type RunningRoom } from "./rooms.ts";

let host: RunningRoom;
let path: string;
let port: number;
let origin: string;

beforeAll(async () => {
  host = await startRoom({ ...hostOptions(await freePorts()), video: null, screen: null, maxBytes: 1000 });
  const url = new URL(host.room.page.url);
  ({ pathname: path, origin } = url);
  port = Number(url.port);
});
afterAll(() => host.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function ask(
  to: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  sent = "",
): Promise<Answer> {
  const length = options.method === "PUT" ? { "content-length": sent.length } : {};
  const headers = { ...length, ...options.headers };
  const asked = request({ host: "127.0.0.1", port, path: to, ...options, headers });
  asked.on("error", () => undefined);
  asked.end(sent);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  let body = "";
  for await (const piece of response.setEncoding("utf8")) body += piece as string;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** @returns "open", or the status that was answered */
async function join(to: string, headers: Record<string, string>): Promise<number | "open"> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${to}`, { headers });
  return new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve("open");
    });
    socket.on("unexpected-response", (_, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on("error", () => undefined);
  });
}

describe("the page of a room", () => {
  it("is given to whoever has its address, with a policy that allows itself only", async () => {
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
    for (const file of ["client/room/room.js", "client/painter.js", "room-protocol.js", "room.css", "page.css"]) {
      expect([file, (await ask(path + file)).status]).toEqual([file, 200]);
    }
    expect((await ask(`${path}client/room/../room/room.js`)).status).toBe(404);
  });

  it("is refused with a wrong token, Origin or Host, by WebSocket too", async () => {
    const wrong = `${path.slice(0, -3)}xx/`;
    expect((await ask(wrong)).status).toBe(403);
    expect((await ask(path, { headers: { host: "evil.example" } })).status).toBe(403);
    expect((await ask(path, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    for (const socket of ["room", "screen", "own", "other"]) {
      expect(await join(path + socket, { origin })).toBe("open");
      expect(await join(path + socket, {})).toBe(403);
      expect(await join(path + socket, { origin: "https://evil.example" })).toBe(403);
      expect(await join(wrong + socket, { origin })).toBe(403);
      expect(await join(path + socket, { origin, host: "evil.example" })).toBe(403);
    }
  });

  it("takes files from itself only, by names that are names, and none too large", async () => {
    const put = async (to: string, headers: Record<string, string>, sent = "x"): Promise<number> =>
      (await ask(to, { method: "PUT", headers }, sent)).status;
    expect(await put(`${path}put/a.txt`, {})).toBe(403);
    expect(await put(`${path}put/a.txt`, { origin: "https://evil.example" })).toBe(403);
    expect(await put(`/x${path.slice(1)}put/a.txt`, { origin })).not.toBe(200);
    for (const name of ["..%2F..%2Fetc%2Fpasswd", "%00", "", ".hidden", "con", "%e2%80%ae.txt"]) {
      expect([name, await put(`${path}put/${name}`, { origin })]).toEqual([name, 409]);
    }
    expect(await put(`${path}put/%ff`, { origin })).toBe(400);
    expect(await put(`${path}put/large.txt`, { origin }, "x".repeat(1001))).toBe(409);
    expect(await put(`${path}put/a.txt`, { origin, "transfer-encoding": "chunked" })).toBe(400);
    expect(await put(`${path}page.css`, { origin })).toBe(405);
  });

  it("gives only files that were got", async () => {
    for (const id of ["1", "999", "0", "-1", "..%2F1", "1/../1", ""]) {
      expect([id, (await ask(`${path}got/${id}`)).status]).toEqual([id, 404]);
    }
  });

  it("ends a connection that says what no page of ours says", async () => {
    for (const [message, code] of [
      ["x".repeat(16 * 1024 + 1), 1009],
      ["{", 1008],
      ["null", 1008],
      ["[]", 1008],
      ['{"type":"exit"}', 1008],
      ['{"type":"say","text":7}', 1008],
      ['{"type":"say","text":" "}', 1008],
      [JSON.stringify({ type: "say", text: "x".repeat(2001) }), 1008],
      [JSON.stringify({ type: "get", name: "x".repeat(256) }), 1008],
      ['{"type":"cancel","id":-1}', 1008],
      [Buffer.from("{}"), 1008],
    ] as const) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}room`, { origin });
      await once(socket, "open");
      socket.send(message);
      const [got] = (await once(socket, "close")) as [number];
      expect([String(message).slice(0, 40), got]).toEqual([String(message).slice(0, 40), code]);
    }
  });
});

it("a room whose port is taken says which option chooses another, and leaves nothing behind", async () => {
  const ports = await freePorts();
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("sharelab-room-"));
  const first = await startRoom({ ...hostOptions(ports), screen: null, chat: null, files: null });
  const second = startRoom(hostOptions(ports));
  await expect(second).rejects.toMatchObject({
    code: "SHARE_LISTEN_FAILED",
    remedy: expect.stringContaining("--video-port") as string,
  });
  // What listened before is closed, too.
  const third = await startRoom({ ...hostOptions(ports), video: null });
  await third.stop();
  await first.stop();
  const desks = readdirSync(tmpdir()).filter((name) => /^sharelab-room-(?!test-)/.test(name));
  expect(desks.filter((name) => !before.includes(name))).toEqual([]);
});

it("a name that no chat takes ends the room by itself", async () => {
  const options = { ...guestOptions(await freePorts()), screen: null, video: null, name: "getFileman" };
  const room = await Room.open(options, new AbortController().signal, () => undefined);
  await expect(room.run()).rejects.toMatchObject({ code: "SHARE_BAD_OPTION" });
});
