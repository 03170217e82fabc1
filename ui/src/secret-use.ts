/** The use of an app's secrets, as it stands on one line of time. */
import type { SecretView } from "./generated/SecretView";
import type { Span } from "./timeline";

/** A secret that nobody used for so long is safe to retire, where another one works. */
export const SILENT = 24 * 3600;

/** When it was last of use; made counts, as it was put somewhere then. */
export const lastMoment = (secret: SecretView) => Math.max(secret.created_at, secret.last_used_at ?? 0);

/** Whether one may be retired without anybody noticing. */
export function isSafe(secret: SecretView, working: readonly SecretView[], now: number): boolean {
  const others = working.filter((one) => one.id !== secret.id);
  return others.some((one) => one.last_used_at !== undefined) && now - lastMoment(secret) >= SILENT;
}

/** The part of time in which it shows who took over from whom: the older one may begin before it. */
export function spanOfUse(working: readonly SecretView[], now: number): Span {
  const newest = Math.max(...working.map((one) => one.created_at));
  const oldestUse = Math.min(...working.map((one) => one.last_used_at ?? now));
  const shown = Math.max((now - Math.min(working.length > 1 ? newest : now, oldestUse)) * 1.8, 3 * 86_400);
  const first = Math.min(...working.map((one) => one.created_at));
  const start = Math.max(now - shown, Math.min(first, now - 86_400));
  // Where it was made within that time, there is a little before it.
  return { start: start === first ? start - (now - start) * 0.04 : start, end: now };
}

/** So long, in the two largest of days, hours and minutes that count. */
export function spell(seconds: number, language: string): string {
  const [unit, size] = seconds >= 2 * 86_400 ? (["day", 86_400] as const) : seconds >= 3600 ? (["hour", 3600] as const) : (["minute", 60] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.floor(seconds / size));
}
