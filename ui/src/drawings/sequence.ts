/**
 * The sequence picture: where its rows stand.
 *
 * A row is as high as its words need. Between two lanes is a column; words of one column never touch, and words of different
 * columns may stand side by side, so two messages close together in time are close together in the picture. Time is not to
 * scale here: the bar above keeps that, and a long wait is a block of one height with a break in the line of this app.
 */
import type { Happening, Lane, Line, Moment } from "../records/happening";

/** What the words of a line take above it, and below it. */
const ABOVE = 20;
const BELOW = 24;
/** Where a line has no half of its own for it, the remark on what strays stands above its words. */
const REMARK = 15;
/** Two lines, whatever their words. */
const CLOSEST = 30;
const POINT = 13;
const AIR = 8;
export const BLOCK = 56;

export interface Row {
  moment: Moment;
  /** The line or the middle of a point; the upper edge of a block. */
  y: number;
  /** Of a block. */
  height: number;
}
/** Somebody is at work. */
export interface Bar {
  lane: Lane;
  from: number;
  to: number;
}
export interface Layout {
  rows: Row[];
  bars: Bar[];
  height: number;
}

/** The columns in which a moment has words: all where it goes across. */
export function columnsOf(moment: Moment, lanes: readonly Lane[]): number[] {
  const all = lanes.length > 2 ? [0, 1] : [0];
  if (moment.is !== "line") return all;
  const [from, to] = [lanes.indexOf(moment.from), lanes.indexOf(moment.to)];
  if (lanes.length < 3) return [0];
  if (isFar(moment, lanes)) return moment.strays.length > 0 ? all : [1];
  return [Math.min(from, to)];
}

/** Whether a line passes the browser: its words stand on the right of that, and remarks on the left. */
export const isFar = (line: Line, lanes: readonly Lane[]): boolean => lanes.length > 2 && line.from !== "browser" && line.to !== "browser";

/** Whether a line has words below it too. */
export const hasSecond = (line: Line): boolean => line.part !== "goes";

export function layOut({ moments, lanes }: Pick<Happening, "moments" | "lanes">): Layout {
  const rows: Row[] = [];
  /** Down to where each column is taken. */
  const taken = [16, 16];
  let last = -CLOSEST;
  for (const moment of moments) {
    const columns = columnsOf(moment, lanes);
    const isBlock = moment.is === "wait" || moment.is === "folded";
    const above = isBlock ? AIR : moment.is === "line" ? ABOVE + (moment.strays.length > 0 && !isFar(moment, lanes) ? REMARK : 0) : POINT;
    const height = isBlock ? BLOCK : 0;
    const free = Math.max(...columns.map((column) => (taken[column] ?? 0) + above));
    const y = isBlock ? Math.max(free, last + AIR) : Math.max(free, last + CLOSEST);
    rows.push({ moment, y, height });
    const below = isBlock ? height + AIR : moment.is === "line" ? (hasSecond(moment) ? BELOW : 6) : POINT;
    for (const column of columns) taken[column] = y + below;
    last = isBlock ? y + height - CLOSEST + AIR : y;
  }
  return { rows, bars: bars(rows), height: Math.max(...taken, 0) + 14 };
}

/** Who is at work between one row and the next. */
function bars(rows: readonly Row[]): Bar[] {
  const found: Bar[] = [];
  let busy: Lane | undefined;
  let since = 0;
  const until = (to: number) => {
    if (busy !== undefined && to > since) found.push({ lane: busy, from: since, to });
    since = to;
  };
  for (const { moment, y, height } of rows) {
    if (moment.is === "line") {
      until(y);
      // Of whom nothing came back nobody knows whether they were at work.
      const silent = moment.part === "sent" && rows.some(({ moment: other }) => other.is === "line" && other.entry === moment.entry && other.part === "silence");
      busy = moment.part === "goes" || silent ? undefined : moment.to;
    } else if (moment.is === "wait" && moment.whose !== "service") {
      until(y);
      since = y + height;
    } else if (moment.is === "folded" || moment.is === "unended" || (moment.is === "point" && moment.step === "ended")) {
      until(y);
      busy = undefined;
    } else if (busy === undefined && moment.is === "point") {
      busy = "app";
      since = y;
    }
  }
  return found;
}

/** The places of the lanes in a picture of that width, with the gutter of the times on the left. */
export const GUTTER = 58;
export function laneX(width: number, lanes: readonly Lane[], lane: Lane): number {
  const share = lanes.length > 2 ? [1 / 6, 1 / 2, 5 / 6] : [1 / 6, 5 / 6];
  return Math.round(GUTTER + (width - GUTTER) * (share[lanes.indexOf(lane)] ?? 0)) + 0.5;
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000];

/** Whole steps of a scale of so many milliseconds, at most ten, none too near the end. */
export function scaleTicks(total: number): { at: number[]; step: number } {
  const step = STEPS.find((step) => total / step <= 6) ?? Math.max(1, Math.ceil(total / 6));
  const at: number[] = [];
  for (let tick = 0; tick <= total * 0.92; tick += step) at.push(tick);
  return { at, step };
}
