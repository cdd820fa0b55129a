/** Finds what the client said in what the server sends to all: it comes back to the client, too. */
import type { MessageRecord } from "./types.ts";

/** Servers take line ends off, or leave them. */
const LINE_END = /[\t\n\r ]+$/;

interface Waiting {
  readonly message: MessageRecord;
  /** What was not passed on yet. */
  rest: string;
}

/** More are not waited for. */
const MAX_WAITING = 1000;
/** So many may be missing between two that came back. */
const MAX_SKIPPED = 16;

export class Broadcasts {
  /** Messages, not `{quit}`, of which at least the beginning was passed on. */
  count = 0;
  #waiting: Waiting[] = [];

  /** @param bytes each a character (latin1): the server may cut a message inside a character */
  said(message: MessageRecord, bytes: string): void {
    this.#waiting.push({ message, rest: bytes.replace(LINE_END, "") });
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
  }

  /** Whether the client said this, and it was not passed on yet. */
  isNext(bytes: string): boolean {
    const rest = bytes.replace(LINE_END, "");
    return rest !== "" && this.#waiting[0]?.rest === rest;
  }

  /** The server passed on, under the client's name, what begins in that packet. @returns the client said so */
  heard(bytes: string, packet: number): boolean {
    let rest = bytes.replace(LINE_END, "");
    const first = this.#find(rest);
    if (first < 0) return false;
    this.#waiting.splice(0, first);
    const before: MessageRecord[] = [];
    while (rest !== "") {
      const [next] = this.#waiting;
      if (next === undefined) break;
      if (next.rest.startsWith(rest)) {
        this.#mark(next.message, packet, next.rest === rest ? null : "several");
        before.push(next.message);
        next.rest = next.rest.slice(rest.length);
        if (next.rest === "") this.#waiting.shift();
        break;
      }
      if (next.rest === "" || !rest.startsWith(next.rest)) break;
      this.#mark(next.message, packet, null);
      before.push(next.message);
      rest = rest.slice(next.rest.length);
      this.#waiting.shift();
    }
    if (before.length > 1) for (const { broadcast } of before) if (broadcast !== null) broadcast.as = "with-others";
    return true;
  }

  #find(bytes: string): number {
    if (bytes === "") return -1;
    const near = this.#waiting.slice(0, MAX_SKIPPED);
    const exact = near.findIndex(({ rest }) => rest === bytes);
    if (exact >= 0) return exact;
    const [next] = near;
    return next !== undefined && next.rest !== "" && (next.rest.startsWith(bytes) || bytes.startsWith(next.rest))
      ? 0
      : -1;
  }

  #mark(message: MessageRecord, packet: number, as: "several" | null): void {
    if (message.broadcast === null) {
      message.broadcast = { packet, as: as ?? "one" };
      if (message.kind === "message") this.count++;
    } else message.broadcast.as = "several";
  }
}
