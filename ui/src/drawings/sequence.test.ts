import { expect, it } from "vitest";

import type { Trace } from "../generated/Trace";
import * as records from "../host/fake/records";
import { firstToShow, type Line, LONG, read, type Wait } from "../records/happening";
import { columnsOf, hasSecond, isFar, layOut, laneX, scaleTicks } from "./sequence";

const all: Trace[] = [
  records.inbentaDone("1", 9, "a"),
  records.harbourDone("2", 9, "a"),
  records.tooLate("3", 9),
  records.denied("4", 9),
  records.unreachable("5", 9, "a"),
  records.renewal("6", 9, "a", "b"),
  records.signOut("7", 9, "a", "b"),
  records.byDevice("8", 9, "a"),
  records.underway("9", 9),
  records.calledOff("10", 9),
];
const happenings = all.map((trace) => read(trace, Date.now()));
const lines = (trace: Trace) => read(trace, Date.now()).moments.filter((moment): moment is Line => moment.is === "line");
const waits = (trace: Trace, now = Date.now()) => read(trace, now).moments.filter((moment): moment is Wait => moment.is === "wait");

it("words of one column never touch, and rows go from top to bottom", () => {
  for (const happening of happenings) {
    const down = [0, 0];
    let before = -1;
    for (const { moment, y, height } of layOut(happening).rows) {
      expect(y).toBeGreaterThan(before);
      before = y;
      const above = moment.is === "line" ? 18 : moment.is === "point" ? 9 : 0;
      const below = moment.is === "line" ? (hasSecond(moment) ? 20 : 2) : moment.is === "point" ? 9 : height;
      for (const column of columnsOf(moment, happening.lanes)) {
        expect(y - above).toBeGreaterThanOrEqual(down[column] ?? 0);
        down[column] = y + below;
      }
    }
  }
});

it("two messages of different columns stand closer than two of one", () => {
  const { rows } = layOut(read(records.inbentaDone("1", 9, "a"), Date.now()));
  const y = (part: Line["part"]) => rows.find(({ moment }) => moment.is === "line" && moment.part === part)?.y ?? 0;
  expect(y("goes") - y("asked")).toBeLessThan(y("answer") - y("sent"));
});

it("whoever is at work is at work between two rows, and nobody is while the person is in the browser", () => {
  for (const happening of happenings) {
    const { bars, rows, height } = layOut(happening);
    for (const bar of bars) {
      expect(bar.from).toBeLessThan(bar.to);
      expect(bar.to).toBeLessThanOrEqual(height);
      for (const row of rows) {
        if (row.moment.is === "wait" && row.moment.whose === "yours") expect(bar.to <= row.y || bar.from >= row.y + row.height).toBe(true);
      }
    }
  }
});

it("the height of a picture does not grow with the time it took", () => {
  const slow = (by: number): Trace => {
    const trace = records.inbentaDone("1", 9, "a");
    return { ...trace, entries: trace.entries.map((entry, at) => ({ ...entry, at_ms: entry.at_ms + (at > 2 ? by : 0) })) };
  };
  expect(layOut(read(slow(3_000_000), Date.now())).height).toBe(layOut(read(slow(0), Date.now())).height);
});

it("the person’s own time is told, however short, and other silences once they are long", () => {
  expect(waits(records.inbentaDone("1", 9, "a"))).toEqual([{ is: "wait", whose: "yours", lasts: 14_210, open: false }]);
  expect(waits(records.denied("1", 9))).toHaveLength(1);
  expect(waits(records.renewal("1", 9, "a", "b"))).toEqual([]);
  expect(waits(records.unreachable("1", 9, "a")).every((wait) => wait.lasts >= LONG)).toBe(true);
});

