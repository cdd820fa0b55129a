/** What is kept of a submission to compare it with others: digests, never its bytes. */
import type { Sketch } from "./sketch.ts";

/** One TCP connection whose SYN and SYN/ACK were captured. */
export interface SessionPrint {
  /** Wireshark's tcp.stream. */
  readonly stream: number;
  /** "192.0.2.1:50100", who sent the SYN first. */
  readonly ends: readonly [string, string];
  readonly ports: readonly [number, number];
  /** Raw initial sequence numbers. */
  readonly isn: readonly [number, number];
  /** First TSval of each side; null: no timestamps. */
  readonly timestamps: readonly [number | null, number | null];
  /** Packets of the SYN and the SYN/ACK. */
  readonly packets: readonly [number, number];
}

/** Something about one capture alone that an instructor should look at. */
export interface Oddity {
  /** Stable: the flag's id. */
  readonly id: string;
  /** What the flag is called. */
  readonly title: string;
  /** Who saw it (inside/registry.ts). */
  readonly detector: string;
  readonly evidence: string;
  /** The first packets that show it. */
  readonly packets: readonly number[];
}

/** A beacon of `session --student`. */
export interface BeaconPrint {
  /** Drawn anew for each beacon: the same twice is the same beacon. */
  readonly nonce: string;
  /** Whom it names. */
  readonly student: string;
  readonly packet: number;
}

export interface CapturePrint {
  readonly sha256: string;
  /** Name within the submission. */
  readonly file: string;
  readonly packets: number;
  /** Whole seconds since the epoch that the times of its digests count from; null: no times. */
  readonly origin: number | null;
  /** Seconds since the epoch; null: unknown. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The program that wrote the file, as pcapng's section header has it; null: it does not say. */
  readonly application: string | null;
  readonly sessions: readonly SessionPrint[];
  readonly oddities: readonly Oddity[];
  /** What was looked at and is as it should be. */
  readonly confirmed: readonly Oddity[];
  /** Beacons that could be read. */
  readonly beacons: readonly BeaconPrint[];
  /** Of each TCP packet: what no change of times, addresses, lengths kept or file format touches. */
  readonly headers: Sketch;
  /** Of each payload with its TSval, without sequence numbers and ports. */
  readonly contents: Sketch;
  /** Of each whole frame's body. */
  readonly pictures: Sketch;
}

export interface Fingerprint {
  readonly id: string;
  /** Those who declared to work together have the same one, from the LMS. */
  readonly group: string | null;
  readonly capture: CapturePrint | null;
  /** Runs of words in what was written freely. */
  readonly words: Sketch;
  /** Answers with enough digits or letters to be nobody else's by chance. `packet` is the place in `questions`, from 1. */
  readonly answers: Sketch;
  readonly questions: readonly string[];
}
