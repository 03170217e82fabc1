import { describe, expect, it } from "vitest";

import type { Profile } from "../generated/Profile";
import { clock, date, dateTime, dayInWords, dayShift, type Formats, formatsOf, languageName, number, offsetMinutes, plainDate, shortDate, time, timeOrDate } from "./index";

/** 2026-05-14 21:30:05 UTC */
const evening = 1_778_794_205;

const profile = (change: Partial<Profile>): Profile => ({
  id: "a",
  subject: null,
  name: null,
  email: null,
  locale: null,
  timezone: null,
  dates: { format: null, smart: null },
  number_separators: { thousands: null, decimal: null },
  business: null,
  scopes: { requested: [], granted: [] },
  read_at: evening,
  ...change,
});

const madrid = formatsOf(
  profile({ locale: "en", timezone: "Europe/Madrid", dates: { format: "DD-MM-YYYY", smart: "off" }, number_separators: { thousands: ".", decimal: "," } }),
);
const tokyo = formatsOf(profile({ locale: "ja", timezone: "Asia/Tokyo", dates: { format: "YYYY/MM/DD", smart: "on" }, number_separators: { thousands: ",", decimal: "." } }));

describe("dates", () => {
  it("are written in the pattern and the zone of the person", () => {
    expect(plainDate(madrid, evening)).toBe("14-05-2026");
    expect(plainDate(tokyo, evening)).toBe("2026/05/15");
    expect(plainDate({ ...madrid, pattern: "MM/DD/YY" }, evening)).toBe("05/14/26");
    expect(plainDate({ ...madrid, pattern: "D.M.YYYY" }, evening)).toBe("14.5.2026");
  });

  it("near today are words only where the person wants words", () => {
    expect(date(tokyo, evening - 86_400, evening)).toBe("昨日");
    expect(date(madrid, evening - 86_400, evening)).toBe("13-05-2026");
    expect(date(tokyo, evening - 2 * 86_400, evening)).toBe("2026/05/13");
    expect(date({ ...madrid, smart: true }, evening, evening)).toBe("today");
  });

  it("without a pattern are written as the locale does", () => {
    expect(plainDate({ smart: false, locale: "de", zone: "Europe/Berlin" }, evening)).toBe("14.05.2026");
  });

  it("carry a time of 24 hours in the zone of the person", () => {
    expect(time(madrid, evening)).toBe("23:30");
    expect(time(tokyo, evening)).toBe("06:30");
    expect(dateTime(madrid, evening)).toBe("14-05-2026 23:30");
    expect(time({ smart: false, zone: "UTC" }, Date.UTC(2026, 0, 1) / 1000)).toBe("00:00");
  });

  it("of the same day show the time alone", () => {
    expect(timeOrDate(madrid, evening, evening + 60)).toBe("23:30");
    expect(timeOrDate(madrid, evening, evening + 3600)).toBe("14-05-2026 23:30");
  });

  it("name days and months in the language of the person", () => {
    expect(dayInWords({ ...madrid, locale: "es" }, evening)).toBe("jueves, 14 de mayo");
    expect(dayInWords({ ...madrid, locale: "en-GB" }, evening)).toBe("Thursday 14 May");
  });
});

describe("numbers", () => {
  it("use the separators of the person", () => {
    expect(number(madrid, 1_234_567.89, 2)).toBe("1.234.567,89");
    expect(number(tokyo, 1_234_567)).toBe("1,234,567");
    expect(number({ ...madrid, thousands: "" }, 1234)).toBe("1234");
    expect(number({ ...madrid, thousands: "'" }, 1234)).toBe("1'234");
    expect(number(madrid, 999)).toBe("999");
  });

  it("fall back to the locale's separators", () => {
    expect(number({ smart: false, locale: "de" }, 1234.5, 1)).toBe("1.234,5");
  });

  it("are not disturbed by a separator that means something in a replacement", () => {
    expect(number({ ...madrid, thousands: "$&" }, 1234)).toBe("1$&234");
  });
});

describe("values that nobody knows", () => {
  it("count as not told", () => {
    const odd: Formats = formatsOf(profile({ locale: "not a tag", timezone: "Mars/Olympus" }));
    expect(odd.locale).toBeUndefined();
    expect(odd.zone).toBeUndefined();
    expect(languageName("not a tag", "en")).toBe("not a tag");
  });
});

describe("zones", () => {
  it("tell how far they are ahead, also by less than an hour", () => {
    expect(offsetMinutes(madrid, evening)).toBe(120);
    expect(offsetMinutes({ smart: false, zone: "Asia/Kathmandu" }, evening)).toBe(345);
    expect(offsetMinutes({ smart: false, zone: "America/New_York" }, evening)).toBe(-240);
  });

  it("tell when the day there is another one", () => {
    const shift = dayShift({ smart: false, zone: "Pacific/Kiritimati" }, evening) - dayShift({ smart: false, zone: "Pacific/Pago_Pago" }, evening);
    expect(shift).toBe(1);
  });
});

it("a duration is minutes and seconds", () => {
  expect([clock(0), clock(41.9), clock(600), clock(-3)]).toEqual(["0:00", "0:41", "10:00", "0:00"]);
});

it("a day without its year keeps the person's order and signs", () => {
  expect(["DD-MM-YYYY", "YYYY/MM/DD", "D.M.YY", "MM/DD/YYYY"].map((pattern) => shortDate({ smart: false, pattern }, evening))).toEqual(["14-05", "05/14", "14.5", "05/14"]);
  expect(shortDate({ smart: false, locale: "en-GB" }, evening)).toBe("14/05");
});
