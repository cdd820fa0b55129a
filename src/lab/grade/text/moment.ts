/** Points in time and spans, read from metadata and rubrics; never from the clock. */
import { Exact } from "../exact.ts";

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?$/;

export interface Moment {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  /** No zone was given; the time was taken as UTC. */
  readonly zoneless: boolean;
}

/** @returns the time that "2026-03-06T23:59:00+01:00" is (RFC 3339, with a space or without seconds too), or null */
export function readMoment(text: string): Moment | null {
  const match = MOMENT.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const zone = match[8];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = zone === undefined || /^(z|utc)$/i.test(zone) ? 0 : zoneMinutes(zone);
  if (offset === null) return null;
  return { seconds: utc / 1000 - offset * 60, zoneless: zone === undefined };
}

function zoneMinutes(zone: string): number | null {
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** In UTC, as RFC 3339 has it. */
export function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, "Z");
}

const SPAN = /^(\d{1,6}(?:\.\d{1,3})?)\s*(s|sec|seconds?|min|minutes?|h|hours?|d|days?|w|weeks?)$/i;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** @returns seconds of "15 min", "2 days"; null for what is no span */
export function readSpan(text: string): number | null {
  const match = SPAN.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * (SECONDS[match[2]![0]!.toLowerCase()] ?? 1);
}

/** "2 days 3 h", "14 min": no more than two parts. */
export function spanText(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [size, name] of [
    [86_400, "day"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}${name === "day" && count > 1 ? "s" : ""}`);
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?)\s*%$/;

/** @returns the fraction that "10 %" is, or null */
export function readPercent(text: string): Exact | null {
  const match = PERCENT.exec(text.trim());
  return match === null ? null : (Exact.parse(match[1]!)?.over(Exact.of(100n)) ?? null);
}
