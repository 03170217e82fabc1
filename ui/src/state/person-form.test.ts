import { expect, it } from "vitest";

import { person } from "../host/fake/administered";
import { PersonForm } from "./person-form.svelte";

it("what the form does not show is sent as it was read", () => {
  const form = new PersonForm(person({ details: { bio: "Keeps the lights.", address: { country: "NL" } } }));
  expect(form.changed).toBe(false);
  form.draft.name = "  Ada Ruiz ";
  expect(form.changed).toBe(true);
  expect(form.clean).toMatchObject({ name: "Ada Ruiz", details: { bio: "Keeps the lights.", address: { country: "NL" } }, role: "administrator" });
});

it("a setting that was emptied is not said any more", () => {
  const form = new PersonForm(person());
  form.draft.formats.locale = " ";
  expect(form.clean.formats.locale).toBeNull();
});

it("a refusal is told once: at its field where the form has it, and else apart", () => {
  const form = new PersonForm();
  const email = { code: "invalid_input" as const, message: "Give an e-mail address.", field: "email" };
  expect(form.problem("email", email)).toBe("Give an e-mail address.");
  expect(form.rest(email)).toBeUndefined();
  // The names are those of the service, and of the form of one's own profile.
  for (const field of ["locale", "timezone", "date_format", "thousands", "decimal"] as const) {
    const wrong = { code: "invalid_input" as const, message: "Thousands and decimals need different signs.", field };
    expect([form.problem(field, wrong), form.rest(wrong)], field).toEqual([wrong.message, undefined]);
  }
  const website = { ...email, field: "website" };
  expect(form.rest(website)).toBe(website);
});

it("what others changed meanwhile is not written over, nor is what was written here", () => {
  const form = new PersonForm(person());
  form.draft.name = "Ada R.";
  form.draft.formats.timezone = "Europe/Lisbon";
  const theirs = person({ role: "member", details: { bio: "New here." }, formats: { ...person().formats, locale: "pt" }, second_factor: false, version: 9 });
  form.read(theirs);
  expect(form.clean).toMatchObject({ name: "Ada R.", role: "member", details: { bio: "New here." }, formats: { locale: "pt", timezone: "Europe/Lisbon" } });
  expect(form.changed).toBe(true);
  form.draft.name = person().name;
  form.draft.formats.timezone = person().formats.timezone;
  expect(form.changed).toBe(false);
});
