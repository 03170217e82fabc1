import { describe, expect, it } from "vitest";

import { isSafe, spanOfUse, spell } from "./secret-use";

const DAY = 86_400;
const now = 1_778_794_205;
const old = { id: "old", created_at: now - 120 * DAY, last_used_at: now - 29 * 3600 };
const young = { id: "young", created_at: now - 3 * DAY, last_used_at: now - 40 };

describe("a secret is safe to retire", () => {
  it("after a day of silence, while another one is in use", () => {
    expect(isSafe(old, [old, young], now)).toBe(true);
    expect(isSafe(young, [old, young], now)).toBe(false);
  });

  it("never as the only one, nor while the other has not been used at all", () => {
    expect(isSafe(old, [old], now)).toBe(false);
    expect(isSafe(old, [old, { id: "new", created_at: now - 2 * DAY }], now)).toBe(false);
  });

  it("not on the day on which it was made", () => {
    expect(isSafe({ id: "new", created_at: now - 3600 }, [{ id: "new", created_at: now - 3600 }, young], now)).toBe(false);
  });
});

describe("the line of time", () => {
  it("shows how one took over, and not all that was before", () => {
    const span = spanOfUse([old, young], now);
    expect(span.end).toBe(now);
    expect(span.start).toBeLessThan(young.created_at);
    expect(span.start).toBeGreaterThan(now - 7 * DAY);
  });

  it("is no point where a secret has just been made", () => {
    const span = spanOfUse([{ id: "new", created_at: now }], now);
    expect(span.end - span.start).toBeGreaterThanOrEqual(DAY);
  });
});

it("a time is told by its largest unit", () => {
  expect([spell(29 * 3600, "en"), spell(3 * DAY, "en"), spell(40, "en")]).toEqual(["29 hr", "3 days", "0 min"]);
});
