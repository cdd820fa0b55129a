/** `sharelab chat serve`. */
import type { ChatServerOptions } from "../share/chat/options.ts";
import { ChatServer } from "../share/chat/server.ts";
import { ShareError } from "../share/errors.ts";
import { BottomLine } from "./bottom-line.ts";
import { chatLines, chatStatus, chatSummary, describeChatEvent } from "./chat-texts.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import { fail, say } from "./peer-options.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly allow: readonly string[];
  readonly maxClients?: number;
  /** KiB */
  readonly maxWaiting: number;
}

const STATUS_EVERY = 500; // ms

export async function serveChat(options: Options): Promise<void> {
  const line = new BottomLine();
  const interrupt = onInterrupt();
  try {
    const server = new ChatServer(serverOptions(options), (event) => {
      line.say(describeChatEvent(event));
    });
    for (const text of chatLines(await server.listen(), options.allow)) say(text);
    await runUntilStopped(server, line, interrupt.signal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    interrupt.off();
  }
}

function serverOptions({ host, port, allow, maxClients, maxWaiting }: Options): Partial<ChatServerOptions> {
  return { host, port, allow, maxClients: maxClients ?? null, maxWaiting: maxWaiting * 1024 };
}

/** Till q, Ctrl-C or SIGTERM. */
async function runUntilStopped(server: ChatServer, line: BottomLine, interrupted: AbortSignal): Promise<void> {
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
  line.clear();
  await server.close();
  say(chatSummary(server.counters));
}
