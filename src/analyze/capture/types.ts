/** Engines that record packets. Each runs in a process of its own and gives a capture as it grows. */
import type { Readable } from "node:stream";

export type EngineName = "dumpcap" | "tcpdump" | "cap";

/** What an engine is asked to record. */
export interface EngineRequest {
  readonly interface: string;
  /** libpcap's filter language; "": everything. */
  readonly filter: string;
  /** Bytes kept of a packet, at most. */
  readonly snaplen: number;
  /** Memory for packets that wait for the engine, MiB. */
  readonly bufferMegabytes: number;
}

/** Counts since the engine began; null: not known (yet, or to this engine at all). */
export interface EngineCounts {
  /** Packets that passed the filter, by the operating system's count; some count each loopback packet twice. */
  readonly received: number | null;
  readonly droppedByInterface: number | null;
  readonly droppedBySystem: number | null;
}

export const NO_COUNTS: EngineCounts = { received: null, droppedByInterface: null, droppedBySystem: null };

/** How an engine's process ended. */
export interface EngineEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** What it said on standard error (its end, when that is long). */
  readonly said: string;
}

/** An engine at work. */
export interface EngineProcess {
  readonly pid: number | undefined;
  /** A pcap or pcapng, growing. Its beginning comes when packets are being recorded. */
  readonly output: Readable;
  readonly ended: Promise<EngineEnd>;
  /** The newest counts; asks for newer ones where the engine can tell while it runs. */
  counts(): EngineCounts;
  /** Ends the recording in order: `output` ends behind what was recorded so far. */
  stop(): void;
  /** Ends the process at once. */
  kill(): void;
}

/** An interface as one engine lists it. */
export interface EngineInterface {
  readonly name: string;
  readonly description: string | null;
  readonly addresses: readonly string[];
  /** null: the engine doesn't say. */
  readonly up: boolean | null;
  readonly loopback: boolean | null;
}

/** A program, or a module, that is installed here. */
export interface EngineProgram {
  /** Its path. */
  readonly path: string;
  /** "dumpcap 4.0.17"; null when it doesn't say. */
  readonly version: string | null;
}

export interface CaptureEngine {
  readonly name: EngineName;
  /** What to install for it. */
  readonly comesWith: string;
  /** Which clock stamps the packets, for people. */
  readonly clock: string;
  /** The clock is the operating system's, read when the packet passed. */
  readonly kernelClock: boolean;
  /** How long a packet can wait inside the engine, ms. */
  readonly latency: number;
  /** The usual size of the kernel's buffer: a share of the free memory, and MiB at the most. */
  readonly buffer: { readonly share: number; readonly largest: number };
  /** When it can say how many packets the system dropped. */
  readonly countsDrops: "always" | "at the end" | "never";
  /** What else the reader of a recording must know. */
  readonly limits: readonly string[];
  /** Longest part of a packet that it can keep, bytes. */
  readonly maxSnaplen: number;
  /** null: not installed. */
  find(): Promise<EngineProgram | null>;
  list(program: EngineProgram): Promise<EngineInterface[]>;
  start(program: EngineProgram, request: EngineRequest): EngineProcess;
  /**
   * What must be said about a packet in the recording, and its length on the wire where the engine can't know that. Called
   * for packets as long as `maxSnaplen` only.
   */
  remark?(data: Uint8Array, offset: number, capturedLength: number, linkType: number): PacketRemark | null;
}

export interface PacketRemark {
  readonly originalLength: number;
  readonly comment: string;
}
