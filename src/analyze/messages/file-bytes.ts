/** The bytes of a file as they come: counted and hashed, never kept. */
import { createHash, type Hash } from "node:crypto";

export class FileBytes {
  bytes = 0;
  missing = 0;
  firstPacket = 0;
  lastPacket = 0;
  completePacket = 0;
  segments = 0;
  startTime = Number.NaN;
  completeTime = Number.NaN;
  #hash: Hash | null = createHash("sha256");
  #digest = "";

  add(bytes: Uint8Array, packet: number, time: number): void {
    if (this.firstPacket === 0) {
      this.firstPacket = packet;
      this.startTime = time;
    }
    if (packet > this.completePacket) this.completePacket = packet;
    if (!(time <= this.completeTime)) this.completeTime = time;
    this.lastPacket = packet;
    this.segments++;
    this.bytes += bytes.length;
    this.#hash?.update(bytes);
  }

  /** Of what has come. */
  get sha256(): string {
    return this.#hash === null ? this.#digest : this.#hash.copy().digest("hex");
  }

  end(): void {
    this.#digest = this.sha256;
    this.#hash = null;
  }
}