it("what goes on waits with the clock, and is given up after a quarter of an hour", () => {
  const trace = records.underway("1", 0);
  const start = trace.entries[0]?.at_ms ?? 0;
  expect(waits(trace, start + 41_300)).toEqual([{ is: "wait", whose: "yours", lasts: 40_996, open: true }]);
  const later = read(trace, start + 3_600_000);
  expect(later.goesOn).toBe(false);
  expect(later.moments.at(-1)).toEqual({ is: "unended" });
});

it("a device that is asked after stands in one row, with all its time", () => {
  const { moments, total } = read(records.byDevice("1", 9, "a"), Date.now());
  const folded = moments.filter((moment) => moment.is === "folded");
  expect(folded).toMatchObject([{ count: 13 }]);
  expect(folded[0]?.lasts).toBe(75_700 - 5098);
  expect(total).toBe(75_753);
});

it("red is where it ended and nowhere else; what else did not work is odd", () => {
  expect(new Set(lines(records.tooLate("1", 9)).filter((line) => line.fate === "stop").map((line) => line.entry))).toEqual(new Set([5]));
  expect(lines(records.signOut("1", 9, "a", "b")).map((line) => line.fate)).toEqual(["plain", "plain", "plain", "odd"]);
  expect(lines(records.unreachable("1", 9, "a")).map((line) => line.fate)).toEqual(["plain", "odd", "stop", "stop"]);
  expect(lines(records.harbourDone("1", 9, "a")).every((line) => line.fate === "plain")).toBe(true);
});

it("what opens first is where it ended, else what gave tokens", () => {
  const shown = (trace: Trace) => trace.entries[firstToShow(read(trace, Date.now())) ?? -1];
  expect(shown(records.denied("1", 9))).toMatchObject({ what: "brought" });
  expect(shown(records.harbourDone("1", 9, "a"))).toMatchObject({ path: "/oauth/token" });
  expect(shown(records.byDevice("1", 9, "a"))).toMatchObject({ status: 200, path: "/oauth/token" });
  expect(shown({ ...records.denied("1", 9), entries: [] })).toBeUndefined();
});

it("a deviation stands where it shows, one that has no name nowhere", () => {
  const trace = records.inbentaDone("1", 9, "a");
  expect(lines({ ...trace, deviations: [...trace.deviations, "Something new."] }).filter((line) => line.strays.length > 0)).toMatchObject([
    { part: "brought", strays: ["missing-iss"] },
    { part: "answer", role: "code", strays: ["textual-expires-in"] },
  ]);
});

it("a record of which the middle is gone, or the clock was set back, is drawn all the same", () => {
  const trace = records.harbourDone("1", 9, "a");
  const back = { ...trace, entries: trace.entries.map((entry, at) => ({ ...entry, at_ms: entry.at_ms - at * 100_000 })) };
  for (const odd of [back, { ...trace, entries: trace.entries.slice(8) }, { ...trace, entries: [] }, { ...trace, outcome: null, entries: [] }]) {
    const happening = read(odd, Date.now());
    expect(happening.total).toBeGreaterThanOrEqual(0);
    expect(layOut(happening).height).toBeGreaterThan(0);
  }
});

it("lanes stand in order within the picture; a line past the browser keeps to the right of it", () => {
  const [sent] = lines(records.harbourDone("1", 9, "a"));
  expect(sent && isFar(sent, ["app", "browser", "service"])).toBe(true);
  for (const width of [480, 732, 1200]) {
    const [app = 0, browser = 0, service = 0] = (["app", "browser", "service"] as const).map((lane) => laneX(width, ["app", "browser", "service"], lane));
    expect(58 < app && app < browser && browser < service && service < width).toBe(true);
  }
});

it("a scale has few whole steps, and none at its end", () => {
  for (const total of [1, 83, 999, 4200, 14_562, 93_800, 3_600_000, 90_000_000]) {
    const { at, step } = scaleTicks(total);
    expect(at.length).toBeGreaterThan(0);
    expect(at.length).toBeLessThanOrEqual(7);
    expect(at.every((tick) => tick <= total * 0.92 && tick % step === 0)).toBe(true);
  }
});
