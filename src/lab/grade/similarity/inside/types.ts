import type { Report } from "../../../../analyze/facts/report.ts";
import type { FoundBeacon } from "../../../beacon/find.ts";
import type { BeaconOwner } from "../../beacons/owner.ts";
import type { BeaconRules } from "../../rubric/types.ts";
import type { ClockSamples } from "../prints/clock-samples.ts";
import type { Writer } from "../prints/application.ts";
import type { Oddity } from "../prints/types.ts";

/** Whose capture it is, and what it must hold. */
export interface Submitted {
  /** What the LMS knows the student by, and those who handed in this very submission as well. */
  readonly names: readonly string[];
  readonly owner: BeaconOwner;
  readonly rules: BeaconRules;
}

/** What is known of one capture. */
export interface Inside {
  readonly report: Report;
  readonly writer: Writer;
  readonly clocks: readonly ClockSamples[];
  /** All that it holds on the rules' port, verified with the secrets that are known. */
  readonly beacons: readonly FoundBeacon[];
  /** null: a capture of nobody, such as one that was handed out. */
  readonly submitted: Submitted | null;
}

/** What a detector saw. */
export type Sight = Omit<Oddity, "detector"> & {
  /** It is as it should be: stated, not flagged. */
  readonly fine?: true;
};

/** Looks for one kind of oddity in one capture alone. In the registry (inside/registry.ts). Pure. */
export interface Detector {
  readonly id: DetectorId;
  readonly find: (inside: Inside) => Sight[];
}

export type DetectorId = "edited-with" | "clock-disagrees" | "acked-unseen" | "beacon";
