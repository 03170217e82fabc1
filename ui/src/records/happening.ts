/** What a record tells, as moments in order: lines between this app, the browser and the service, points on the way, waits. */
import type { Trace } from "../generated/Trace";
import type { TraceEntry } from "../generated/TraceEntry";
import type { TraceStep } from "../generated/TraceStep";
import { strayed } from "./deviations";
import { type Exchange, foldFrom, isBad, isPending, merge, named, type Role, roleOf, stoppedAt } from "./exchanges";

export type Lane = "app" | "browser" | "service";
/** Red is where it ended; odd is what did not work and did not end it. */
export type Fate = "plain" | "odd" | "stop";

/** Something that went from one to another. What this app did not see follows from what it saw, and has no time. */
export interface Line {
  is: "line";
  part: "asked" | "goes" | "back" | "brought" | "sent" | "answer" | "silence";
  from: Lane;
  to: Lane;
  seen: boolean;
  at?: number;
  entry: number;
  role?: Role;
  fate: Fate;
  /** A token came with it. */
  gives?: boolean;
  /** Where it differs from the standard: names of deviations. */
  strays: string[];
}
/** Something on the side of this app. */
export interface Point {
  is: "point";
  at: number;
  step: TraceStep;
  entry: number;
}
/** Time in which this app said nothing. */
export interface Wait {
  is: "wait";
  whose: "yours" | "service" | "app";
  lasts: number;
  /** It goes on. */
  open: boolean;
}
/** The same question again and again, with the same answer. */
export interface Folded {
  is: "folded";
  count: number;
  lasts: number;
}
/** The record stops without saying how it ended. */
export interface Unended {
  is: "unended";
}
export type Moment = Line | Point | Wait | Folded | Unended;

export interface Span {
  from: number;
  to: number;
  whose: "yours" | "service";
}

export interface Happening {
  lanes: Lane[];
  moments: Moment[];
  /** Milliseconds from the first to the last. */
  total: number;
  /** What of it was the person's and what the service's. */
  spans: Span[];
  /** When it began: milliseconds since the Unix epoch. */
  start: number;
  goesOn: boolean;
}

/** From here on a silence is told, and drawn as a break. */
export const LONG = 1000;
/** A record without an end that is older belongs to a program that was closed. */
const GIVEN_UP = 15 * 60_000;

interface Bundle {
  at: number;
  /** Where it takes time of its own. */
  until?: number;
  /** The person's time in the browser is over with it. */
  ends: boolean;
  moments: Moment[];
  change?: { browser?: boolean; open?: number };
}

