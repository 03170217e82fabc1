import { expect, it } from "vitest";

import { app } from "../host/fake/samples";
import { fakeHost, fakeState } from "../host/fake/fake";
import { AppForm } from "./app-form.svelte";

it("a problem is told at the row that is shown, though empty rows are not sent", async () => {
  const form = new AppForm(fakeHost(fakeState({ delay: 0 })), app({ redirect_uris: ["https://a.example", "", "https://b.example/#x"] }));
  expect(form.clean.redirect_uris).toEqual(["https://a.example", "https://b.example/#x"]);
  expect(await form.ready()).toBe(false);
  expect(form.problem("redirect_uris", 2)).toContain("#");
  expect(form.problem("redirect_uris", 1)).toBeUndefined();
});

it("a form is changed only while it differs from what was read", () => {
  const form = new AppForm(fakeHost(fakeState()), app());
  expect(form.changed).toBe(false);
  form.draft.name = "Another";
  expect(form.changed).toBe(true);
  form.draft.name = app().name;
  expect(form.changed).toBe(false);
});

it("a program that acts for itself has no return address, and one in a browser says where its scripts come from", () => {
  const form = new AppForm(fakeHost(fakeState({ delay: 0 })), app({ trusted: true }));
  form.setKind("machine");
  expect([form.clean.redirect_uris, form.clean.scopes]).toEqual([[], []]);
  form.setKind("spa");
  form.draft.origins[0] = " https://app.example ";
  form.addLine("origins");
  expect([form.clean.origins, form.clean.trusted, form.pkce]).toEqual([["https://app.example"], false, true]);
  expect(form.draft.redirect_uris).toEqual([""]);
});

it("another dialect drops the scopes that it does not have, another kind what it may not be", () => {
  const form = new AppForm(fakeHost(fakeState({ delay: 0 })), app({ trusted: true }));
  form.setDialect("standard");
  expect(form.draft.scopes).toEqual([]);
  form.setKind("native");
  expect(form.draft.trusted).toBe(false);
  expect(form.pkce).toBe(true);
});
