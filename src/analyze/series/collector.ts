/** Collects the series of every analyzed stream, in bounded memory. */
import type { Analysis } from "../analysis.ts";
import type { Observer } from "../observer.ts";
import type { Segment } from "../packet/segment.ts";
import type { Side } from "../tcp/opening.ts";
import type { Conversation } from "../tcp/stream-table.ts";
import { endingOf } from "./ending.ts";
import { PacketFiller } from "./packet-filler.ts";
import type { Series, StreamSeries } from "./series.ts";
import { StreamCollector } from "./stream-collector.ts";

/** Thinning that leaves more than this share of the limit was not worth it: what is notable is halved too. */
const WORTHWHILE = 0.75;

export class SeriesCollector implements Observer {
  readonly #byStream = new Map<Conversation, StreamCollector>();
  readonly #limit: number;
  #last: Conversation | null = null;
  #lastCollector: StreamCollector | null = null;
  #rows = 0;
  #streams: StreamSeries[] = [];
  #every = 1;
  #everyNotable = 1;

  /** @param limit rows kept of all streams together */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What was collected, once the capture has ended. */
  get series(): Series {
    return { streams: this.#streams, every: this.#every, everyNotable: this.#everyNotable, limit: this.#limit };
  }

  readonly segment = (segment: Segment, conversation: Conversation, marks: number, side: Side): void => {
    const collector = this.#of(conversation);
    if (collector === null) return;
    const before = collector.packets.rows;
    collector.take(segment, side, marks, this.#every, this.#everyNotable);
    this.#rows += collector.packets.rows - before;
    if (this.#rows >= this.#limit) this.#thin();
  };

  end(analysis: Analysis, ports: ReadonlySet<number>): void {
    for (const analyzed of analysis.analyzed) {
      const collector = this.#byStream.get(analyzed.conversation);
      if (collector !== undefined) this.#streams.push(collector.finish(endingOf(analyzed, analysis, ports)));
    }
    this.#streams.sort((a, b) => a.stream - b.stream);
    this.#byStream.clear();
  }

  readonly ignored = (conversation: Conversation): void => {
    this.#rows -= this.#byStream.get(conversation)?.packets.rows ?? 0;
    this.#byStream.delete(conversation);
    if (this.#last === conversation) this.#last = null;
  };

  #of(conversation: Conversation): StreamCollector | null {
    if (conversation === this.#last) return this.#lastCollector;
    let collector = this.#byStream.get(conversation) ?? null;
    if (collector === null && conversation.stream !== null) {
      collector = new StreamCollector(new PacketFiller(conversation, conversation.stream));
      this.#byStream.set(conversation, collector);
    }
    this.#last = conversation;
    this.#lastCollector = collector;
    return collector;
  }

  #thin(): void {
    const collectors = [...this.#byStream.values()];
    const count = (): number => collectors.reduce((sum, one) => sum + one.packets.rows, 0);
    for (const one of collectors) one.thin(false);
    this.#every *= 2;
    this.#rows = count();
    if (this.#rows <= this.#limit * WORTHWHILE) return;
    for (const one of collectors) one.thin(true);
    this.#every *= 2;
    this.#everyNotable *= 2;
    this.#rows = count();
  }
}
