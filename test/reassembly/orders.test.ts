/** Every order in which a few segments can come. */
import { describe, expect, it } from "vitest";
import { Feed, permutations } from "./feeding.ts";
import { Model, type Piece } from "./model.ts";

const ISN = 2 ** 32 - 7; // the numbers wrap around inside the first segments

/** Feeds the pieces in this order, with the first `acknowledged` bytes acknowledged in between, and compares. */
function expectAsModel(pieces: readonly Piece[], acknowledged = 0): void {
  const feed = new Feed().syn(ISN);
  const model = new Model();
  const what = JSON.stringify({ order: pieces.map(({ offset, bytes }) => [offset, bytes.length]), acknowledged });
  for (const [i, piece] of pieces.entries()) {
    if (i === 1 && acknowledged > 0) {
      feed.reassembly.acknowledge((ISN + 1 + acknowledged) >>> 0);
      model.acknowledge(acknowledged);
    }
    const arrival = feed.accept({ seq: ISN + 1 + piece.offset, bytes: piece.bytes, captured: piece.captured });
    expect(arrival, `${what}, segment ${i}`).toEqual(model.take(piece, i + 1));
    expect(feed.reassembly.next, what).toBe(model.inOrder);
    expect(feed.consumer.cells.length, what).toBe(model.inOrder);
  }
  feed.end();
  expect(feed.consumer.cells, what).toEqual(model.end());
  expect(feed.reassembly.uniqueBytes, what).toBe(model.seen);
}

const STREAM = Buffer.from("abcdefghijklmnopqrstuvwxyz");
const piece = (offset: number, length: number, text = STREAM, captured = length): Piece => ({
  offset,
  bytes: Uint8Array.from(text.subarray(offset, offset + length)),
  captured,
});

describe("segments in every order", () => {
  it.each([1, 2, 3, 4, 5])("%i that follow one another give the stream", (count) => {
    const pieces = Array.from({ length: count }, (_, i) => piece(i * 4, 4));
    for (const order of permutations(pieces)) expectAsModel(order);
  });

  it.each([2, 3, 4, 5])("any of %i may be missing: lost, or acknowledged and so not captured", (count) => {
    const pieces = Array.from({ length: count }, (_, i) => piece(i * 3, 3));
    for (let present = 1; present < 2 ** count; present++) {
      const some = pieces.filter((_, i) => (present & (1 << i)) !== 0);
      for (const order of permutations(some))
        for (const acknowledged of [0, 3, 4, 3 * count]) expectAsModel(order, acknowledged);
    }
  });

  it("overlapping ones with other bytes keep the first copy of each, and the difference is told", () => {
    const other = Buffer.from(STREAM.toString().toUpperCase());
    const pieces = [piece(0, 5), piece(3, 5, other), piece(4, 2), piece(7, 6), piece(2, 9, other)];
    for (const order of permutations(pieces)) expectAsModel(order);
  });

  it("ones that were cut by the snaplen leave holes, whatever comes later", () => {
    const pieces = [piece(0, 6, STREAM, 2), piece(4, 4), piece(6, 6, STREAM, 0), piece(0, 12), piece(10, 4, STREAM, 3)];
    for (const order of permutations(pieces)) expectAsModel(order);
  });

  it("ones in front of the first of a capture from mid-stream count as repeated", () => {
    for (const first of [4, 8]) {
      const feed = new Feed();
      feed.accept({ seq: 100 + first, bytes: "efgh" });
      expect(feed.accept({ seq: 100, bytes: "abcd" })).toMatchObject({ fresh: 0, repeated: 4, conflict: false });
      feed.end();
      expect(feed.consumer).toMatchObject({ fromStart: false, text: "efgh", missingBytes: 0 });
    }
  });
});
