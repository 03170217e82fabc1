/** The line of a sign-in on the map of three lanes: this app, the browser, the service. */
import type { SignInStep } from "../generated/SignInStep";

export const LANE = { app: 32, browser: 82, service: 132 } as const;

type Point = readonly [x: number, y: number];
/** A place on the way that has a name. `exchanging` and `reading` are where an exchange or a reading stops that fails: at the service, between two stops. */
export type Stop = "started" | "opened" | "here" | "signed_in" | "returned" | "exchanging" | "exchanged" | "reading" | "profile";

export interface RouteMap {
  width: number;
  stops: Record<Stop, Point>;
  corners: readonly (Point | Stop)[];
}

const { app, browser, service } = LANE;

/** Corners and stops in the order of the way; the rounding of the corners is done when it is drawn. */
function map(width: number, x: readonly number[]): RouteMap {
  const at = (place: number) => x[place] ?? 0;
  return {
    width,
    stops: {
      started: [at(0), app],
      opened: [at(3), browser],
      here: [at(6), service],
      signed_in: [at(7), service],
      returned: [at(12), app],
      exchanging: [(at(14) + at(15)) / 2, service],
      exchanged: [at(17), app],
      reading: [(at(19) + at(20)) / 2, service],
      profile: [at(22), app],
    },
    corners: [
      "started",
      [at(1), app],
      [at(2), browser],
      "opened",
      [at(4), browser],
      [at(5), service],
      "here",
      "signed_in",
      [at(8), service],
      [at(9), browser],
      [at(10), browser],
      [at(11), app],
      "returned",
      [at(13), app],
      [at(14), service],
      "exchanging",
      [at(15), service],
      [at(16), app],
      "exchanged",
      [at(18), app],
      [at(19), service],
      "reading",
      [at(20), service],
      [at(21), app],
      "profile",
    ],
  };
}

const NARROWEST = 640;
const WIDEST = 960;
const NARROW = [104, 124, 152, 164, 176, 204, 248, 330, 338, 366, 374, 404, 418, 430, 461, 481, 512, 524, 536, 563, 583, 610, 622];
const WIDE = [104, 161.1, 189.1, 201.1, 213.1, 241.1, 337, 469.6, 477.6, 505.6, 568, 598, 612, 624, 687.75, 707.75, 771.5, 783.5, 795.5, 852.75, 872.75, 930, 942];

/** The map for the width that there is: its places move apart, its letters stay as large as they are. */
export function mapFor(available: number): RouteMap {
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, available)));
  const share = (width - NARROWEST) / (WIDEST - NARROWEST);
  return map(
    width,
    NARROW.map((x, place) => Math.round((x + ((WIDE[place] ?? x) - x) * share) * 10) / 10),
  );
}

/** The way so far and the way to come, meeting at a stop. */
export function ways(route: RouteMap, stop: Stop): { done: string; toCome: string } {
  const place = route.corners.indexOf(stop);
  const points = route.corners.map((corner) => (typeof corner === "string" ? route.stops[corner] : corner));
  return { done: rounded(points.slice(0, place + 1)), toCome: rounded(points.slice(place)) };
}

/** A line through points with its corners eased. */
export function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) return "";
  let path = `M${first[0]} ${first[1]}`;
  rest.forEach((corner, place) => {
    const before = points[place] ?? corner;
    const after = rest[place + 1];
    if (!after || straight(before, corner, after)) {
      path += `L${corner[0]} ${corner[1]}`;
      return;
    }
    const [ax, ay] = towards(corner, before);
    const [bx, by] = towards(corner, after);
    path += `L${ax} ${ay}Q${corner[0]} ${corner[1]} ${bx} ${by}`;
  });
  return path;
}

const straight = (a: Point, b: Point, c: Point) => a[1] === b[1] && b[1] === c[1];

/** A point near a corner, at most nine pixels and half the way towards the next one. */
function towards(corner: Point, next: Point): Point {
  const [dx, dy] = [next[0] - corner[0], next[1] - corner[1]];
  const length = Math.hypot(dx, dy);
  const reach = Math.min(9, length / 2) / (length || 1);
  const cut = (value: number) => Math.round(value * 10) / 10;
  return [cut(corner[0] + dx * reach), cut(corner[1] + dy * reach)];
}

/** Where the line ends that is drawn so far. */
export function reachedStop(step: SignInStep): Stop {
  return step === "opened" ? "here" : step;
}

/** Where a failure is marked: where the browser's answer itself was the trouble, at the return; else on the way after the last step. */
export function stoppedAt(step: SignInStep, answerRefused: boolean): Stop {
  switch (step) {
    case "started":
      return "opened";
    case "opened":
      return "here";
    case "returned":
      return answerRefused ? "returned" : "exchanging";
    case "exchanged":
      return "reading";
    case "profile":
      return "profile";
  }
}
