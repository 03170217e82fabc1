/** What a chart and a table of an app's days show. */
import type { UsageDay } from "../generated/UsageDay";

/** A day as it is drawn. */
export interface DrawnDay {
  /** `YYYY-MM-DD`, in UTC. */
  date: string;
  /** Midnight of it, in UTC. */
  at: number;
  signIns: number;
  refused: number;
  /** The most frequent reason of that day. */
  reason?: string;
  kind: "weekday" | "weekend" | "today";
}

/** The days of a week that are free where that language is spoken; 1 is Monday. */
export function weekendOf(locale: string | undefined): number[] {
  try {
    const info = new Intl.Locale(locale ?? new Intl.DateTimeFormat().resolvedOptions().locale).maximize() as Intl.Locale & { getWeekInfo?: () => { weekend: number[] } };
    return info.getWeekInfo?.().weekend ?? [6, 7];
  } catch {
    return [6, 7];
  }
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
const most = (counts: Record<string, number>) => Object.entries(counts).sort((a, b) => b[1] - a[1])[0]?.[0];

/** The days as they are drawn; the last one is today. */
export function drawn(days: readonly UsageDay[], weekend: readonly number[] = [6, 7]): DrawnDay[] {
  return days.map(({ date, sign_ins, refusals }, place) => {
    const at = Date.parse(`${date}T00:00:00Z`) / 1000;
    const weekday = new Date(at * 1000).getUTCDay() || 7;
    const kind = place === days.length - 1 ? "today" : weekend.includes(weekday) ? "weekend" : "weekday";
    return { date, at, signIns: sign_ins, refused: sum(refusals), reason: most(refusals), kind };
  });
}

/** What it comes to. */
export interface Totals {
  signIns: number;
  renewals: number;
  /** Tokens that the app got for itself. */
  tokens: number;
  refused: number;
  /** Why, the most frequent first. */
  reasons: { reason: string; times: number }[];
}

export function totals(days: readonly UsageDay[]): Totals {
  const reasons: Record<string, number> = {};
  const all = { signIns: 0, renewals: 0, tokens: 0 };
  for (const day of days) {
    all.signIns += day.sign_ins;
    all.renewals += day.refreshes;
    all.tokens += day.tokens;
    for (const [reason, times] of Object.entries(day.refusals)) reasons[reason] = (reasons[reason] ?? 0) + times;
  }
  const sorted = Object.entries(reasons).map(([reason, times]) => ({ reason, times })).sort((a, b) => b.times - a.times || a.reason.localeCompare(b.reason));
  return { ...all, refused: sum(reasons), reasons: sorted };
}

/** The highest of some values, the latest where several are; absent where all are nothing. */
export function peak(days: readonly DrawnDay[], of: (day: DrawnDay) => number): DrawnDay | undefined {
  return days.reduce<DrawnDay | undefined>((best, day) => (of(day) > 0 && (!best || of(day) >= of(best)) ? day : best), undefined);
}

/** Round figures up to a value, two to four of them, for the lines behind a chart. */
export function steps(most: number): number[] {
  if (most < 1) return [];
  const size = 10 ** Math.floor(Math.log10(most));
  const step = [0.2, 0.5, 1, 2, 5, 10].map((of) => of * size).find((one) => one >= 1 && most / one < 4) ?? size;
  return Array.from({ length: Math.floor(most / step) }, (_, place) => (place + 1) * step);
}

/** How many times taller the refused are drawn, so that a few among many can be seen. */
export function enlarged(signIns: number, refused: number): number {
  if (refused === 0 || signIns === 0) return 1;
  const fitting = (signIns * 0.34) / refused;
  return [20, 10, 5, 3, 2].find((one) => one <= fitting) ?? 1;
}
