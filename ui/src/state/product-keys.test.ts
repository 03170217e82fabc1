import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { ProductKeys } from "./product-keys.svelte";

it("a secret that is held no more is taken anew, and the second try works at once", async () => {
  const state = fakeState({ delay: 0, fails: { keep_product_api_key: { code: "not_found", message: "The client secret is not held any more.", field: "client_secret" } } });
  const keys = new ProductKeys(fakeHost(state));
  await keys.take();
  expect(await keys.keep("Inbenta", "abc")).toBe(false);
  expect([keys.wrong, keys.secret]).toEqual(["secret", undefined]);
  state.fails = {};
  await keys.take();
  expect([keys.wrong, keys.secret !== undefined]).toEqual([undefined, true]);
  expect(await keys.keep("Inbenta", "abc")).toBe(true);
  expect(keys.turn).toBe(1);
});

it("a secret that does not fit is told at the secret as well, and a key at the key", async () => {
  const state = fakeState({ delay: 0, fails: { keep_product_api_key: { code: "invalid_input", message: "One word.", field: "secret" } } });
  const keys = new ProductKeys(fakeHost(state));
  await keys.take();
  await keys.keep("Inbenta", "abc");
  expect(keys.wrong).toBe("secret");
  state.fails = {};
  await keys.take();
  await keys.keep("Inbenta", "a b");
  expect([keys.wrong, keys.secret !== undefined]).toEqual(["key", true]);
});

it("the same key with another secret counts as new", async () => {
  const keys = new ProductKeys(fakeHost(fakeState({ delay: 0 })));
  for (let time = 0; time < 2; time++) {
    await keys.take();
    await keys.keep("Inbenta", "abc");
  }
  expect(keys.turn).toBe(2);
});
