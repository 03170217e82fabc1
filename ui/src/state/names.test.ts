import { expect, it, vi } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { ADA } from "../host/fake/administered";
import { Names } from "./names.svelte";

it("each name is asked for once, a few at a time, and what is gone is known to be", async () => {
  const host = fakeHost(fakeState({ delay: 0 }));
  const asked = vi.spyOn(host, "ask");
  const names = new Names(host, "ada");
  for (let time = 0; time < 3; time++) names.want("person", ADA);
  for (let place = 0; place < 6; place++) names.want("person", `gone-${place}`);
  expect(asked).toHaveBeenCalledTimes(4);
  await vi.waitFor(() => expect(names.of("person", "gone-5")).toBeNull());
  expect(names.of("person", ADA)).toBe("Ada Ruiz Fernández");
  expect(asked).toHaveBeenCalledTimes(7);
});

it("a name that could not be read is asked for again", async () => {
  const state = fakeState({ delay: 0, fails: { organisation: { code: "network", message: "Not reached." } } });
  const names = new Names(fakeHost(state), "ada");
  names.want("organisation", "bookshop");
  await new Promise((done) => setTimeout(done, 5));
  expect(names.of("organisation", "bookshop")).toBeUndefined();
  state.fails = {};
  names.want("organisation", "bookshop");
  await vi.waitFor(() => expect(names.of("organisation", "bookshop")).toBe("Llibreria del Port"));
});
