import { expect, it, vi } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { Accounts } from "./accounts.svelte";
import type { Desk } from "./desk.svelte";
import { accountOf, entriesOf } from "./entries";
import type { Place } from "./places";
import { Providers } from "./providers.svelte";
import { Unfinished } from "./unfinished.svelte";

async function deskAt(place: Place): Promise<Desk & { gone: Place[] }> {
  const host = fakeHost(fakeState({ delay: 0, accounts: [samples.michael(), samples.ada()], providers: [samples.harbour, samples.inbenta] }));
  const [accounts, providers, gone] = [new Accounts(host), new Providers(host), [] as Place[]];
  await Promise.all([accounts.load(), providers.load()]);
  const go = (to: Place) => gone.push(to);
  return { host, accounts, providers, gone, unfinished: new Unfinished(), route: { place, go, follow: go }, habits: { say: () => undefined } } as unknown as Desk & { gone: Place[] };
}

it("what is done with the account that is shown is offered, with others only when it is looked for", async () => {
  const entries = entriesOf(await deskAt({ screen: "account", id: "ada" }), () => true);
  const hidden = (id: string) => entries.find((entry) => entry.id === id)?.hidden;
  expect(hidden("sign-out ada")).toBe(false);
  expect(hidden("sign-out michael")).toBe(true);
});

it("only what can be done is offered", async () => {
  const ids = entriesOf(await deskAt({ screen: "settings" }), () => true).map((entry) => entry.id);
  expect(ids).toContain("renew ada");
  // That service gives no renewal, and the other one has no product APIs.
  expect(ids).not.toContain("renew michael");
  expect(ids).toContain("product-apis michael");
  expect(ids).not.toContain("product-apis ada");
  // Administration is of those who may.
  expect(ids).toContain("audit ada");
  expect(ids).not.toContain("audit michael");
  expect(new Set(ids).size).toBe(ids.length);
});

it("a screen that this window does not have is not offered", async () => {
  const ids = entriesOf(await deskAt({ screen: "settings" }), (screen) => screen !== "audit").map((entry) => entry.id);
  expect(ids).not.toContain("audit ada");
  expect(ids).toContain("apps ada");
});

it("an entry goes where it says", async () => {
  const desk = await deskAt({ screen: "settings" });
  await entriesOf(desk, () => true).find((entry) => entry.id === "sign-out ada")?.run();
  expect(desk.gone).toEqual([{ screen: "account", id: "ada" }]);
  await vi.waitFor(() => expect(desk.accounts.detail("ada").receipt?.revoked).toContain("refresh_token"));
});

it("a sign-out waits for the answer to what is unfinished", async () => {
  const desk = await deskAt({ screen: "app", account: "ada", clientId: "one" });
  desk.unfinished.hold("secret", () => true);
  await entriesOf(desk, () => true).find((entry) => entry.id === "sign-out ada")?.run();
  expect([desk.gone, desk.accounts.detail("ada").receipt]).toEqual([[], undefined]);
  desk.unfinished.goOn();
  expect(desk.gone).toHaveLength(1);
});

it("a place is about the account that its address names", () => {
  expect(accountOf({ screen: "product-apis", id: "michael" })).toBe("michael");
  expect(accountOf({ screen: "audit", account: "ada" })).toBe("ada");
  expect(accountOf({ screen: "attempt", id: "a1" })).toBeUndefined();
});
