/**
 * The Time column, in all the forms of View > Time Display Format (Wireshark User's Guide, section "Time Display Formats
 * And Time References") and of `tshark -t`. The digits are read as digits: a binary fraction would round the ninth.
 */

/** "number" may be seconds since the first packet, the epoch, or the packet before: only the whole list can tell. */
export type TimeForm = "number" | "date" | "clock";

export interface ListTime {
  readonly form: TimeForm;
  /** Whole seconds, rounded down: since midnight for "clock", since the epoch for "date". */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
  /** Digits shown behind the point. */
  readonly digits: number;
  /** A date says which time zone it counts in. */
  readonly zoned: boolean;
}

const NUMBER = /^(-?)(\d{1,15})(?:[.,](\d{1,12}))?$/;
const CLOCK = String.raw`(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,12}))?(?: ?(Z|[+-]\d\d:?\d\d|[^\d\s:][^\d:]{0,60}))?`;
const CLOCK_ONLY = new RegExp(`^${CLOCK}$`);
/** 2025-11-21 03:57:50.123456, and ISO 8601 with its T. */
const DAY = new RegExp(`^(\\d{4})[-/](\\d\\d)[-/](\\d\\d)[ T]${CLOCK}$`);
/** 2025/325 03:57:50.123456: the day of the year, `-t adoy`. */
const DAY_OF_YEAR = new RegExp(`^(\\d{4})/(\\d{1,3}) ${CLOCK}$`);
/** Nov 21, 2025 03:57:50.123456000 UTC: the field frame.time. */
const MONTH_NAME = new RegExp(`^([A-Z][a-z]{2}) {1,2}(\\d{1,2}), (\\d{4}) ${CLOCK}$`);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Null when the text is no time in any of the forms. */
export function parseTime(text: string): ListTime | null {
  return parseNumber(text) ?? parseClock(text) ?? parseDate(text);
}

/** Whether a token can only be the first half of a time that is printed in two: a date. */
export function startsDate(token: string): boolean {
  return /^\d{4}(?:[-/]\d\d[-/]\d\d|\/\d{1,3})$/.test(token);
}

function nanosecondsOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, "0"));
}

function parseNumber(text: string): ListTime | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const digits = match[3] ?? "";
  let seconds = Number(match[2]);
  let nanoseconds = nanosecondsOf(digits);
  if (match[1] === "-") {
    seconds = nanoseconds === 0 ? 0 - seconds : -seconds - 1;
    nanoseconds = nanoseconds === 0 ? 0 : 1_000_000_000 - nanoseconds;
  }
  return { form: "number", seconds, nanoseconds, digits: Math.min(digits.length, 9), zoned: false };
}

function parseClock(text: string): ListTime | null {
  const match = CLOCK_ONLY.exec(text);
  return match === null ? null : at(0, "clock", match.slice(1));
}

function parseDate(text: string): ListTime | null {
  const day = DAY.exec(text);
  if (day !== null) return at(dayNumber(Number(day[1]), Number(day[2]), Number(day[3])), "date", day.slice(4));
  const ofYear = DAY_OF_YEAR.exec(text);
  if (ofYear !== null) {
    const within = Number(ofYear[2]);
    const first = dayNumber(Number(ofYear[1]), 1, 1);
    return within < 1 || within > 366 || first === null ? null : at(first + within - 1, "date", ofYear.slice(3));
  }
  const named = MONTH_NAME.exec(text);
  if (named === null) return null;
  const month = MONTHS.indexOf(named[1]!) + 1;
  return at(dayNumber(Number(named[3]), month, Number(named[2])), "date", named.slice(4));
}

/** Days since the epoch; null when there is no such day. */
function dayNumber(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const there = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return there ? date.getTime() / 86_400_000 : null;
}

/** @param clock the groups of {@link CLOCK}: hours, minutes, seconds, fraction, zone */
function at(day: number | null, form: TimeForm, clock: readonly (string | undefined)[]): ListTime | null {
  const [hours, minutes, seconds, fraction = "", zone] = clock;
  // 60 is a leap second's.
  if (day === null || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const offset = zoneOffset(zone);
  return {
    form,
    seconds: day * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - (offset ?? 0),
    nanoseconds: nanosecondsOf(fraction),
    digits: Math.min(fraction.length, 9),
    zoned: offset !== null,
  };
}

/** Seconds east of UTC. Null: none is named, or by a name ("CET") that doesn't say it to a reader elsewhere. */
function zoneOffset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^(?:Z|UTC|GMT|Coordinated Universal Time)$/.test(zone)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === "-" ? -seconds : seconds;
}
