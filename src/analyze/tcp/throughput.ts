/** Bytes over time of one direction: the mean from its first to its last data segment, and the busiest interval. */

/** Length of the intervals among which the busiest is looked for, nanoseconds. */
export const PEAK_INTERVAL = 100e6;

export class Throughput {
  bytes = 0;
  uniqueBytes = 0;
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  firstPacket = 0;
  lastPacket = 0;
  #interval = Number.NEGATIVE_INFINITY;
  #intervalBytes = 0;
  #peakBytes = 0;
  #intervalPacket = 0;
  #peakPacket = 0;

  add(bytes: number, fresh: number, time: number, packet: number): void {
    this.bytes += bytes;
    this.uniqueBytes += fresh;
    if (this.firstPacket === 0) {
      this.firstPacket = packet;
      this.firstTime = time;
    }
    this.lastPacket = packet;
    // A packet without a time must not make the latest one forgotten.
    if (time > this.lastTime || Number.isNaN(this.lastTime)) this.lastTime = time;
    const interval = Math.floor((time - this.firstTime) / PEAK_INTERVAL);
    if (interval > this.#interval) {
      this.#interval = interval;
      this.#intervalBytes = 0;
      this.#intervalPacket = packet;
    }
    this.#intervalBytes += bytes;
    if (this.#intervalBytes > this.#peakBytes) {
      this.#peakBytes = this.#intervalBytes;
      this.#peakPacket = this.#intervalPacket;
    }
  }

  /** First packet of the busiest interval; 0 without data. */
  get peakPacket(): number {
    return this.#peakPacket;
  }

  /** Nanoseconds from the first to the last data segment; 0 or NaN when no rate can be told. */
  get duration(): number {
    return this.lastTime - this.firstTime;
  }

  /** Payload bits per second, repeated bytes included; null when all data came at one instant. */
  get meanBitsPerSecond(): number | null {
    return rate(this.bytes, this.duration);
  }

  get goodputBitsPerSecond(): number | null {
    return rate(this.uniqueBytes, this.duration);
  }

  /** Of the busiest of the 100 ms intervals counted from the first data segment; of the whole when that is shorter. */
  get peakBitsPerSecond(): number | null {
    if (!(this.duration >= PEAK_INTERVAL)) return this.meanBitsPerSecond;
    return rate(this.#peakBytes, PEAK_INTERVAL);
  }
}

function rate(bytes: number, nanoseconds: number): number | null {
  return nanoseconds > 0 ? (bytes * 8e9) / nanoseconds : null;
}
