import { expect, it } from "vitest";

import type { AppPage } from "../generated/AppPage";
import type { Host } from "../host/host";
import { fakeHost, fakeState } from "../host/fake/fake";
import { app, apps as samples } from "../host/fake/samples";
import { AppForm } from "./app-form.svelte";
import { Apps } from "./apps.svelte";

it("an answer that comes late does not replace a newer one", async () => {
  const answers: ((page: AppPage) => void)[] = [];
  const host = { ask: () => new Promise<AppPage>((answer) => answers.push(answer)) } as unknown as Host;
  const list = new Apps(host, "ada");
  const first = list.load();
  list.search = "book";
  const second = list.load();
  answers[1]?.({ items: [app({ name: "Bookshop" })], next_cursor: null, total: 1 });
  await second;
  answers[0]?.({ items: [app({ name: "Anything" })], next_cursor: null, total: 900 });
  await first;
  expect(list.rows.map((row) => row.name)).toEqual(["Bookshop"]);
  expect(list.total).toBe(1);
  expect(list.found).toBe("book");
  expect(list.loading).toBe(false);
});

it("pages follow each other without gaps or doubles", async () => {
  const host = fakeHost(fakeState({ apps: samples(250), delay: 0 }));
  const list = new Apps(host, "ada");
  await list.load();
  while (list.more) await list.loadMore();
  expect(new Set(list.rows.map((row) => row.client_id)).size).toBe(251);
  expect(list.rows).toHaveLength(251);
});

it("rows stay where a search fails, and the reason is told", async () => {
  const state = fakeState({ apps: samples(3), delay: 0 });
  const list = new Apps(fakeHost(state), "ada");
  await list.load();
  state.fails.apps = { code: "network", message: "Not reached." };
  list.search = "x";
  await list.load();
  expect(list.rows).toHaveLength(4);
  expect(list.problem?.message).toBe("Not reached.");
});

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

it("another dialect drops the scopes that it does not have, another kind what it may not be", () => {
  const form = new AppForm(fakeHost(fakeState({ delay: 0 })), app({ trusted: true }));
  form.setDialect("standard");
  expect(form.draft.scopes).toEqual([]);
  form.setKind("native");
  expect(form.draft.trusted).toBe(false);
  expect(form.pkce).toBe(true);
});
