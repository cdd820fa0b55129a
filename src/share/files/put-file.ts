/** The client that sends a file. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { FileDiffersError, FileRefusedError, ShareError, TransferLostError } from "../errors.ts";
import { encodeRequest } from "../wire/file-transfer/request.ts";
import { shown } from "./await-answer.ts";
import type { OpenedFile } from "./folder.ts";
import { checkWireName, interrupted, type ClientOptions } from "./get-file.ts";
import { sendFile, write, type Transferred } from "./outgoing.ts";
import { reachServer } from "./reach-server.ts";
import { ServersWords } from "./servers-words.ts";
import { namePause, STORING } from "./timing.ts";

export interface PutOptions extends ClientOptions {
  /** How long to wait for the server's end, ms. */
  readonly storing?: number;
}

/**
 * What is known of the end. stored: the server says that it has this file by this name. closed: it has closed in order, behind
 * the last byte, as any server does that has read all. open: it did not close in time.
 */
export type PutEnd = "stored" | "closed" | "open";

export interface Put extends Transferred {
  /** From the first byte of the file to the server's end. */
  readonly seconds: number;
  readonly end: PutEnd;
}

/**
 * @param file stays open
 * @returns null when `signal` came before there was a connection
 * @throws ShareError
 */
export async function putFile(file: OpenedFile, options: PutOptions): Promise<Put | null> {
  const { name, signal, storing = STORING } = options;
  checkWireName(name);
  const from = performance.now();
  const socket = await reachServer(options, signal, options.idle);
  if (socket === null) return null;
  const pause = namePause(performance.now() - from);
  const stop = (): void => {
    socket.resetAndDestroy();
  };
  signal.addEventListener("abort", stop);
  const words = new ServersWords(socket);
  let bytes = 0;
  try {
    await write(socket, encodeRequest("put", name));
    // The name ends where the first recv() of a Python server ends, so the bytes must come later than that.
    await words.overWithin(pause);
    const refusal = refusalIn(words, name);
    if (refusal !== null) throw refusal;
    const begun = performance.now();
    socket.on("timeout", stop);
    const sent = await sendFile(file, socket, (count) => {
      bytes += count;
      options.onBytes?.(bytes);
    });
    await endSide(socket);
    await words.overWithin(storing);
    const end = endOf(words, socket, sent, name);
    return { ...sent, seconds: (performance.now() - begun) / 1000, end };
  } catch (error) {
    if (signal.aborted) throw interrupted(bytes);
    if (error instanceof ShareError) throw error;
    if (!socket.destroyed) throw error;
    throw refusalIn(words, name) ?? lost(socket, bytes);
  } finally {
    if (words.answer === null && words.said.length > 0) options.onGreeting?.(shown(words.said));
    signal.removeEventListener("abort", stop);
    socket.resetAndDestroy();
  }
}

async function endSide(socket: Socket): Promise<void> {
  const sent = once(socket, "finish");
  socket.end();
  await sent;
}

function endOf(words: ServersWords, socket: Socket, sent: Transferred, name: string): PutEnd {
  const refusal = refusalIn(words, name);
  if (refusal !== null) throw refusal;
  const { answer } = words;
  if (answer?.kind === "stored") {
    if (answer.sha256 === sent.sha256 && answer.name === name) return "stored";
    throw new FileDiffersError(
      `The server has stored another file: as ${answer.name}, with SHA-256 ${answer.sha256}.`,
      "It has not seen where the name ends: remove that file, and send yours again.",
    );
  }
  if (words.endedInOrder) return "closed";
  if (!socket.destroyed) return "open";
  throw lost(socket, sent.bytes);
}

function refusalIn({ answer }: ServersWords, name: string): FileRefusedError | null {
  if (answer?.kind !== "refused") return null;
  return new FileRefusedError(
    `The server refuses ${name}: ${shown(answer.reason)}.`,
    "Ask whoever runs it, or take another name with --as.",
  );
}

function lost(socket: Socket, bytes: number): TransferLostError {
  const why = socket.errored?.message ?? "the server takes nothing more";
  return new TransferLostError(
    `The connection broke after ${bytes} bytes: ${why}.`,
    "Check the server, and try again.",
  );
}
