import { expect, it } from "vitest";

import { mapFor, type Stop, stoppedAt, ways } from "./route-drawing";

const stops: Stop[] = ["started", "opened", "here", "signed_in", "returned", "exchanging", "exchanged", "reading", "profile"];

it("the way so far ends where the way to come begins", () => {
  for (const route of [mapFor(0), mapFor(816), mapFor(2000)]) {
    for (const stop of stops) {
      const [x, y] = route.stops[stop];
      const { done, toCome } = ways(route, stop);
      if (stop !== "started") expect(done.endsWith(`L${x} ${y}`), stop).toBe(true);
      if (stop !== "profile") expect(toCome.startsWith(`M${x} ${y}`), stop).toBe(true);
    }
  }
});

it("the way goes from left to right and stays within the drawing", () => {
  for (const route of [mapFor(0), mapFor(816), mapFor(2000)]) {
    const xs = stops.map((stop) => route.stops[stop][0]);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(xs.at(-1)).toBeLessThan(route.width);
  }
});

it("a refused answer stops at the return, a failed exchange at the service", () => {
  expect(stoppedAt("returned", true)).toBe("returned");
  expect(stoppedAt("returned", false)).toBe("exchanging");
});
