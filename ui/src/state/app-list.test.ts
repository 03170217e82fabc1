import { expect, it } from "vitest";

import type { AppPage } from "../generated/AppPage";
import type { OAuthApp } from "../generated/OAuthApp";
import type { Host } from "../host/host";
import { manyApps } from "../host/fake/app-samples";
import { fakeHost, fakeState } from "../host/fake/fake";
import { app } from "../host/fake/samples";
import { AppBulk, exportIds } from "./app-bulk.svelte";
import { AppChoice } from "./app-choice.svelte";
import { AppList } from "./app-list.svelte";

const service = (count: number) => {
  const state = fakeState({ apps: manyApps(count), delay: 0 });
  const list = new AppList(fakeHost(state), "ada");
  const choice = new AppChoice();
  return { state, list, choice, bulk: new AppBulk(list, choice) };
};

it("an answer that comes late does not replace a newer one", async () => {
  const answers: ((page: AppPage) => void)[] = [];
  const host = { ask: (name: string) => (name === "apps" ? new Promise<AppPage>((answer) => answers.push(answer)) : new Promise(() => undefined)) } as unknown as Host;
  const list = new AppList(host, "ada");
  const first = list.load();
  list.search = "book";
  const second = list.load();
  answers[1]?.({ items: [app({ name: "Bookshop" })], next_cursor: null, total: 1 });
  await second;
  answers[0]?.({ items: [app({ name: "Anything" })], next_cursor: null, total: 900 });
  await first;
  expect(list.rows.map((row) => row?.name)).toEqual(["Bookshop"]);
  expect(list.total).toBe(1);
  expect(list.found.search).toBe("book");
  expect(list.loading).toBe(false);
});

it("the list is as long as what was found, and is read as far as somebody looks, without gaps or doubles", async () => {
  const { list } = service(1000);
  await list.load();
  expect([list.rows.length, list.read]).toEqual([1001, 100]);
  await list.reach(450);
  expect(list.read).toBe(500);
  expect(list.rows[700]).toBeUndefined();
  await list.reach(5000);
  expect(new Set(list.rows.map((row) => row?.client_id)).size).toBe(1001);
  expect(list.more).toBe(false);
});

it("a search begins anew while a row far away is still being read", async () => {
  const { list } = service(3000);
  await list.load();
  const far = list.reach(2900);
  list.search = "guestbook";
  await Promise.all([far, list.load()]);
  expect(list.rows.every((row) => row === undefined || row.name.includes("Guestbook") || row.redirect_uris.some((uri) => uri.includes("guestbook")))).toBe(true);
  expect(list.reaching).toBeUndefined();
});

it("rows stay where a search fails, and the reason is told", async () => {
  const { list, state } = service(3);
  await list.load();
  state.fails.apps = { code: "network", message: "Not reached." };
  list.search = "x";
  await list.load();
  expect(list.rows).toHaveLength(4);
  expect(list.problem?.message).toBe("Not reached.");
});

it("beside a filter that is on stand the others that could be on instead", async () => {
  const { list } = service(400);
  await list.setFilter("kind", "native");
  await expect.poll(() => list.facets?.kind.length).toBeGreaterThan(1);
  expect(list.facets?.total).toBe(list.total);
  expect(list.facets?.enabled.reduce((sum, one) => sum + one.count, 0)).toBe(list.total);
});

it("all that were found are disabled but those left out and the one that cannot be, and taken back as a whole", async () => {
  const { list, choice, bulk, state } = service(450);
  await list.load();
  const off = () => state.apps.filter((one: OAuthApp) => !one.enabled).map((one) => one.client_id).sort();
  const before = off();
  choice.everything(list.rows);
  const spared = list.rows.find((row) => row && !row.built_in && row.enabled && row.name !== "Night watch");
  choice.toggle(list.rows, list.rows.indexOf(spared));
  expect(choice.count(list.total ?? 0)).toBe(449);
  await bulk.set(false);
  expect(bulk.failed.map((one) => one.name)).toEqual(["Night watch"]);
  expect(state.apps.filter((one) => one.enabled).map((one) => one.name).sort()).toEqual(["Countersign", "Night watch", spared?.name].sort());
  await bulk.undo();
  expect(off()).toEqual(before);
  expect(bulk.undoable).toBeUndefined();
});

it("a refusal that goes for all ends it", async () => {
  const { list, choice, bulk, state } = service(60);
  await list.load();
  choice.everything(list.rows);
  state.fails.change_apps = { code: "forbidden", message: "This session may not." };
  await bulk.set(false);
  expect(bulk.failed).toHaveLength(1);
  expect(bulk.undoable).toBeUndefined();
});

it("a reach of rows is chosen from the one before, and lets out what cannot be changed", async () => {
  const { list, choice } = service(20);
  await list.load();
  choice.toggle(list.rows, 2);
  choice.reach(list.rows, 6);
  expect(list.rows.map((row) => row !== undefined && choice.has(row)).indexOf(true)).toBe(2);
  expect(choice.count(21)).toBe(5);
  choice.everything(list.rows);
  expect(choice.count(21)).toBe(20);
  expect(await exportIds(list, choice)).toBeUndefined();
  choice.toggle(list.rows, 3);
  expect((await exportIds(list, choice))?.size).toBe(19);
});
