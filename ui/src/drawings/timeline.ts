/** Where things stand on a line of time, in percent of its width. */
import { type Formats, offsetMinutes } from "../formats";

export interface Span {
  start: number;
  end: number;
}

/** Renewals further apart than this stand as seals of their own. */
const APART = 3;
const STEPS = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

/** The part of time that is drawn: from the sign-in, or from the oldest renewal where that was long ago. */
export function spanOf(session: { signedInAt: number; issuedAt: number; expiresAt: number | null; renewedAt: number[] }, now: number): Span & { cut: boolean } {
  const life = Math.max(60, (session.expiresAt ?? now) - session.issuedAt);
  const end = Math.max(session.expiresAt ?? 0, now);
  const earliest = end - life * 10;
  const known = [session.signedInAt, ...session.renewedAt, session.issuedAt];
  const start = Math.min(session.issuedAt, ...known.filter((at) => at >= earliest));
  const rest = Math.max(end - start, 60);
  return { start: start - rest * 0.02, end: end + rest * (session.expiresAt === null ? 0.25 : 0.06), cut: session.signedInAt < start };
}

/** The place of a moment. */
export function place(span: Span, at: number): number {
  return Math.min(100, Math.max(0, ((at - span.start) / (span.end - span.start)) * 100));
}

/** Moments at whole steps of the clock in that zone, at most nine. */
export function ticks(span: Span, formats: Formats): { at: number[]; step: number } {
  const step = STEPS.find((step) => (span.end - span.start) / step <= 8) ?? Math.ceil((span.end - span.start) / 8 / 86_400) * 86_400;
  const shift = offsetMinutes(formats, span.start) * 60;
  const at: number[] = [];
  for (let moment = Math.ceil((span.start + shift) / step) * step - shift; moment < span.end; moment += step) at.push(moment);
  return { at, step };
}

/** The renewals that can be told apart; of those that stand on one spot the latest. */
export function apart(span: Span, moments: readonly number[]): number[] {
  const kept: number[] = [];
  for (const moment of [...moments].filter((at) => at >= span.start).sort((a, b) => b - a)) {
    const last = kept[kept.length - 1];
    if (last === undefined || place(span, last) - place(span, moment) >= APART) kept.push(moment);
  }
  return kept.reverse();
}

/** A text below the line, at a place in percent, from where it begins, in its middle or at its end. */
export interface Label {
  place: number;
  text: string;
  anchor: "start" | "middle" | "end";
}

/** What a letter takes at most, and what two texts keep between them, in pixels. */
const LETTER = 7;
const GAP = 8;

function reach(width: number, { place, text, anchor }: Label): { from: number; to: number } {
  const [at, long] = [(place / 100) * width, text.length * LETTER];
  const from = at - (anchor === "start" ? 0 : anchor === "middle" ? long / 2 : long);
  return { from, to: from + long };
}

/** Whether a text stands clear of others on a line that is so many pixels wide; 0: nobody knows yet. */
export function isClear(width: number, one: Label, others: readonly Label[]): boolean {
  const mine = reach(width, one);
  return width > 0 && others.every((other) => {
    const its = reach(width, other);
    return mine.to + GAP <= its.from || its.to + GAP <= mine.from;
  });
}
