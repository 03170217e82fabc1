import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { Grants } from "./grants.svelte";

const opened = async (grants: number) => {
  const all = new Grants(fakeHost(fakeState({ apps: [samples.app()], oneApp: { grants }, delay: 0 })), "ada", samples.app().client_id);
  await all.load();
  return all;
};

it("are read a page at a time, nobody twice", async () => {
  const all = await opened(120);
  expect([all.rows?.length, all.more]).toEqual([8, true]);
  await all.revoke("g0");
  await all.loadMore();
  await all.loadMore();
  expect([new Set(all.rows?.map((row) => row.id)).size, all.rows?.length, all.more]).toEqual([118, 118, false]);
});

it("end all at once, and it is told how many they were", async () => {
  const all = await opened(5);
  expect([await all.revokeAll(), all.rows]).toEqual([5, []]);
});

it("have ended although what is left cannot be read", async () => {
  const state = fakeState({ apps: [samples.app()], oneApp: { grants: 5 }, delay: 0 });
  const all = new Grants(fakeHost(state), "ada", samples.app().client_id);
  await all.load();
  state.fails = { app_grants: { code: "network", message: "Not reached." } };
  expect([await all.revokeAll(), all.rows, all.reading.problem?.message]).toEqual([5, [], "Not reached."]);
});
