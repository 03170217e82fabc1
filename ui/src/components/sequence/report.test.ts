import { expect, it } from "vitest";

import { here } from "../../formats";
import { read } from "../../records/happening";
import * as records from "../../host/fake/records";
import type { Trace } from "../../generated/Trace";
import { report } from "./report";
import { duration, hiddenWords, hostOf } from "./words";

const told = (trace: Trace) => report({ trace, formats: { smart: false, locale: "en" }, name: "Michael", host: hostOf(trace) }, read(trace, Date.now()));

it("a report tells each step with its time, and what was said there once", () => {
  const text = told(records.inbentaDone("r1", 9, "a"));
  expect(text).toContain("    14.402  The service → This app: A token for 1 h (200 in 181 ms) [lifetime sent as text]");
  expect(text.match(/sent {2}code_verifier = \(16–63 characters, hidden\)/g)).toHaveLength(1);
  expect(text.match(/came {2}expires_in = 3600/g)).toHaveLength(1);
  expect(text).toContain("Tolerated in this record: The service deviates from the standard: it sent expires_in as a text.");
});

it("a report says where it ended, by the name that programs know", () => {
  const text = told(records.tooLate("r1", 9));
  expect(text).toContain("Ended: not finished (code_expired)");
  expect(text).toContain("Refused: invalid_grant (400 in 181 ms)");
});

it("nobody is said to have accepted where access was denied", () => {
  expect(told(records.denied("r1", 9))).toContain("Your browser: You are asked to sign in (6.1 s, between your browser and Inbenta)");
  expect(told(records.inbentaDone("r1", 9, "a"))).toContain("Your browser: You sign in and accept");
});

it("whatever is in a record, no line of its report begins anew or turns round", () => {
  const trace = records.denied("r1", 9);
  trace.provider = "In\nbenta\u202e";
  trace.warnings = ["One\r\nTwo\u2028Three"];
  trace.entries.push({ what: "brought", at_ms: Date.now(), received: [{ name: "error\nEnded: done", value: "a\tb\u0000\u2067" }] });
  const text = told(trace);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e\u2067]/);
  expect(text.split("\n").filter((line) => line.startsWith("Ended: "))).toEqual(["Ended: not finished (denied)"]);
});

it("a length stands for what is hidden", () => {
  expect(hiddenWords({ name: "code", hidden: "1024+" })).toBe("1024+ characters, hidden");
  expect(hiddenWords({ name: "code", hidden: "0" })).toBe("empty");
});

it("a duration has the unit that fits", () => {
  const english = { ...here, locale: "en" };
  expect([0, 83, 999, 1000, 14_562, 59_949, 71_902, 3_725_000].map((ms) => duration(english, ms))).toEqual(["0 ms", "83 ms", "999 ms", "1 s", "14.6 s", "59.9 s", "1 min 11 s", "1 h 2 min"]);
});
