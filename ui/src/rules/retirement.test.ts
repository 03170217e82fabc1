import { describe, expect, it } from "vitest";

import { safeToRetire, type SecretUse } from "./retirement";

const HOUR = 3600;
const DAY = 24 * HOUR;
const now = 1_778_794_205;
const old: SecretUse = { id: "old", created_at: now - 120 * DAY, last_used_at: now - 29 * HOUR };
const young: SecretUse = { id: "young", created_at: now - 3 * DAY, last_used_at: now - 40 };
const safe = (secret: SecretUse, ...others: SecretUse[]) => safeToRetire(secret, [secret, ...others], now);

describe("a secret is safe to retire", () => {
  it("after a day of silence, while a newer one is in use", () => {
    expect(safe(old, young)).toBe(true);
    expect(safe({ ...old, last_used_at: undefined }, young)).toBe(true);
    expect(safe({ ...old, last_used_at: now - HOUR }, young)).toBe(false);
  });

  it("never as the only one that works", () => {
    expect(safe(old)).toBe(false);
    expect(safe(old, { ...young, retired_at: now - 10 })).toBe(false);
  });

  it("never as the newer one: what was made to take over has yet to", () => {
    const waiting = { id: "new", created_at: now - 5 * DAY };
    expect(safe(young, old)).toBe(false);
    expect(safe(waiting, { ...old, last_used_at: now - HOUR })).toBe(false);
    expect(safe(waiting, old)).toBe(false);
  });

  it("not by a newer one that nobody has used: the old one may still be wanted", () => {
    expect(safe(old, { ...young, last_used_at: undefined })).toBe(false);
  });

  it("not on the day on which it was made, and not twice", () => {
    expect(safe({ id: "new", created_at: now - HOUR }, { ...young, created_at: now - 10 })).toBe(false);
    expect(safe({ ...old, retired_at: now - HOUR }, young)).toBe(false);
  });
});
