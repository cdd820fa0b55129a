/** What the page sends and fetches over HTTP: files, because these can be large. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { GOT_PATH, PUT_PATH } from "../display/page/room-protocol.ts";
import { nameProblem } from "../files/names.ts";
import type { Transfers } from "./transfers.ts";

/** Of a file whose own name is not fit for one here. */
const NAMELESS = "file";

/** @returns whether the request is one of these; then it is answered */
export function answerFiles(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  transfers: Transfers,
): boolean {
  if (request.method === "PUT" && path.startsWith(PUT_PATH)) {
    void takeFile(request, response, path.slice(PUT_PATH.length), transfers);
    return true;
  }
  if (request.method === "GET" && path.startsWith(GOT_PATH)) {
    void giveFile(response, path.slice(GOT_PATH.length), transfers);
    return true;
  }
  return false;
}

async function takeFile(
  request: IncomingMessage,
  response: ServerResponse,
  encoded: string,
  transfers: Transfers,
): Promise<void> {
  const name = decoded(encoded);
  const length = request.headers["content-length"];
  if (name === null || length === undefined || !/^\d{1,15}$/.test(length)) {
    end(response, 400, "A name, and a length, please.");
    return;
  }
  const problem = await transfers.put(name, Number(length), request);
  end(response, problem === null ? 200 : 409, problem ?? "Taken.");
}

async function giveFile(response: ServerResponse, id: string, transfers: Transfers): Promise<void> {
  const got = /^\d{1,9}$/.test(id) ? await transfers.got(Number(id)) : null;
  if (got === null) {
    end(response, 404, "There is no such file any more.");
    return;
  }
  const { name, file } = got;
  // Never shown by the browser as what it may claim to be.
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeName(name)}`,
    "Content-Length": file.size,
  });
  const range = file.size === 0 ? {} : { end: file.size - 1 };
  // Whoever breaks it off sees that it is not whole: it has a length.
  await pipeline(file.handle.createReadStream(range), response).catch(() => undefined);
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** RFC 8187: letters, digits and few others stand for themselves. */
function encodeName(name: string): string {
  const harmless = nameProblem(name, { hidden: true }) === null ? name : NAMELESS;
  return encodeURIComponent(harmless).replace(/['()*!]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed || response.headersSent) return;
  // What is left of a body is not wanted, and would be read before the next request.
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" }).end(`${text}\n`);
}
