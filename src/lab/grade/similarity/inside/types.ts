import type { Report } from "../../../../analyze/facts/report.ts";
import type { ClockSamples } from "../prints/clock-samples.ts";
import type { Writer } from "../prints/application.ts";
import type { Oddity } from "../prints/types.ts";

/** What is known of one capture. */
export interface Inside {
  readonly report: Report;
  readonly writer: Writer;
  readonly clocks: readonly ClockSamples[];
}

/** Looks for one kind of oddity in one capture alone. In the registry (inside/registry.ts). */
export interface Detector {
  readonly id: string;
  /** What the flag is called. */
  readonly title: string;
  readonly find: (inside: Inside) => Oddity[];
}
