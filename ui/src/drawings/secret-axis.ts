/** The use of secrets, as it stands on one line of time. */
import { lastMoment, type SecretUse, SILENCE } from "../rules/retirement";
import { place, type Span } from "./timeline";

/** The part of time in which it shows who took over from whom: the older one may begin before it. */
export function spanOfUse(secrets: readonly SecretUse[], now: number): Span {
  const newest = Math.max(...secrets.map((one) => one.created_at));
  const oldestUse = Math.min(...secrets.map((one) => one.last_used_at ?? one.retired_at ?? now));
  const shown = Math.max((now - Math.min(secrets.length > 1 ? newest : now, oldestUse)) * 1.8, 3 * 86_400);
  const first = Math.min(...secrets.map((one) => one.created_at));
  const start = Math.max(now - shown, Math.min(first, now - 86_400));
  // Where it was made within that time, there is a little before it.
  return { start: start === first ? start - (now - start) * 0.04 : start, end: now };
}

/** The one that takes over: the newest that works, where there was another before it. */
export function successor(secrets: readonly SecretUse[]): SecretUse | undefined {
  const working = secrets.filter((one) => one.retired_at === undefined).sort((a, b) => b.created_at - a.created_at)[0];
  return working && secrets.some((one) => one.created_at < working.created_at) ? working : undefined;
}

/** Whether there is a silence to be drawn over, with room for its words. */
export function isSilent(secret: SecretUse, span: Span, now: number): boolean {
  return secret.retired_at === undefined && secret.last_used_at !== undefined && now - lastMoment(secret) >= SILENCE && place(span, lastMoment(secret)) < 88;
}
