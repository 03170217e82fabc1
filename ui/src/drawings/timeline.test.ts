import { expect, it } from "vitest";

import { apart, isClear, place, spanOf, ticks } from "./timeline";

const at = 1_778_750_000;

it("the line begins at the sign-in and has room after the end", () => {
  const span = spanOf({ signedInAt: at, issuedAt: at, expiresAt: at + 3600, renewedAt: [] }, at + 600);
  expect(place(span, at)).toBeLessThan(5);
  expect(place(span, at + 3600)).toBeGreaterThan(90);
  expect(place(span, at + 3600)).toBeLessThan(100);
  expect(span.cut).toBe(false);
});

it("a sign-in of weeks ago is cut, the session of today stays readable", () => {
  const issued = at + 30 * 86_400;
  const span = spanOf({ signedInAt: at, issuedAt: issued, expiresAt: issued + 3600, renewedAt: [issued - 3600, issued] }, issued + 60);
  expect(span.cut).toBe(true);
  expect(place(span, issued + 3600) - place(span, issued)).toBeGreaterThan(20);
});

it("ticks stand at whole steps of the clock in the person's zone", () => {
  const span = { start: at, end: at + 3 * 3600 };
  const { at: marks, step } = ticks(span, { smart: false, zone: "Asia/Kathmandu" });
  expect(marks.length).toBeGreaterThan(2);
  expect(marks.length).toBeLessThanOrEqual(9);
  for (const mark of marks) expect((mark + 345 * 60) % step).toBe(0);
});

it("of renewals on one spot the latest is drawn", () => {
  const span = { start: 0, end: 1000 };
  expect(apart(span, [100, 105, 500, -20])).toEqual([105, 500]);
});

it("a session without an end still has a line", () => {
  const span = spanOf({ signedInAt: at, issuedAt: at, expiresAt: null, renewedAt: [] }, at);
  expect(span.end).toBeGreaterThan(span.start);
  expect(place(span, at)).toBeLessThan(100);
});

it("a text below the line gives way where another one is long", () => {
  const renewed = { place: 70, text: "renewed 23:21", anchor: "middle" } as const;
  const ends = (text: string) => [{ place: 96, text, anchor: "end" }] as const;
  expect(isClear(560, renewed, ends("ends 23:59"))).toBe(true);
  expect(isClear(560, renewed, ends("ends 2026/11/23 00:21"))).toBe(false);
  expect(isClear(0, renewed, [])).toBe(false);
});
