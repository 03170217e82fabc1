import { describe, expect, it } from "vitest";

import type { UsageDay } from "../generated/UsageDay";
import { drawn, enlarged, peak, steps, totals } from "./usage";

const day = (date: string, sign_ins: number, refusals: Record<string, number> = {}): UsageDay => ({ date, sign_ins, refreshes: 2, tokens: 0, refusals });
const days = [day("2026-05-08", 40), day("2026-05-09", 3), day("2026-05-10", 40, { access_denied: 2, invalid_grant: 5 }), day("2026-05-11", 7)];

describe("the days of an app", () => {
  it("are weekdays, free days, and today", () => {
    expect(drawn(days).map((one) => one.kind)).toEqual(["weekday", "weekend", "weekend", "today"]);
    expect(drawn(days, [5, 6]).map((one) => one.kind)).toEqual(["weekend", "weekend", "weekday", "today"]);
  });

  it("come to so much, the most frequent reason first", () => {
    expect(totals(days)).toMatchObject({ signIns: 90, renewals: 8, refused: 7, reasons: [{ reason: "invalid_grant", times: 5 }, { reason: "access_denied", times: 2 }] });
    expect(drawn(days)[2]).toMatchObject({ refused: 7, reason: "invalid_grant" });
  });

  it("have a highest one, the latest of several", () => {
    expect(peak(drawn(days), (one) => one.signIns)?.date).toBe("2026-05-10");
    expect(peak(drawn([day("2026-05-08", 0)]), (one) => one.signIns)).toBeUndefined();
  });
});

describe("the lines behind a chart", () => {
  it("stand at round figures, and are few", () => {
    expect(steps(549)).toEqual([200, 400]);
    expect(steps(1)).toEqual([1]);
    expect(steps(3)).toEqual([1, 2, 3]);
    expect(steps(104_000)).toEqual([50_000, 100_000]);
    expect(steps(0)).toEqual([]);
  });
});

it("a few refusals among many sign-ins are drawn taller", () => {
  expect([enlarged(549, 58), enlarged(549, 1), enlarged(10, 40), enlarged(0, 4)]).toEqual([3, 20, 1, 1]);
});
