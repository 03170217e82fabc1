import { expect, it } from "vitest";

import { lensLayout } from "./lens-layout";

const steps = (values: number[]) => values.slice(1).map((value, place) => value - (values[place] ?? 0));

it("scopes never overlap and never leave the drawing", () => {
  for (const sizes of [[1], [1, 2, 5, 1, 1], [6, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 6], [1, 1, 1, 1, 1, 1, 1]]) {
    const { from, height } = lensLayout(sizes);
    expect(Math.min(...steps(from), 46), String(sizes)).toBeGreaterThanOrEqual(46);
    expect(from[0], String(sizes)).toBeGreaterThanOrEqual(20);
    expect(from.at(-1), String(sizes)).toBeLessThanOrEqual(height - 20);
  }
});

it("a scope with many fields stands beside the middle of them", () => {
  const { from, to } = lensLayout([1, 5, 1]);
  expect(from[1]).toBe(to[1]?.[2]);
});

it("fields are one row apart, and further apart between scopes", () => {
  expect(lensLayout([2, 1]).to).toEqual([[12, 36], [74]]);
});
