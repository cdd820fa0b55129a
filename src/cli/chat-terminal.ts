import type { Interface } from "node:readline";
import type { ChatClient } from "../share/chat/client.ts";
import { QUIT } from "../share/wire/chat/messages.ts";
import type { ChatLine } from "../share/wire/chat/transcript.ts";
import { styled, styledName } from "./chat-style.ts";
import { typedLine } from "./typing.ts";

/** A name to begin with, or one that is spoken to: what stands behind the last space. */
const LAST_WORD = /(\S*)$/u;

/**
 * The chat on a terminal: what comes is printed above the line that is being typed, which stays as it is. A line that
 * was typed goes away, and is there again when the server has sent it to everybody.
 */
export class ChatTerminal {
  readonly #color: boolean;
  #typing: Interface | null = null;
  #name: string | null = null;

  constructor(color: boolean) {
    this.#color = color;
  }

  /** Begins to read what is typed. */
  open(client: ChatClient, firstWords: string): void {
    const typing = typedLine((line) => complete(line, client.names));
    this.#typing = typing;
    this.#print(`sharelab: ${firstWords}\n`);
    typing.on("line", (line) => {
      this.#eraseTyped(typing, line);
      this.#say(client, line.trim());
    });
    typing.on("SIGINT", () => process.emit("SIGINT"));
    typing.on("SIGCONT", () => {
      typing.prompt(true);
    });
    // Ctrl-D on an empty line, or a terminal that has gone.
    typing.on("close", () => {
      if (this.#typing === null) return;
      this.#above(typing, "");
      this.#typing = null;
      client.leaveAfterwards();
    });
    this.#setPrompt();
  }

  set name(name: string) {
    if (name === this.#name) return;
    this.#name = name;
    this.#setPrompt();
  }

  show(lines: readonly ChatLine[]): void {
    this.#print(lines.map((line) => `${styled(line, this.#color)}\n`).join(""));
  }

  /** Leaves the terminal as it was, with nothing half typed on it. */
  close(): void {
    const typing = this.#typing;
    this.#typing = null;
    if (typing === null) return;
    this.#above(typing, "");
    typing.close();
  }

  #say(client: ChatClient, text: string): void {
    if (text === QUIT) client.leaveAfterwards();
    else if (text !== "") {
      void client.say(text).then((said) => {
        if (said === "not-echoed") this.#print(`${styled(this.#own(text), this.#color)}   (sent, not echoed)\n`);
        if (said === "not-sent") this.#print(`${styled(this.#own(text), this.#color)}   (not sent)\n`);
      });
    }
    this.#typing?.prompt();
  }

  #own(text: string): ChatLine {
    return { name: this.#name, text, begins: "read" };
  }

  #setPrompt(): void {
    const typing = this.#typing;
    if (typing === null) return;
    this.#above(typing, ""); // as it looks with the prompt before
    typing.setPrompt(`${this.#name === null ? "" : styledName(this.#name, this.#color)}> `);
    typing.prompt(true);
  }

  #print(text: string): void {
    const typing = this.#typing;
    if (typing === null) {
      process.stdout.write(text);
      return;
    }
    this.#above(typing, text);
    typing.prompt(true);
  }

  /** Writes over the line that is being typed. Its rows are made again below, where readline believes its cursor to be. */
  #above(typing: Interface, text: string): void {
    const { rows } = typing.getCursorPos();
    const up = rows > 0 ? `\x1b[${rows}A` : "";
    process.stdout.write(`${up}\r\x1b[J${text}${"\n".repeat(rows)}`);
  }

  /** The cursor is behind it, in the row below. */
  #eraseTyped(typing: Interface, line: string): void {
    const prompt = typing.getPrompt();
    typing.setPrompt(prompt + line);
    const { rows } = typing.getCursorPos();
    typing.setPrompt(prompt);
    process.stdout.write(`\x1b[${rows + 1}A\r\x1b[J`);
  }
}

function complete(line: string, names: ReadonlySet<string>): [string[], string] {
  const [word = ""] = LAST_WORD.exec(line) ?? [];
  const found = word === "" ? [] : [...names].filter((name) => name.startsWith(word));
  return [found.sort(), word];
}
