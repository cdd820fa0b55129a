/** `sharelab chat serve`. */
import type { ChatServerOptions } from "../share/chat/options.ts";
import { ChatServer } from "../share/chat/server.ts";
import { ShareError } from "../share/errors.ts";
import { filesBesideChat } from "../share/files/beside-chat.ts";
import { FileService } from "../share/files/file-service.ts";
import { Folder } from "../share/files/folder.ts";
import { BottomLine } from "./bottom-line.ts";
import { chatLines, chatStatus, chatSummary, describeChatEvent } from "./chat-texts.ts";
import { EXIT_USAGE } from "./exit.ts";
import { failFile, MAX_FILE_CLIENTS, serviceOptions, uploadOptionsFit, type UploadOptions } from "./file-options.ts";
import { eventText, folderLines, serverSummary } from "./file-texts.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import { say } from "./peer-options.ts";

interface Options extends UploadOptions {
  readonly host: string;
  readonly port: number;
  readonly allow: readonly string[];
  readonly maxClients?: number;
  /** KiB */
  readonly maxWaiting: number;
  readonly files?: string;
}

const STATUS_EVERY = 500; // ms

export async function serveChat(options: Options): Promise<void> {
  if (!optionsFit(options)) return;
  const line = new BottomLine();
  const interrupt = onInterrupt();
  let folder: Folder | null = null;
  try {
    if (options.files !== undefined) folder = await Folder.open(options.files);
    await serve(options, folder, line, interrupt.signal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    failFile(error, interrupt.signal);
  } finally {
    interrupt.off();
    await folder?.close();
  }
}

function optionsFit(options: Options): boolean {
  const { files, write, hidden } = options;
  if (files !== undefined || (write === undefined && hidden === undefined)) return uploadOptionsFit(options);
  say("--write and --hidden are about files.\n  Say which folder to serve: --files.");
  process.exitCode = EXIT_USAGE;
  return false;
}

async function serve(
  options: Options,
  folder: Folder | null,
  line: BottomLine,
  interrupted: AbortSignal,
): Promise<void> {
  const files =
    folder === null
      ? null
      : new FileService(folder, serviceOptions(options), (event) => {
          const text = eventText(event);
          if (text !== null) line.say(text);
        });
  const failed = new AbortController();
  const onFailure = (error: unknown): void => {
    failed.abort(error);
  };
  const server = new ChatServer(chatOptions(options, files, onFailure), (event) => {
    // Of those who come for files, the files tell.
    if (event.kind !== "taken") line.say(describeChatEvent(event));
  });
  const address = await server.listen();
  const { allow, write = false, overwrite = false } = options;
  for (const text of chatLines(address, allow)) say(text);
  if (folder !== null) {
    for (const text of folderLines(address, { folder: folder.path, write, overwrite, allow })) say(text);
  }
  try {
    await untilStopped(server, line, AbortSignal.any([interrupted, failed.signal]));
    failed.signal.throwIfAborted();
  } finally {
    line.clear();
    // The chat first: it takes nobody any more, and waits for the connections that the files end.
    const closed = server.close();
    await files?.stop();
    await closed;
  }
  say(chatSummary(server.counters));
  if (files !== null) say(serverSummary(files.counters));
}

function chatOptions(
  { host, port, allow, maxClients, maxWaiting }: Options,
  files: FileService | null,
  onFailure: (error: unknown) => void,
): Partial<ChatServerOptions> {
  return {
    ...{ host, port, allow, maxClients: maxClients ?? null, maxWaiting: maxWaiting * 1024 },
    firstMessage: files === null ? null : filesBesideChat(files, { maxClients: MAX_FILE_CLIENTS, onFailure }),
  };
}

/** Till q, Ctrl-C or SIGTERM. */
async function untilStopped(server: ChatServer, line: BottomLine, interrupted: AbortSignal): Promise<void> {
  const stopped = new AbortController();
  const keyboard = Keyboard.exists
    ? new Keyboard((key) => {
        if (key === "q") stopped.abort();
      })
    : null;
  const timer = setInterval(() => {
    line.status = keyboard?.isActive === false ? "" : chatStatus(server.counters, keyboard !== null);
  }, STATUS_EVERY);
  const over = AbortSignal.any([interrupted, stopped.signal]);
  if (!over.aborted) {
    await new Promise((resolve) => {
      over.addEventListener("abort", resolve, { once: true });
    });
  }
  clearInterval(timer);
  keyboard?.close();
}
