/** Finds the beacons in a capture, with the analyzer's own reassembly: losses and retransmissions don't hide one. */
import { Analysis } from "../../analyze/analysis.ts";
import type { CaptureInput } from "../../analyze/analyze.ts";
import { readCapture } from "../../analyze/capture-file/feed.ts";
import { endpointReport } from "../../analyze/facts/addresses.ts";
import type { StreamDecoder, StreamFormat } from "../../analyze/formats/types.ts";
import type { StreamConsumer } from "../../analyze/tcp/reassembly.ts";
import { BEACON_PORT, MAGIC, MAX_BEACON_BYTES } from "./format.ts";
import { verifyBeacon, type Broken, type SecretFor, type Verified } from "./sign.ts";

export interface FoundBeacon {
  /** As Wireshark's tcp.stream. */
  readonly stream: number;
  /** The packet that carries its first byte, from 1. */
  readonly packet: number;
  /** When that packet was captured, seconds since the epoch; null where the capture does not tell. */
  readonly capturedAt: number | null;
  /** Addresses of the two hosts, in no order. */
  readonly hosts: readonly [string, string];
  readonly beacon: Verified | Broken;
}

export interface FindOptions {
  /** Ports to look on (default: {@link BEACON_PORT}). */
  readonly ports?: readonly number[];
  /** To verify them with, one for all or by whom they name; null, or left out: they are read only. */
  readonly secret?: string | SecretFor | null;
}

/** A capture with more of them than this is none of a session: the rest is left out. */
export const MAX_FOUND = 1000;

/**
 * Reads the capture once, for its beacons only.
 *
 * @returns what was sent on those ports and begins as a beacon does, whole or broken, in order
 * @throws AnalyzeError when nothing can be read
 */
export async function findBeacons(capture: CaptureInput, options: FindOptions = {}): Promise<FoundBeacon[]> {
  const { ports = [BEACON_PORT], secret = null } = options;
  const analysis = new Analysis({
    ports: new Map(ports.map((port) => [port, { formats: [beaconText], always: true }])),
    stream: null,
    inflate: null,
    maxFrameBytes: MAX_BEACON_BYTES,
  });
  await readCapture(capture, analysis);
  analysis.end();
  const found: FoundBeacon[] = [];
  for (const { conversation, decoder } of analysis.analyzed) {
    for (const said of decoder instanceof BeaconDecoder ? decoder.consumers : []) {
      if (found.length === MAX_FOUND) break;
      const { bytes, packet, time } = said;
      if (!bytes.toString("latin1").startsWith(MAGIC)) continue;
      const capturedAt = Number.isNaN(time) ? null : analysis.baseSeconds + time / 1e9;
      const hosts = [endpointReport(conversation.a).ip, endpointReport(conversation.b).ip] as const;
      found.push({ stream: conversation.number, packet, capturedAt, hosts, beacon: verifyBeacon(bytes, secret) });
    }
  }
  return found.sort((a, b) => a.packet - b.packet);
}

/** A format without frames: what a side says is collected as it is. */
const beaconText: StreamFormat = {
  name: "beacon",
  usualPorts: [BEACON_PORT],
  recognise: () => "maybe",
  createDecoder: () => new BeaconDecoder(),
};

class TextCollector implements StreamConsumer {
  /** Of the first byte; 0: there is none. */
  packet = 0;
  /** Nanoseconds, as the analysis counts. */
  time = Number.NaN;
  #parts: Buffer[] = [];
  #length = 0;
  #closed = false;

  /** All that was said, but not much more than the longest beacon. */
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  start(): void {
    // In mid-stream, too: what can't be read is no beacon.
  }

  data(data: Uint8Array, start: number, length: number, packet: number, time: number): void {
    if (this.#closed || this.#length > MAX_BEACON_BYTES) return;
    if (this.packet === 0) [this.packet, this.time] = [packet, time];
    const kept = Math.min(length, MAX_BEACON_BYTES + 1 - this.#length);
    this.#parts.push(Buffer.from(data.subarray(start, start + kept)));
    this.#length += kept;
  }

  missing(): void {
    this.#closed = true; // what comes behind a hole would be put together wrongly
  }

  end(): void {
    this.#closed = true;
  }
}

class BeaconDecoder implements StreamDecoder {
  readonly format = beaconText;
  readonly consumers = [new TextCollector(), new TextCollector()] as const;
  readonly recognised = false;
  readonly frames = null;
  readonly messages = null;
}
