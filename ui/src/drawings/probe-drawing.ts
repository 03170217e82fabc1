/** The way of a probe on the map of three lanes: this app, the system, the browser, and back again. */
import type { Finding } from "../generated/Finding";
import type { Health } from "../generated/Health";
import { LANE, rounded } from "./route-drawing";

export const STAGES = ["started", "opener", "browser", "link", "app"] as const;
export type Stage = (typeof STAGES)[number];
/** `care`: it went on, and there is a remark; `open`: nobody was there yet. */
export type Mark = "passed" | "care" | "failed" | "waiting" | "open";

const MARKS: Record<Health, Mark> = { ok: "passed", warning: "care", failed: "failed", unknown: "open" };

/** How each stage stands. Before a probe only what is known to be wrong is marked; the way itself says the rest. */
export function stagesOf(known: readonly Finding[], walked: readonly Finding[] | undefined, walking: boolean): Record<Stage, Mark> {
  if (walking) return { started: "passed", opener: "open", browser: "waiting", link: "open", app: "open" };
  if (!walked) {
    const wrong = (check: Finding["check"]): Mark => {
      const mark = worst(known.filter((finding) => finding.check === check));
      return mark === "failed" || mark === "care" ? mark : "open";
    };
    return { started: "open", opener: "open", browser: wrong("browser"), link: wrong("scheme"), app: "open" };
  }
  const step = (about: string): Mark => worst(walked.filter((finding) => finding.check === "sign_in" && finding.about === about)) ?? "open";
  const [opener, browser, app] = [step("opener"), step("browser"), step("app")];
  const scheme = worst(walked.filter((finding) => finding.check === "scheme")) ?? "open";
  // What came back was handed over, whatever is known of who should have done so.
  const back = app === "passed" || app === "care";
  const link = back ? (scheme === "failed" ? "care" : scheme === "open" ? "passed" : scheme) : scheme === "failed" || scheme === "care" ? scheme : "open";
  // Whatever comes after the stage that stopped it was never reached.
  return { started: "passed", opener, browser, link, app: app === "failed" && link === "failed" ? "open" : app };
}

function worst(findings: readonly Finding[]): Mark | undefined {
  const order: readonly Health[] = ["failed", "warning", "unknown", "ok"];
  const state = order.find((one) => findings.some((finding) => finding.state === one));
  return state && MARKS[state];
}

/** The last stage that the way was walked to without a break; none before it began. */
export function reached(marks: Record<Stage, Mark>): number {
  let last = -1;
  while (last + 1 < STAGES.length) {
    const mark = marks[STAGES[last + 1] as Stage];
    if (mark !== "passed" && mark !== "care") break;
    last++;
  }
  // Something that is wrong on a way nobody went is no step of it.
  return marks.started === "passed" ? last : -1;
}

type Point = readonly [x: number, y: number];
/** The map for the width that there is: where each stage is, the way so far, and the way to come. */
export function probeMap(available: number): { width: number; at: Record<Stage, Point>; ways: (stage: number) => { done: string; toCome: string } } {
  const width = Math.round(Math.min(960, Math.max(600, available)));
  const [left, right] = [104, width - 42];
  const x = (share: number) => Math.round(left + (right - left) * share);
  const at: Record<Stage, Point> = {
    started: [left, LANE.app],
    opener: [x(0.23), LANE.browser],
    browser: [x(0.5), LANE.service],
    link: [x(0.77), LANE.browser],
    app: [right, LANE.app],
  };
  const bend = 40;
  const corners: (Point | Stage)[] = [];
  STAGES.forEach((stage, place) => {
    const before = STAGES[place - 1];
    if (before) {
      const [from, to] = [at[before], at[stage]];
      const middle = (from[0] + to[0]) / 2;
      corners.push([middle - bend / 2, from[1]], [middle + bend / 2, to[1]]);
    }
    corners.push(stage);
  });
  const points = corners.map((corner) => (typeof corner === "string" ? at[corner] : corner));
  return {
    width,
    at,
    ways: (stage) => {
      const place = stage < 0 ? 0 : corners.indexOf(STAGES[stage] as Stage);
      return { done: rounded(points.slice(0, place + 1)), toCome: rounded(points.slice(place)) };
    },
  };
}
