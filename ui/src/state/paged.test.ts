import { expect, it, vi } from "vitest";

import { Paged, type Page } from "./paged.svelte";

it("an answer that comes late does not replace a newer one", async () => {
  const answers: ((page: Page<string>) => void)[] = [];
  const list = new Paged<string, string>(() => new Promise((answer) => answers.push(answer)), "");
  const first = list.load();
  const second = list.load("b");
  answers[1]?.({ items: ["b"], next_cursor: null, total: 1 });
  await second;
  answers[0]?.({ items: ["a", "b"], next_cursor: "2", total: 9 });
  await first;
  expect([list.rows, list.total, list.found, list.more, list.loading]).toEqual([["b"], 1, "b", false, false]);
});

it("pages follow each other, and a question that fails leaves the rows", async () => {
  const all = Array.from({ length: 250 }, (_, place) => place);
  let broken = false;
  const list = new Paged<number, null>(async (_, cursor, limit) => {
    if (broken) throw { code: "network", message: "Not reached." };
    const start = Number(cursor ?? 0);
    const items = all.slice(start, start + limit);
    return { items, next_cursor: start + limit < all.length ? String(start + limit) : null };
  }, null);
  await list.load();
  while (list.more) await list.loadMore();
  expect(list.rows).toEqual(all);
  broken = true;
  await list.load();
  expect(list.rows).toHaveLength(250);
  expect(list.problem?.message).toBe("Not reached.");
});

it("what is typed is asked once, when the typing pauses, and not at all once something else was asked or nobody looks", async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const list = new Paged<string, string>(async (query) => {
    asked.push(query);
    return { items: [], next_cursor: null };
  }, "");
  list.soon("h");
  list.soon("ha");
  await vi.runAllTimersAsync();
  list.soon("har");
  await list.load("");
  list.soon("x");
  list.leave();
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  expect(asked).toEqual(["ha", ""]);
});
