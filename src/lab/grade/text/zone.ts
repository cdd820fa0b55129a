/** Days of a calendar, which may have 23 or 25 hours: in a time zone by its IANA name. */

const DAY = 86_400;

/** @returns whether this machine knows a time zone of that name, such as Europe/Berlin */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param seconds since the epoch
 * @param days the whole ones are days of the calendar: the same time of the clock on another date
 * @param zone null: every day has 24 hours
 * @returns seconds since the epoch
 */
export function plusDays(seconds: number, days: number, zone: string | null): number {
  const whole = Math.trunc(days);
  if (zone === null || whole === 0) return seconds + days * DAY;
  const wanted = seconds + offset(seconds, zone) + whole * DAY;
  // The offset at the new date decides; the second look is for times near the change itself.
  let found = wanted - offset(seconds, zone);
  for (let look = 0; look < 2; look++) found = wanted - offset(found, zone);
  return found + (days - whole) * DAY;
}

/** @returns how many days have begun since `from`, at least 1 for a later `to` */
export function daysBegun(from: number, to: number, zone: string | null): number {
  let days = Math.max(0, Math.floor((to - from) / DAY) - 1);
  while (plusDays(from, days, zone) < to) days++;
  return days;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Seconds that clocks of the zone are ahead of UTC. */
function offset(seconds: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      ...({ year: "numeric", month: "numeric", day: "numeric" } as const),
      ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(seconds);
}
