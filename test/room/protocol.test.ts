/** What room and page say to each other, and whose turn it is to be looked at. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_TO_ROOM_PAGE,
  readFromRoomPage,
  readToRoomPage,
  type FromRoomPage,
  type ToRoomPage,
} from "../../src/share/display/page/room-protocol.ts";
import { Guests } from "../../src/share/room/guests.ts";

const LINE = {
  id: 1,
  at: 1_700_000_000_000,
  name: "Ben",
  text: "<b>",
  kind: "said",
  own: false,
  inside: false,
} as const;
const TRANSFER = { id: 2, direction: "get", name: "a", size: null, bytes: 0, state: "moving", sha256: null } as const;
const TO_PAGE: readonly ToRoomPage[] = [
  { type: "hello", role: "host", title: "Your room", parts: ["screen", "chat"], maxBytes: 1e9 },
  { type: "chat", state: { phase: "in", name: "Ada" } },
  { type: "chat", state: { phase: "waiting", message: "m", remedy: "r", retryIn: 500 } },
  { type: "lines", lines: [LINE, { ...LINE, name: null, kind: "notice" }] },
  { type: "transfers", transfers: [{ ...TRANSFER, note: "", kept: false }] },
];
const FROM_PAGE: readonly FromRoomPage[] = [
  { type: "say", text: "hello" },
  { type: "get", name: "notes.txt" },
  { type: "cancel", id: 7 },
  { type: "retry" },
];

/** @returns the message with each of its fields left out, or of another kind, at every depth */
function spoiled(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [{}, -1.5];
  const fields = Object.entries(value);
  return fields.flatMap(([key, field]) => [
    ...(Array.isArray(value) ? [] : [Object.fromEntries(fields.filter(([name]) => name !== key))]),
    ...spoiled(field).map((other) =>
      Array.isArray(value)
        ? value.map((one: unknown, at) => (String(at) === key ? other : one))
        : { ...value, [key]: other },
    ),
  ]);
}

describe("messages of a room", () => {
  it.each([
    ["to the page", TO_PAGE, readToRoomPage],
    ["from the page", FROM_PAGE, readFromRoomPage],
  ] as const)("%s are read as they were written, and with any field spoiled not at all", (_, messages, read) => {
    for (const message of messages) {
      expect(read(JSON.stringify(message))).toEqual(message);
      for (const other of spoiled(message)) {
        const text = JSON.stringify(other);
        expect([text, read(text)]).toEqual([text, null]);
      }
    }
  });

  it("nothing else is taken, and nothing makes reading fail", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readToRoomPage(text)).toBeNull();
        expect(readFromRoomPage(text)).toBeNull();
      }),
    );
    expect(readToRoomPage(`${JSON.stringify(TO_PAGE[0])}${" ".repeat(MAX_TO_ROOM_PAGE)}`)).toBeNull();
  });
});

describe("guests", () => {
  it("have their turn one after another, each for as long as it is there", () => {
    const guests = new Guests();
    expect(guests.next()).toBeNull();
    guests.join("a");
    guests.join("a");
    guests.join("b");
    expect([guests.next(), guests.others("a")]).toEqual(["a", true]);
    expect(guests.leave("a")).toBe(false); // it has another connection
    expect(guests.leave("b")).toBe(false); // it was not its turn
    expect(guests.others("a")).toBe(false);
    guests.join("c");
    expect([guests.next(), guests.next()]).toEqual(["c", "a"]);
    expect([guests.leave("a"), guests.next(), guests.leave("c"), guests.next()]).toEqual([true, "c", true, null]);
  });
});
