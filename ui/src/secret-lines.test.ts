import { expect, it } from "vitest";

import { layOut, safeToRetire } from "./secret-lines";

const DAY = 86_400;
const now = 1_800_000_000;
const old = { id: "old", created_at: now - 100 * DAY, last_used_at: now - 30 * 3600 };
const young = { id: "young", created_at: now - 3 * DAY, last_used_at: now - 60 };

it("an old secret is safe to retire once it is silent for a day and a newer one is in use", () => {
  expect(safeToRetire(old, [old, young], now)).toBe(true);
  expect(safeToRetire(young, [old, young], now)).toBe(false);
  expect(safeToRetire({ ...old, last_used_at: now - 3600 }, [old, young], now)).toBe(false);
  expect(safeToRetire(old, [old, { ...young, last_used_at: undefined }], now)).toBe(false);
  expect(safeToRetire(old, [old], now)).toBe(false);
});

it("lines keep their order on the axis and end where the secret does", () => {
  const { lines } = layOut([{ ...old, retired_at: now - 20 * 3600 }, young], now);
  const [first, second] = lines;
  expect(first?.made).toBe(0);
  expect(first?.end).toBeLessThan(100);
  expect(first?.silence).toBeUndefined();
  expect(second?.made).toBeGreaterThan(0);
  expect(second?.end).toBe(100);
});
