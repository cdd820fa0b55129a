/** The client that gets a file. */
import { FileExistsError, FileNameError, FileWriteError, TransferLostError } from "../errors.ts";
import { plausibleLength } from "../wire/file-transfer/plausible-name.ts";
import { encodeRequest } from "../wire/file-transfer/request.ts";
import { MAX_NAME_BYTES } from "../wire/file-transfer/words.ts";
import { awaitAnswer, expectFile, shown } from "./await-answer.ts";
import { receiveFile, type IncomingEnd } from "./incoming.ts";
import type { Transferred } from "./outgoing.ts";
import { reachServer, type FileServerAddress } from "./reach-server.ts";
import type { FileSink } from "./sink.ts";

export interface ClientOptions extends FileServerAddress {
  /** As the server knows it. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** After so long without a byte the connection counts as lost, ms. */
  readonly idle?: number;
  /** What a server says that is no word of the protocol: one that chats, too, greets. */
  readonly onGreeting?: (text: string) => void;
  /** How much has gone or come so far. */
  readonly onBytes?: (total: number) => void;
}

export interface GetOptions extends ClientOptions {
  /** Take no more, bytes. */
  readonly maxBytes?: number;
}

export interface Got extends Transferred {
  /** From the request to the last byte. */
  readonly seconds: number;
}

/**
 * @param open is asked for the sink once the server has said that there is such a file
 * @returns null when `signal` came before there was a connection
 * @throws ShareError; when a transfer breaks, the remedy says what is kept of it
 */
export async function getFile(options: GetOptions, open: () => Promise<FileSink>): Promise<Got | null> {
  const { name, signal } = options;
  checkWireName(name);
  const socket = await reachServer(options, signal, options.idle);
  if (socket === null) return null;
  const stop = (): void => {
    socket.resetAndDestroy();
  };
  signal.addEventListener("abort", stop);
  const begun = performance.now();
  let sink: FileSink | null = null;
  let bytes = 0;
  try {
    // In one piece, for servers that take one recv() as the request. Ending this side tells a server of ours that it is all.
    socket.end(encodeRequest("get", name));
    const { greeting, data } = expectFile(await awaitAnswer(socket), name);
    if (greeting.length > 0) options.onGreeting?.(shown(greeting));
    sink = await open();
    const to = sink;
    const { end, sha256 } = await receiveFile(socket, {
      first: data,
      maxBytes: options.maxBytes ?? Infinity,
      write: async (piece) => {
        await to.write(piece);
        bytes += piece.length;
        options.onBytes?.(bytes);
      },
    });
    if (end !== "fin") throw broken(end, bytes, options);
    await sink.finish();
    sink = null;
    return { bytes, sha256, seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    const kept = (await sink?.leave()) ?? null;
    throw withWhatIsKept(signal.aborted ? interrupted(bytes) : error, kept);
  } finally {
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

/** @throws FileNameError for what the protocol can't carry */
export function checkWireName(name: string): void {
  const bytes = Buffer.from(name);
  if (bytes.length > 0 && plausibleLength(bytes) === bytes.length && !name.includes("\ufffd")) return;
  throw new FileNameError(
    `"${name}" is no name that can be sent.`,
    `A name has 1 to ${MAX_NAME_BYTES} bytes, and no control characters.`,
  );
}

export function interrupted(bytes: number): TransferLostError {
  return new TransferLostError(`Interrupted after ${bytes} bytes.`, "");
}

function broken(end: Exclude<IncomingEnd, "fin">, bytes: number, { maxBytes }: GetOptions): TransferLostError {
  switch (end) {
    case "reset":
      return new TransferLostError(`The connection broke after ${bytes} bytes.`, "Try again.");
    case "idle":
      return new TransferLostError(`Nothing more came after ${bytes} bytes.`, "Check the server, and try again.");
    case "too-large":
      return new TransferLostError(`It is larger than ${maxBytes ?? 0} bytes.`, "Raise --max-bytes.");
  }
}

function withWhatIsKept(error: unknown, kept: string | null): unknown {
  if (kept === null) return error;
  const add = (remedy: string): string => `${remedy} What came is kept as ${kept}.`.trimStart();
  if (error instanceof TransferLostError) return new TransferLostError(error.message, add(error.remedy));
  if (error instanceof FileExistsError) return new FileExistsError(error.message, add(error.remedy));
  if (error instanceof FileWriteError) {
    return new FileWriteError(error.message, add(error.remedy), { cause: error.cause });
  }
  return error;
}
