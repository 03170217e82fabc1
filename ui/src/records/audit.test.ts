import { expect, it } from "vitest";

import deeds from "../../../crates/accounts/src/audit/mod.rs?raw";
import { auditTexts } from "../messages/en/people-audit";
import { brokenAt, csvHead, DEEDS, deedName, partsOf, subjectOf, toCsv, toJsonLines } from "./audit";

const row = { id: 7, at: 1_800_000_000, deed: "signed_in", actor: null, app: "countersign", subject: null, address: "203.0.113.20", detail: null };

it("every deed that the service knows has words, and no other", () => {
  const known = [...deeds.slice(0, deeds.indexOf("impl Subject")).matchAll(/^\s+\w+ => "([a-z_]+)",$/gm)].map((found) => found[1]);
  expect(known.length).toBeGreaterThan(40);
  expect(Object.keys(auditTexts.audit.deeds).sort()).toEqual(known.sort());
  expect(DEEDS.flatMap(({ deeds: of }) => of).sort()).toEqual(known);
});

it("a deed that is newer than this program is shown by its word", () => {
  expect(deedName("moon_landed")).toBe("Moon_landed");
  expect(deedName("person_added")).toBe("Added …");
});

it("an app stands where the deed names it, else at the end, and once where the deed is about it", () => {
  const said = (deed: string, app: string | null, subject: string | null = null) => partsOf({ deed, app, subject }).map((part) => ("text" in part ? part.text : `<${part.name}>`)).join("");
  expect(said("signed_in", "desk")).toBe("signed in with <app>");
  expect(said("signed_in", null)).toBe("signed in");
  expect(said("consent_given", "desk")).toBe("gave consent to <app>");
  expect(said("app_added", "desk", "app:desk")).toBe("created <subject>");
  expect(said("profile_changed", "desk", "person:ada")).toBe("changed the profile with <app>");
});

it("no cell of the CSV is taken for a formula, and none breaks its row", () => {
  const csv = csvHead() + toCsv([{ ...row, detail: '=HYPERLINK("https://evil.example"),\n1' }, { ...row, id: 8, actor: "@x", subject: "-1" }]);
  expect(csv.split("\r\n")).toEqual(["id,at,deed,actor,app,subject,address,detail", '7,2027-01-15T08:00:00.000Z,signed_in,,countersign,,203.0.113.20,"\'=HYPERLINK(""https://evil.example""),\n1"', "8,2027-01-15T08:00:00.000Z,signed_in,'@x,countersign,'-1,203.0.113.20,", ""]);
});

it("JSON lines are the rows as they are", () => {
  expect(toJsonLines([row, row]).trim().split("\n").map((line) => JSON.parse(line))).toEqual([row, row]);
});

it("what a row is about, and where a chain breaks, are read from their words", () => {
  expect(subjectOf("organisation:o:1")).toEqual({ kind: "organisation", id: "o:1" });
  expect(subjectOf("king:1")).toBeUndefined();
  expect(brokenAt("row 41207 of the audit is missing")).toBe(41207);
  expect(brokenAt("the audit ends with row 7, and row 9 was written")).toBe(7);
  expect(brokenAt("the note of the last row of the audit is gone, or was not written by this service")).toBeUndefined();
});
