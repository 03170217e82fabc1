import { expect, it, vi } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { AppSearch } from "./app-search.svelte";

const wait = (time: number) => new Promise((done) => setTimeout(done, time));

it("a service is asked for a few, and tells how many more there are", async () => {
  const search = new AppSearch(fakeHost(fakeState({ delay: 0, apps: samples.apps(200) })), "ada");
  search.type("book", 0);
  expect(search.busy).toBe(true);
  await vi.waitFor(() => expect(search.found).toHaveLength(6));
  expect(search.more).toBeGreaterThan(0);
  search.type("", 0);
  expect(search.found).toHaveLength(0);
  expect(search.busy).toBe(false);
});

it("only the answer to what was typed last counts", async () => {
  const host = fakeHost(fakeState({ delay: 0 }));
  const asked: string[] = [];
  let first = () => undefined as void;
  const held = new Promise<void>((done) => (first = done));
  const search = new AppSearch(
    {
      ...host,
      ask: (async (_: string, { query }: { query: { search: string } }) => {
        asked.push(query.search);
        if (query.search === "a") await held;
        return { items: [samples.app({ client_id: query.search })], next_cursor: null, total: 1 };
      }) as never,
    },
    "ada",
  );
  search.type("a", 0);
  await vi.waitFor(() => expect(asked).toEqual(["a"]));
  search.type("ab", 0);
  await vi.waitFor(() => expect(search.found.map((app) => app.client_id)).toEqual(["ab"]));
  // The first answer comes last, and is passed over.
  first();
  await wait(0);
  expect(search.found.map((app) => app.client_id)).toEqual(["ab"]);
});

it("a service that refuses is told, and the rest of the palette goes on", async () => {
  const search = new AppSearch(fakeHost(fakeState({ delay: 0, fails: { apps: { code: "network", message: "It cannot be reached." } } })), "ada");
  search.type("book", 0);
  await vi.waitFor(() => expect(search.problem?.code).toBe("network"));
  expect(search.found).toHaveLength(0);
});
