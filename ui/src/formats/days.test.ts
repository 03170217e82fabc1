import { expect, it } from "vitest";

import { dayBegins, dayEnds } from "./days";

const at = (unix: number | undefined) => (unix === undefined ? undefined : new Date(unix * 1000).toISOString());
const madrid = { smart: false, zone: "Europe/Madrid", pattern: "DD-MM-YYYY" };
const ours = { smart: false, zone: "America/New_York", locale: "en-US" };

it("a day is read as the person writes it, and begins where they are", () => {
  expect(at(dayBegins(madrid, "03-11-2026"))).toBe("2026-11-02T23:00:00.000Z");
  expect(at(dayBegins(madrid, " 3/7/26 "))).toBe("2026-07-02T22:00:00.000Z");
  expect(at(dayBegins(ours, "11/03/2026"))).toBe("2026-11-03T05:00:00.000Z");
  expect(at(dayBegins(madrid, "2026-11-03"))).toBe("2026-11-02T23:00:00.000Z");
});

it("a day ends where the next begins, be it of 23, 24 or 25 hours", () => {
  expect(at(dayEnds(madrid, "25-10-2026"))).toBe("2026-10-25T23:00:00.000Z");
  expect(at(dayEnds(madrid, "29-03-2026"))).toBe("2026-03-29T22:00:00.000Z");
  expect(at(dayEnds(ours, "12/31/2026"))).toBe("2027-01-01T05:00:00.000Z");
});

it("what is no day is none", () => {
  for (const text of ["", "31-02-2026", "32-01-2026", "01-13-2026", "tomorrow", "1-2", "1-2-3-4"]) expect(dayBegins(madrid, text), text).toBeUndefined();
});
