import type { RoomLine } from "../display/page/room-protocol.ts";
import type { ChatLine } from "../wire/chat/transcript.ts";

/** More are not kept for pages that come later; the oldest are forgotten. */
const KEPT = 500;

/** What was said in the room, with the time that the protocol does not carry. */
export class Lines {
  readonly #lines: RoomLine[] = [];
  #last = 0;

  /** @param own the name that this end has in the chat */
  add(lines: readonly ChatLine[], own: string | null): void {
    for (const { name, text, begins } of lines) {
      const kind = name === null ? "notice" : "said";
      this.#add({ name, text, kind, own: name !== null && name === own, inside: begins !== "read" });
    }
  }

  /** What this end said and the server did not send back. */
  addOwn(name: string, text: string, kind: "unsent" | "unconfirmed"): void {
    this.#add({ name, text, kind, own: true, inside: false });
  }

  /** @returns those with a greater id */
  since(id: number): readonly RoomLine[] {
    const first = this.#lines.findIndex((line) => line.id > id);
    return first === -1 ? [] : this.#lines.slice(first);
  }

  #add(line: Omit<RoomLine, "id" | "at">): void {
    this.#lines.push({ ...line, id: ++this.#last, at: Date.now() });
    if (this.#lines.length > KEPT) this.#lines.shift();
  }
}
