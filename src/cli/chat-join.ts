/** `sharelab chat join`. */
import { createInterface } from "node:readline";
import { ChatClient, type ChatEnd } from "../share/chat/client.ts";
import { ShareError } from "../share/errors.ts";
import type { ChatLine } from "../share/wire/chat/transcript.ts";
import { styled } from "./chat-style.ts";
import { ChatTerminal } from "./chat-terminal.ts";
import { onInterrupt } from "./interrupt.ts";
import { terminalStyle, type ColorChoice } from "./output.ts";
import { fail, say } from "./peer-options.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly color: ColorChoice;
}

export async function joinChat(name: string | undefined, options: Options): Promise<void> {
  const interrupt = onInterrupt();
  const { color } = terminalStyle(options.color, false);
  try {
    const server = { ...options, name: name ?? null, signal: interrupt.signal };
    const end =
      process.stdin.isTTY && process.stdout.isTTY ? await onTerminal(server, color) : await inPipe(server, color);
    if (end === "ended") say("the server has ended the chat");
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    interrupt.off();
  }
}

interface Joining {
  readonly host: string;
  readonly port: number;
  readonly name: string | null;
  readonly signal: AbortSignal;
}

async function onTerminal(joining: Joining, color: boolean): Promise<ChatEnd> {
  const terminal = new ChatTerminal(color);
  const client = new ChatClient({
    ...joining,
    onConnected: (address, port) => {
      terminal.open(client, `connected to ${address} port ${port}`);
    },
    onLines: (lines) => {
      terminal.show(lines);
    },
    onName: (name) => {
      terminal.name = name;
    },
  });
  try {
    return await client.run();
  } finally {
    terminal.close();
  }
}

/** Every line of standard input is said, and then {quit}; what comes is printed. */
async function inPipe(joining: Joining, color: boolean): Promise<ChatEnd> {
  const client = new ChatClient({
    ...joining,
    onConnected: (address, port) => {
      say(`connected to ${address} port ${port}`);
    },
    onLines: (lines) => {
      print(lines, color, client);
    },
    onName: () => undefined,
  });
  const over = new AbortController();
  const saying = sayLines(client, over.signal);
  try {
    return await client.run();
  } finally {
    over.abort();
    await saying;
  }
}

/** No faster than the server takes them. */
async function sayLines(client: ChatClient, over: AbortSignal): Promise<void> {
  const lines = createInterface({ input: process.stdin, signal: over });
  for await (const line of lines) {
    if (over.aborted) break;
    if (line.trim() !== "") await client.say(line);
  }
  process.stdin.pause();
  if (!over.aborted) client.leaveAfterwards();
}

function print(lines: readonly ChatLine[], color: boolean, client: ChatClient): void {
  const text = lines.map((line) => `${styled(line, color)}\n`).join("");
  if (process.stdout.write(text)) return;
  client.pause();
  process.stdout.once("drain", () => {
    client.resume();
  });
}
