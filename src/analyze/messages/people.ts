/** The names that came up in a chat: a name directly behind other text tells that another message begins there. */
import { MAX_PEOPLE, type PersonRecord } from "./types.ts";

/** Longer ones are no names, bytes of UTF-8. */
export const MAX_PERSON_BYTES = 128;

export class People {
  omitted = 0;
  readonly #byName = new Map<string, { record: PersonRecord; messages: number }>();
  /** As bytes, each a character (latin1), which is how a segment is searched. */
  readonly #asBytes = new Set<string>();
  readonly #lengths = new Set<number>();

  get list(): PersonRecord[] {
    return [...this.#byName.values()].map(({ record, messages }) => ({ ...record, messages }));
  }

  knows(name: string): boolean {
    return this.#byName.has(name);
  }

  know(name: string, told: PersonRecord["told"], packet: number): void {
    if (name === "" || this.#byName.has(name)) return;
    const bytes = Buffer.from(name).toString("latin1");
    if (bytes.length > MAX_PERSON_BYTES) return;
    if (this.#byName.size >= MAX_PEOPLE) {
      this.omitted++;
      return;
    }
    this.#byName.set(name, { record: { name, firstPacket: packet, told, messages: 0 }, messages: 0 });
    this.#asBytes.add(bytes);
    this.#lengths.add(bytes.length);
  }

  said(name: string): void {
    const person = this.#byName.get(name);
    if (person !== undefined) person.messages++;
  }

  /** @returns the name that the text begins with, with a colon and a space behind it: the longest known one */
  inFrontOf(text: string): string | null {
    for (let colon = text.lastIndexOf(": ", MAX_PERSON_BYTES); colon > 0; colon = text.lastIndexOf(": ", colon - 1)) {
      if (this.#byName.has(text.slice(0, colon))) return text.slice(0, colon);
    }
    return null;
  }

  /** @returns where the longest known name begins that ends there, behind `from`; -1: none does. All are latin1. */
  endingAt(bytes: string, end: number, from: number): number {
    let start = -1;
    for (const length of this.#lengths) {
      const at = end - length;
      if (at < from || (start >= 0 && at > start)) continue;
      if (this.#asBytes.has(bytes.slice(at, end))) start = at;
    }
    return start;
  }
}
