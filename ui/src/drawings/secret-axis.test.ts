import { describe, expect, it } from "vitest";

import { isSilent, spanOfUse, successor } from "./secret-axis";

const DAY = 86_400;
const now = 1_778_794_205;
const old = { id: "old", created_at: now - 120 * DAY, last_used_at: now - 29 * 3600 };
const young = { id: "young", created_at: now - 3 * DAY, last_used_at: now - 40 };

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

  it("reaches back to where a retired one ended", () => {
    const retired = { id: "gone", created_at: now - 200 * DAY, retired_at: now - 40 * DAY };
    expect(spanOfUse([retired, young], now).start).toBeLessThan(now - 40 * DAY);
  });
});

it("who takes over is the newest that works, and nobody where there is one alone", () => {
  expect(successor([old, young])).toBe(young);
  expect(successor([{ ...old, retired_at: now }, young])).toBe(young);
  expect(successor([old, { ...young, retired_at: now }])).toBeUndefined();
  expect(successor([young])).toBeUndefined();
});

it("a silence is that of one that works and was used", () => {
  const span = spanOfUse([old, young], now);
  expect(isSilent(old, span, now)).toBe(true);
  expect(isSilent(young, span, now)).toBe(false);
  expect(isSilent({ ...old, retired_at: now - 60 }, span, now)).toBe(false);
  expect(isSilent({ ...old, last_used_at: undefined }, span, now)).toBe(false);
});
