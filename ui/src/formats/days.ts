/** Days as somebody writes them, and the moments at which they begin. */
import { type Formats, offsetMinutes, plainDate } from "./index";

/** The order of day, month and year as they are written: `dmy`, `mdy` or `ymd`. */
function orderOf(formats: Formats): string {
  if (formats.pattern !== undefined) return formats.pattern.toLowerCase().replace(/[^dmy]/g, "").replace(/(.)\1*/g, "$1");
  const parts = new Intl.DateTimeFormat(formats.locale, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(0);
  return parts.flatMap((part) => (["day", "month", "year"].includes(part.type) ? [part.type.charAt(0)] : [])).join("");
}

/** When a day that was written begins, where the person is; absent where it is no day. ISO 8601 is read always. */
export function dayBegins(formats: Formats, text: string): number | undefined {
  const parts = text.trim().split(/\D+/).filter((part) => part !== "");
  const [a, b, c] = parts.map(Number);
  if (parts.length !== 3 || a === undefined || b === undefined || c === undefined) return undefined;
  const order = parts[0]?.length === 4 ? "ymd" : orderOf(formats);
  const read = (letter: string) => [a, b, c][order.indexOf(letter)] ?? 0;
  const [day, month, short] = [read("d"), read("m"), read("y")];
  const year = short < 100 ? 2000 + short : short;
  const there = new Date(Date.UTC(year, month - 1, day));
  if (there.getUTCDate() !== day || there.getUTCMonth() !== month - 1) return undefined;
  const utc = there.getTime() / 1000;
  // Twice: the first look may land on the other side of a change of clocks.
  const near = utc - offsetMinutes(formats, utc) * 60;
  return utc - offsetMinutes(formats, near) * 60;
}

/** When the day after begins. */
export function dayEnds(formats: Formats, text: string): number | undefined {
  const begins = dayBegins(formats, text);
  // Some days have 25 hours.
  return begins === undefined ? undefined : dayBegins({ ...formats, pattern: "YYYY-MM-DD" }, plainDate({ ...formats, pattern: "YYYY-MM-DD" }, begins + 26 * 3600));
}
