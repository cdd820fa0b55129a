/** What happens to packets between the two sides of a session, and what the viewer is like. */
import { LabOptionError } from "../errors.ts";

export interface Conditions {
  /** One way, each way, ms. */
  readonly delay: number;
  /** Of packets, each way, percent. */
  readonly loss: number;
  /** Of packets, each way, percent: others overtake them. */
  readonly reorder: number;
  /** Each way, Mbit/s; null: as fast as it goes. */
  readonly rate: number | null;
  /** Largest segment that both sides announce, bytes; null: what Ethernet has room for. */
  readonly mss: number | null;
  /** The viewer reads no faster, bytes/s; null: as fast as it can. */
  readonly slowViewer: number | null;
  /** Of the choice of packets. */
  readonly seed: number;
}

export const NO_CONDITIONS: Conditions = {
  ...{ delay: 0, loss: 0, reorder: 0 },
  ...{ rate: null, mss: null, slowViewer: null },
  seed: 1,
};

/** Of Ethernet, less the headers of IPv4 and TCP without options (RFC 9293 section 3.7.1). */
export const ETHERNET_MSS = 1460;
/** Linux takes no smaller one from the other side (TCP_MIN_MSS). */
export const LEAST_MSS = 88;

/** @throws LabOptionError */
export function checkConditions({ delay, loss, reorder, rate, mss, slowViewer, seed }: Conditions): void {
  within("--delay", delay, 0, 10_000, "ms");
  within("--loss", loss, 0, 50, "percent");
  within("--reorder", reorder, 0, 50, "percent");
  within("--rate", rate, 0.01, 10_000, "Mbit/s");
  within("--mss", mss, LEAST_MSS, ETHERNET_MSS, "bytes");
  within("--slow-viewer", slowViewer, 1000, 1e9, "bytes/s");
  within("--seed", seed, 0, 2 ** 32 - 1, "");
}

function within(option: string, value: number | null, least: number, most: number, unit: string): void {
  if (value === null || (value >= least && value <= most)) return;
  throw new LabOptionError(`${option} ${value} can't be.`, `It is from ${least} to ${most} ${unit}`.trimEnd() + ".");
}

/** "delay 40 ms each way, loss 1 %, seed 7". */
export function conditionsText({ delay, loss, reorder, rate, mss, slowViewer, seed }: Conditions): string {
  const parts = [
    delay > 0 ? `delay ${delay} ms each way` : "",
    loss > 0 ? `loss ${loss} %` : "",
    reorder > 0 ? `reordering ${reorder} %` : "",
    rate === null ? "" : `rate ${rate} Mbit/s`,
    mss === null ? "" : `MSS ${mss} bytes`,
    slowViewer === null ? "" : `a viewer that reads ${slowViewer} bytes/s`,
    loss > 0 || reorder > 0 ? `seed ${seed}` : "",
  ];
  return parts.filter((part) => part !== "").join(", ") || "none";
}
