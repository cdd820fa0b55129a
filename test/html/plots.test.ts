/** What plots draw: nothing is dropped unsaid, and what is counted agrees with the facts. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyzeWithSeries } from "../../src/analyze/analyze.ts";
import { segmentsPerAck } from "../../src/lab/render/html/ack-patterns.ts";
import { frameRates } from "../../src/lab/render/html/frames.ts";
import { html } from "../../src/lab/render/html/markup.ts";
import { bytesByInterval } from "../../src/lab/render/html/rates.ts";
import { Rows } from "../../src/lab/render/html/rows.ts";
import { thinLine, thinMarks, thinStrokes } from "../../src/lab/render/plot/downsample.ts";
import { Panel, svg } from "../../src/lab/render/plot/plot.ts";
import { capture, CAPTURES } from "../support/fixtures.ts";

const column = (x: number): number => x * 10;
const points = fc
  .array(fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), fc.integer({ min: 0, max: 1000 })), { minLength: 1 })
  .map((list) => list.sort((a, b) => a[0] - b[0]));

describe("thinning", () => {
  it("leaves what is short as it is", () => {
    expect(thinLine([[0, 1], [1, 2]], column, 2)).toEqual({ list: [[0, 1], [1, 2]], of: 2 }); // prettier-ignore
  });

  it("keeps the lowest, the highest, the first and the last of every column of a line", () => {
    fc.assert(
      fc.property(points, (list) => {
        const thinned = thinLine(list, column, 0);
        expect(thinned.of).toBe(list.length);
        const columns = new Set(list.map(([x]) => Math.floor(column(x))));
        for (const one of columns) {
          const inside = (all: readonly (readonly [number, number])[]): number[] =>
            all.filter(([x]) => Math.floor(column(x)) === one).map(([, y]) => y);
          const before = inside(list);
          const after = inside(thinned.list);
          expect([Math.min(...after), Math.max(...after), after[0], after.at(-1)]).toEqual([
            Math.min(...before),
            Math.max(...before),
            before[0],
            before.at(-1),
          ]);
          expect(after.length).toBeLessThanOrEqual(4);
        }
      }),
    );
  });

  it("covers with its strokes what all strokes of a column covered", () => {
    fc.assert(
      fc.property(points, (list) => {
        const thinned = thinStrokes(
          list.map(([x, low]) => ({ x, low, high: low + 5 })),
          column,
          0,
        );
        for (const [x, low] of list) {
          const stroke = thinned.list.find((one) => Math.floor(column(one.x)) === Math.floor(column(x)));
          expect(stroke!.low).toBeLessThanOrEqual(low);
          expect(stroke!.high).toBeGreaterThanOrEqual(low + 5);
        }
      }),
    );
  });

  it("says for every event sign how many it stands for", () => {
    const marks = Array.from({ length: 1000 }, (_, i) => ({ x: i / 100, y: 0, title: "one" }));
    const { list, of } = thinMarks(marks, column, 100, (count) => String(count));
    expect(of).toBe(1000);
    expect(list.reduce((sum, { title }) => sum + (title === "one" ? 1 : Number(title)), 0)).toBe(1000);
    expect(list.length).toBeLessThanOrEqual(100);
  });
});

describe("a panel", () => {
  it("is drawn for values without extent, and for none", () => {
    const axis = { label: "x", domain: [5, 5] as const, format: String };
    const panel = new Panel({ x: axis, y: { ...axis, domain: [0, 0] } });
    const drawn = svg([panel], { id: "p", title: "t", description: "d" }).toString();
    expect(drawn).not.toContain("NaN");
    expect(drawn).toContain('<title id="p-t">t</title>');
  });

  it("escapes its labels", () => {
    const panel = new Panel({
      x: { label: "<x>", domain: [0, 1], format: () => "<tick>" },
      y: { label: "y", domain: [0, 1], format: String },
    });
    panel.upright(0.5, "<level>").add(html`<g />`);
    expect(svg([panel], { id: "p", title: "<t>", description: "<d>" }).toString()).not.toMatch(/<(x|tick|level|t|d)>/);
  });
});

describe("what plots count", () => {
  it.each(CAPTURES)("agrees with the facts: %s", async (name) => {
    const { report, series } = await analyzeWithSeries(capture(name));
    for (const stream of report.streams) {
      const rows = new Rows(
        series.streams.find((one) => one.stream === stream.stream)!,
        stream,
      );
      for (const side of [0, 1] as const) {
        const sent = stream.directions[side];
        const receiver = stream.directions[side === 0 ? 1 : 0];
        if (sent.data_segments === 0) continue;
        const counts = segmentsPerAck({ series: rows.series, kind: (row) => rows.kind(row) }, side);
        const where = `${name} stream ${stream.stream} side ${side}`;
        expect({ where, acks: counts.reduce((sum, n) => sum + n, 0) }).toEqual({ where, acks: receiver.acks.of_data });
        expect({ where, two: counts[2] ?? 0 }).toEqual({ where, two: receiver.acks.every_second });

        const times = rows.data[side].map((row) => rows.series.columns.time[row]!);
        const [first, last] = [Math.min(...times), Math.max(...times)];
        const { all, fresh } = bytesByInterval(rows, side, 0.1, first, last);
        const sum = (list: Float64Array): number => list.reduce((total, n) => total + n, 0);
        expect({ where, all: sum(all) }).toEqual({ where, all: sent.payload_bytes });
        expect({ where, fresh: sum(fresh) }).toEqual({ where, fresh: sent.unique_bytes });
        const peak = sent.throughput.peak_bits_per_second;
        if (last - first >= 0.1 && peak !== null) expect((Math.max(...all) * 8) / 0.1).toBeCloseTo(peak, 3);
      }
    }
  });

  it("counts every frame of an interval once, the first and the last one too", () => {
    const times = [0.2, 0.3, 0.5, 1.2, 2.4, 2.5];
    const counts = frameRates(times).map(({ from, to, value }) => [from, to, Math.round(value * (to - from))]);
    expect(counts).toEqual([
      [0.2, 1.2, 3],
      [1.2, 2.5, 3],
    ]);
    expect(frameRates([1])).toEqual([]);
  });

  it("gives the frame rate of the facts where one interval has the whole time", () => {
    expect(frameRates([0.2, 0.3, 0.5, 1.2])).toEqual([{ from: 0.2, to: 1.2, value: 3 / (1.2 - 0.2) }]);
  });
});
