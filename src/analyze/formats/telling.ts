/**
 * Tells by its first bytes what a stream speaks, where its port leaves several formats open: holds them until one is
 * chosen, and then hands all on.
 */
import type { FrameDecoder } from "../frames/types.ts";
import type { Messages } from "../messages/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { MissingReason, StreamConsumer } from "../tcp/reassembly.ts";
import { BEGINNING_BYTES, type Beginning, type StreamContext, type StreamDecoder, type StreamFormat } from "./types.ts";

/** What happened on a side before the format was known. */
type Event =
  | { readonly kind: "start"; readonly fromStart: boolean }
  | { readonly kind: "data"; readonly bytes: Buffer; readonly packet: number; readonly time: number }
  | { readonly kind: "missing"; readonly length: number; readonly why: MissingReason };

interface Held {
  readonly side: Side;
  readonly event: Event;
}

export class TellingDecoder implements StreamDecoder {
  readonly consumers: readonly [StreamConsumer, StreamConsumer];
  readonly #context: StreamContext;
  readonly #oneOfThem: boolean;
  #candidates: readonly StreamFormat[];
  #chosen: StreamDecoder | null = null;
  #held: Held[] = [];
  #firstBytes: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  readonly #fromStart: [boolean, boolean] = [false, false];
  readonly #ended: [boolean, boolean] = [false, false];

  /**
   * @param oneOfThem one of the candidates must be it, as on a port of theirs: then the only one that the bytes don't rule
   * out is chosen, and where they don't tell, a likely one, or the first. Otherwise a format must be sure.
   */
  constructor(context: StreamContext, candidates: readonly StreamFormat[], oneOfThem: boolean) {
    this.#context = context;
    this.#candidates = candidates;
    this.#oneOfThem = oneOfThem;
    this.consumers = [this.#consumer(0), this.#consumer(1)];
  }

  get format(): StreamFormat | null {
    return this.#chosen?.format ?? null;
  }

  get recognised(): boolean {
    return this.#chosen?.recognised ?? false;
  }

  get frames(): readonly [FrameDecoder, FrameDecoder] | null {
    return this.#chosen?.frames ?? null;
  }

  get messages(): Messages | null {
    return this.#chosen?.messages ?? null;
  }

  /** The stream is none of the formats: nothing that comes will change that. */
  get isNone(): boolean {
    return this.#chosen === null && this.#candidates.length === 0;
  }

  #consumer(side: Side): StreamConsumer {
    return {
      start: (fromStart) => {
        this.#fromStart[side] = fromStart;
        this.#take(side, { kind: "start", fromStart });
      },
      data: (data, start, length, packet, time) => {
        const chosen = this.#chosen;
        if (chosen !== null) chosen.consumers[side].data(data, start, length, packet, time);
        else if (this.#candidates.length > 0) this.#look(side, data.subarray(start, start + length), packet, time);
      },
      missing: (length, why) => {
        this.#take(side, { kind: "missing", length, why });
        this.#decide(true); // what comes behind a hole is no beginning
      },
      end: () => {
        this.#ended[side] = true;
        if (this.#chosen !== null) this.#chosen.consumers[side].end();
        else if (this.#ended[0] && this.#ended[1]) this.#decide(true);
      },
    };
  }

  #take(side: Side, event: Event): void {
    if (this.#chosen !== null) hand(this.#chosen.consumers[side], event);
    else if (this.#candidates.length > 0) this.#held.push({ side, event });
  }

  #look(side: Side, bytes: Uint8Array, packet: number, time: number): void {
    const before = this.#firstBytes[side];
    this.#held.push({ side, event: { kind: "data", bytes: Buffer.from(bytes), packet, time } });
    if (before.length < BEGINNING_BYTES) {
      const more = bytes.subarray(0, BEGINNING_BYTES - before.length);
      this.#firstBytes[side] = Buffer.concat([before, more]);
    }
    this.#decide(this.#firstBytes.some(({ length }) => length === BEGINNING_BYTES));
  }

  /** @param now no more will be known */
  #decide(now: boolean): void {
    if (this.#chosen !== null || this.#candidates.length === 0) return;
    const beginning: Beginning = {
      sides: this.#firstBytes,
      client: this.#context.client,
      fromStart: this.#fromStart,
    };
    const open: StreamFormat[] = [];
    let likely: StreamFormat | null = null;
    for (const candidate of this.#candidates) {
      const verdict = candidate.recognise(beginning);
      if (verdict === "yes") {
        this.#choose(candidate);
        return;
      }
      if (verdict === "likely") likely ??= candidate;
      if (verdict !== "no") open.push(candidate);
    }
    this.#candidates = open;
    const [first] = open;
    if (first === undefined || (now && !this.#oneOfThem)) this.#giveUp();
    else if (this.#oneOfThem && (now || open.length === 1)) this.#choose(likely ?? first);
  }

  #choose(format: StreamFormat): void {
    const decoder = format.createDecoder(this.#context);
    this.#chosen = decoder;
    for (const { side, event } of this.#held) hand(decoder.consumers[side], event);
    this.#held = [];
    for (const side of [0, 1] as const) if (this.#ended[side]) decoder.consumers[side].end();
  }

  #giveUp(): void {
    this.#candidates = [];
    this.#held = [];
    this.#firstBytes = [Buffer.alloc(0), Buffer.alloc(0)];
  }
}

function hand(consumer: StreamConsumer, event: Event): void {
  switch (event.kind) {
    case "start":
      consumer.start(event.fromStart);
      return;
    case "data":
      consumer.data(event.bytes, 0, event.bytes.length, event.packet, event.time);
      return;
    case "missing":
      consumer.missing(event.length, event.why);
  }
}
