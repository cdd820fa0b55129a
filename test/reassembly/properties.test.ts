/** Random streams, cut and shaken as networks do it, against the model. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Feed } from "./feeding.ts";
import { Model, type Piece } from "./model.ts";

type Event = { readonly piece: Piece } | { readonly acknowledge: number };

interface Made {
  readonly isn: number;
  readonly events: readonly Event[];
}

/** Below this many segments the reassembly waits for every hole to be filled. */
const PATIENT = 31;

const isns = fc.oneof(fc.constantFrom(0, 1, 2 ** 31 - 20, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 50), fc.nat(2 ** 32 - 1));

/** The same segments, some of them away, twice, larger, with other bytes or cut; then moved about; then ACKs. */
function streams(maxSegments: number, withAcks: boolean): fc.Arbitrary<Made> {
  const segment = fc.record({
    length: fc.integer({ min: 1, max: 40 }),
    copies: fc.constantFrom(0, 1, 1, 1, 1, 2),
    back: fc.constantFrom(0, 0, 0, 1, 15, 60),
    ahead: fc.constantFrom(0, 0, 0, 1, 15, 60),
    other: fc.constantFrom(false, false, false, true),
    cut: fc.constantFrom(null, null, null, null, 0, 1, 10),
    late: fc.constantFrom(0, 0, 0, 0.5, 1, 3, 100),
    acknowledge: fc.constantFrom(-1, -1, 0, 1),
  });
  return fc
    .tuple(isns, fc.array(segment, { minLength: 1, maxLength: maxSegments }), fc.nat(255))
    .map(([isn, cuts, salt]) => {
      const total = cuts.reduce((sum, { length }) => sum + length, 0);
      const byte = (at: number): number => (at * 7 + (at >> 3) + salt) & 0xff;
      const placed: [number, Event][] = [];
      let offset = 0;
      for (const [i, { length, copies, back, ahead, other, cut, late, acknowledge }] of cuts.entries()) {
        for (let copy = 0; copy < copies; copy++) {
          // The first copy is the plain one.
          const from = copy === 0 ? offset : Math.max(0, offset - back);
          const to = copy === 0 ? offset + length : Math.min(total, offset + length + ahead);
          const bytes = Uint8Array.from({ length: to - from }, (_, k) => byte(from + k) ^ (other ? 0x80 : 0));
          const piece = { offset: from, bytes, captured: Math.min(bytes.length, cut ?? bytes.length) };
          placed.push([i + late * (copy + 1), { piece }]);
        }
        offset += length;
        if (withAcks && acknowledge >= 0) placed.push([i + acknowledge, { acknowledge: offset }]);
      }
      placed.sort((a, b) => a[0] - b[0]);
      return { isn, events: placed.map(([, event]) => event) };
    });
}

function expectAsModel({ isn, events }: Made): void {
  const feed = new Feed().syn(isn);
  const model = new Model();
  let packet = 0;
  for (const event of events) {
    if ("acknowledge" in event) {
      feed.reassembly.acknowledge((isn + 1 + event.acknowledge) >>> 0);
      model.acknowledge(event.acknowledge);
      continue;
    }
    const { offset, bytes, captured } = event.piece;
    const arrival = feed.accept({ seq: isn + 1 + offset, bytes, captured });
    expect(arrival).toEqual(model.take(event.piece, ++packet));
    expect(feed.consumer.cells.length).toBe(model.inOrder);
  }
  feed.end();
  const cells = model.end();
  const missing = cells.filter((cell) => typeof cell === "string").length;
  expect(feed.consumer.cells).toEqual(cells);
  expect(feed.consumer).toMatchObject({ fromStart: true, ended: 1, missingBytes: missing });
  expect(feed.reassembly).toMatchObject({
    next: cells.length,
    highest: cells.length,
    uniqueBytes: model.seen,
    missingBytes: missing,
    acknowledged: model.acknowledged,
  });
}

describe("a stream shaken by the network", () => {
  it("comes out in order, with its holes and what they are due to", () => {
    const made = streams(PATIENT >> 1, true);
    fc.assert(fc.property(made, expectAsModel), { numRuns: 4000 });
  });

  it("without ACKs is waited for however long it takes", () => {
    fc.assert(fc.property(streams(200, false), expectAsModel), { numRuns: 200 });
  });

  it("gives the same bytes and totals whether it began at 0 or wraps around", () => {
    fc.assert(
      fc.property(streams(12, true), isns, (made, isn) => {
        const outcome = (start: number): unknown => {
          const feed = new Feed().syn(start);
          for (const event of made.events) {
            if ("acknowledge" in event) feed.reassembly.acknowledge((start + 1 + event.acknowledge) >>> 0);
            else feed.accept({ ...event.piece, seq: start + 1 + event.piece.offset });
          }
          const { cells, missed } = feed.end().consumer;
          return { cells, missed };
        };
        expect(outcome(isn)).toEqual(outcome(0));
      }),
      { numRuns: 500 },
    );
  });
});
