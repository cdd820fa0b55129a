/** When one host's TCP clock (TSval, RFC 7323 section 4) was seen to say what. Bounded: of a long capture every n-th packet is kept. */

const MAX_SAMPLES = 8192;

export class ClockSamples {
  readonly stream: number;
  /** Whose clock: address and port. */
  readonly end: string;
  readonly packets: number[] = [];
  /** Seconds since the capture's first packet. */
  readonly times: number[] = [];
  /** Ticks since the first sample, the 32 bits' wrapping undone. */
  readonly ticks: number[] = [];
  #every = 1;
  #seen = 0;
  #last = 0;
  #total = 0;

  constructor(stream: number, end: string) {
    this.stream = stream;
    this.end = end;
  }

  add(packet: number, time: number, tsVal: number): void {
    if (this.#seen > 0) this.#total += (tsVal - this.#last) | 0;
    this.#last = tsVal;
    if (this.#seen++ % this.#every !== 0) return;
    if (this.packets.length === MAX_SAMPLES) this.#halve();
    this.packets.push(packet);
    this.times.push(time);
    this.ticks.push(this.#total);
  }

  #halve(): void {
    this.#every *= 2;
    for (const list of [this.packets, this.times, this.ticks]) {
      for (let at = 0; 2 * at < MAX_SAMPLES; at++) list[at] = list[2 * at]!;
      list.length = MAX_SAMPLES / 2;
    }
  }
}
