/**
 * Dates and numbers as one person writes them.
 *
 * What the person's service does not tell is written as this computer writes it. Names of days and months come from
 * `Intl` in the person's language and zone. A value from outside that `Intl` does not know counts as not told.
 */
import type { Profile } from "../generated/Profile";

export interface Formats {
  /** A language tag that `Intl` knows; absent: this computer's. */
  locale?: string;
  /** A zone that `Intl` knows; absent: this computer's. */
  zone?: string;
  /** A pattern of DD or D, MM or M, YYYY or YY; absent: the locale's own. */
  pattern?: string;
  /** Dates near today as words. */
  smart: boolean;
  thousands?: string;
  decimal?: string;
}

/** How this computer writes. */
export const here: Formats = { smart: false };

/** How the person of a profile writes, or anybody whose settings are known. */
export function formatsOf(profile: Pick<Profile, "locale" | "timezone" | "dates" | "number_separators"> | null | undefined): Formats {
  if (!profile) return here;
  return {
    locale: known(profile.locale, (locale) => new Intl.DateTimeFormat(locale)),
    zone: known(profile.timezone, (timeZone) => new Intl.DateTimeFormat("en", { timeZone })),
    pattern: profile.dates.format ?? undefined,
    smart: profile.dates.smart === "on",
    thousands: profile.number_separators.thousands ?? undefined,
    decimal: profile.number_separators.decimal ?? undefined,
  };
}

function known(value: string | null, attempt: (value: string) => unknown): string | undefined {
  if (value === null) return undefined;
  try {
    attempt(value);
    return value;
  } catch {
    return undefined;
  }
}

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** What a clock and a calendar in that zone show. */
export function moment(formats: Formats, unix: number): Moment {
  const parts = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: formats.zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(unix * 1000);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: read("year"), month: read("month"), day: read("day"), hour: read("hour"), minute: read("minute"), second: read("second") };
}

/** Days since 1970 of the calendar in that zone. */
function dayNumber(formats: Formats, unix: number): number {
  const { year, month, day } = moment(formats, unix);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

const two = (value: number) => String(value).padStart(2, "0");

/** The date in digits, never as a word. */
export function plainDate(formats: Formats, unix: number): string {
  if (formats.pattern === undefined) {
    return new Intl.DateTimeFormat(formats.locale, { timeZone: formats.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(unix * 1000);
  }
  const { year, month, day } = moment(formats, unix);
  return formats.pattern.replace(/YYYY|YY|MM|M|DD|D/g, (part) => {
    switch (part) {
      case "YYYY":
        return String(year).padStart(4, "0");
      case "YY":
        return two(year % 100);
      case "MM":
        return two(month);
      case "M":
        return String(month);
      case "DD":
        return two(day);
      default:
        return String(day);
    }
  });
}

/** Day and month in digits, of a day that is counted in UTC. */
export function shortDate(formats: Formats, unix: number): string {
  if (formats.pattern === undefined) return new Intl.DateTimeFormat(formats.locale, { timeZone: "UTC", month: "2-digit", day: "2-digit" }).format(unix * 1000);
  const pattern = formats.pattern.replace(/[^A-Z]*Y+[^A-Z]*/g, (year, at: number) => (at === 0 || at + year.length === formats.pattern?.length ? "" : " "));
  return plainDate({ ...formats, zone: "UTC", pattern }, unix);
}

/** The date; near `now` as a word where the person wants that. */
export function date(formats: Formats, unix: number, now?: number): string {
  if (formats.smart && now !== undefined) {
    const days = dayNumber(formats, unix) - dayNumber(formats, now);
    if (Math.abs(days) <= 1) return dayWord(formats, days);
  }
  return plainDate(formats, unix);
}

/** “yesterday”, “today”, “tomorrow” in the person's language. */
export function dayWord(formats: Formats, days: number): string {
  return new Intl.RelativeTimeFormat(formats.locale, { numeric: "auto" }).format(days, "day");
}

/** Hours and minutes on a clock of 24 hours. */
export function time(formats: Formats, unix: number): string {
  const { hour, minute } = moment(formats, unix);
  return `${two(hour)}:${two(minute)}`;
}

/** With seconds. */
export function timeToTheSecond(formats: Formats, unix: number): string {
  return `${time(formats, unix)}:${two(moment(formats, unix).second)}`;
}

/** Date and time. */
export function dateTime(formats: Formats, unix: number, now?: number): string {
  return `${date(formats, unix, now)} ${time(formats, unix)}`;
}

/** The time; with the date in digits where that is another day than `now`. For the middle of a sentence. */
export function timeOrDate(formats: Formats, unix: number, now: number): string {
  return dayNumber(formats, unix) === dayNumber(formats, now) ? time(formats, unix) : dateTime(formats, unix);
}

/** Weekday, day and month in the person's language. */
export function dayInWords(formats: Formats, unix: number): string {
  return new Intl.DateTimeFormat(formats.locale, { timeZone: formats.zone, weekday: "long", day: "numeric", month: "long" }).format(unix * 1000);
}

/** The separators in use: the person's, else the locale's. */
export function separators(formats: Formats): { thousands: string; decimal: string } {
  const parts = new Intl.NumberFormat(formats.locale, { useGrouping: "always", minimumFractionDigits: 1 }).formatToParts(1234567.5);
  const read = (type: string) => parts.find((part) => part.type === type)?.value;
  return { thousands: formats.thousands ?? read("group") ?? ",", decimal: formats.decimal ?? read("decimal") ?? "." };
}

/** A number, with so many digits after the decimal sign. */
export function number(formats: Formats, value: number, digits = 0): string {
  const { thousands, decimal } = separators(formats);
  const [whole = "0", fraction] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, () => thousands);
  return (value < 0 ? "−" : "") + grouped + (fraction === undefined ? "" : decimal + fraction);
}

/** How many minutes a zone is ahead of UTC at that moment. */
export function offsetMinutes(formats: Formats, unix: number): number {
  const { year, month, day, hour, minute, second } = moment(formats, unix);
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(unix)) / 60);
}

/** How many days the calendar there is ahead of the calendar here: -1, 0 or 1. */
export function dayShift(there: Formats, unix: number): number {
  return dayNumber(there, unix) - dayNumber(here, unix);
}

/** The name of a language in the language of the screen; the tag where it has none. */
export function languageName(tag: string, screen: string): string {
  try {
    return new Intl.DisplayNames([screen], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Minutes and seconds of a duration. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}