/** Reads a record. `time` is in milliseconds since the Unix epoch, for one that goes on. */
export function read(trace: Trace, time: number): Happening {
  const { entries } = trace;
  const start = entries[0]?.at_ms ?? trace.started_at * 1000;
  // What goes on is told in whole seconds.
  const now = start + Math.max(0, Math.floor((time - start) / 1000)) * 1000;
  const roles = new Map<number, Role>();
  entries.forEach((entry, at) => entry.what === "exchange" && roles.set(at, roleOf(entry)));
  const told = merge(entries, roles);
  const stop = stoppedAt(trace);
  const strays = strayed(trace, roles);

  const bundles: Bundle[] = [];
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as TraceEntry;
    const since = Math.max(0, entry.at_ms - start);
    const fold = foldFrom(entries, roles, at);
    if (fold > 0) {
      const last = entries[at + fold - 1] as Exchange;
      const end = Math.max(since, last.at_ms + last.took_ms - start);
      bundles.push({ at: since, ends: false, until: end, moments: [{ is: "folded", count: fold, lasts: end - since }] });
      at += fold - 1;
      continue;
    }
    const line = (part: Line["part"], from: Lane, to: Lane, more: Partial<Line> = {}): Line => ({ is: "line", part, from, to, seen: true, entry: at, fate: "plain", strays: [], ...more });
    switch (entry.what) {
      case "step":
        if (!told.has(at)) bundles.push({ at: since, ends: entry.step === "ended", moments: [{ is: "point", at: since, step: entry.step, entry: at }], change: entry.step === "ended" ? { browser: false } : undefined });
        break;
      case "asked":
        bundles.push({
          at: since,
          ends: false,
          moments: [line("asked", "app", "browser", { at: since, seen: told.has(at) }), line("goes", "browser", "service", { seen: false })],
          change: { browser: true },
        });
        break;
      case "brought":
        bundles.push({
          at: since,
          ends: true,
          moments: [line("back", "service", "browser", { seen: false }), line("brought", "browser", "app", { at: since, fate: at === stop ? "stop" : "plain", strays: strays.get(at) ?? [] })],
          change: { browser: false },
        });
        break;
      case "exchange": {
        const role = roles.get(at);
        const fate: Fate = at === stop ? "stop" : isBad(entry) ? "odd" : "plain";
        const next = entries[at + 1]?.at_ms;
        let end = since + entry.took_ms;
        // Two clocks measured it: what followed cannot have been before.
        if (next !== undefined && next - start < end && end - (next - start) < 4) end = Math.max(since, next - start);
        bundles.push({ at: since, ends: false, moments: [line("sent", "app", "service", { at: since, role, fate: fate === "stop" ? "stop" : "plain" })], change: { open: 1 } });
        bundles.push({
          at: end,
          ends: false,
          moments: [line(entry.status === undefined ? "silence" : "answer", "service", "app", { at: end, role, fate, gives: named(entry.received, "access_token") !== undefined, strays: strays.get(at) ?? [] })],
          change: { open: -1, browser: role === "poll" && !isPending(entry) ? false : undefined },
        });
      }
    }
  }
  bundles.sort((a, b) => a.at - b.at);

  const old = now - start > GIVEN_UP;
  const goesOn = trace.outcome === null && !old;
  const { moments, spans } = withWaits(bundles, trace.outcome === null ? (old ? "unended" : now - start) : undefined);
  const lastAt = Math.max(0, ...bundles.map((bundle) => bundle.until ?? bundle.at), ...entries.map((entry) => entry.at_ms - start));
  const total = goesOn ? Math.max(lastAt, now - start) : lastAt;
  const throughBrowser = entries.some((entry) => entry.what === "asked" || entry.what === "brought");
  return { lanes: throughBrowser ? ["app", "browser", "service"] : ["app", "service"], moments, total, spans, start, goesOn };
}

/** Puts the waits between. `open` is how long it has lasted, where it goes on. */
function withWaits(bundles: readonly Bundle[], open: number | "unended" | undefined): { moments: Moment[]; spans: Span[] } {
  const moments: Moment[] = [];
  const spans: Span[] = [];
  let before = 0;
  let browserSince: number | undefined;
  let exchanges = 0;
  let sentAt = 0;
  let folded: Folded | undefined;
  for (const bundle of bundles) {
    const gap = bundle.at - before;
    const whose = exchanges > 0 ? "service" : browserSince !== undefined ? "yours" : "app";
    const first = bundle.moments[0];
    if (folded) folded.lasts += Math.max(0, gap);
    else if (first?.is === "folded") first.lasts += Math.max(0, gap);
    else if (gap >= LONG || (whose === "yours" && bundle.ends)) moments.push({ is: "wait", whose, lasts: gap, open: false });
    moments.push(...bundle.moments);
    folded = first?.is === "folded" ? first : undefined;
    const { browser, open: more } = bundle.change ?? {};
    if (browser === true) browserSince ??= bundle.at;
    if (browser === false && browserSince !== undefined) {
      spans.push({ from: browserSince, to: bundle.at, whose: "yours" });
      browserSince = undefined;
    }
    if (more === 1 && exchanges++ === 0) sentAt = bundle.at;
    if (more === -1 && --exchanges === 0) spans.push({ from: sentAt, to: bundle.at, whose: "service" });
    before = Math.max(before, bundle.at, bundle.until ?? 0);
  }
  if (open === "unended") moments.push({ is: "unended" });
  else if (open !== undefined) {
    moments.push({ is: "wait", whose: browserSince !== undefined ? "yours" : exchanges > 0 ? "service" : "app", lasts: Math.max(0, open - before), open: true });
    if (browserSince !== undefined) spans.push({ from: browserSince, to: Math.max(open, browserSince), whose: "yours" });
  }
  return { moments, spans };
}

/** What stands open at first: where it ended, else the exchange that gave tokens, else what did not work, else what was said first. */
export function firstToShow(happening: Happening): number | undefined {
  const lines = happening.moments.filter((moment) => moment.is === "line");
  const stop = lines.find((line) => line.fate === "stop");
  const gave = lines.find((line) => line.gives && line.fate === "plain");
  return (stop ?? gave ?? lines.find((line) => line.fate === "odd") ?? lines.find((line) => line.part === "sent") ?? lines[0])?.entry;
}
