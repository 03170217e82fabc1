import { expect, it } from "vitest";

import type { MismatchView } from "../generated/MismatchView";
import type { SignInStarted } from "../generated/SignInStarted";
import { fakeHost, fakeState } from "../host/fake/fake";
import { ada, app, harbour, michael } from "../host/fake/samples";
import { Accounts } from "./accounts.svelte";
import { Providers } from "./providers.svelte";
import { RedirectMismatch } from "./redirect-mismatch.svelte";

const SENT = "app.countersign.desktop:/callback/harbour";
const one = app({ redirect_uris: ["app.countersign.desktop:/callback/Harbour"] });
const tried = { ...harbour, name: "Harbour test", client_id: one.client_id };
const seen = (redirect_uri: string, nearest: string, last_at = 0): MismatchView => ({ redirect_uri, times: 1, first_at: last_at, last_at, nearest });
const started = (authorize_url: string): SignInStarted => ({
  attempt: "a1",
  provider: tried.name,
  authorize_url,
  host: harbour.host,
  return_path: "deep-link",
  open_ways: ["deep-link"],
  others: [],
  device: null,
  started_at: 1000,
  expires_at: 1600,
  warnings: [],
  scopes: [],
});

/** What is found of a sign-in by somebody, where the service has met these. */
async function found(mismatches: MismatchView[], who = ada(), url = `https://a.test/authorize?redirect_uri=${encodeURIComponent(SENT)}`) {
  const host = fakeHost(fakeState({ accounts: [who], providers: [harbour, tried], apps: [one], oneApp: { mismatches }, delay: 0 }));
  const [accounts, providers] = [new Accounts(host), new Providers(host)];
  await Promise.all([accounts.load(), providers.load()]);
  const mismatch = new RedirectMismatch({ host, accounts, providers }, started(url));
  await mismatch.look();
  return mismatch.found?.redirect_uri;
}

it("who administers the app learns of the address that was sent, however the clocks differ", async () => {
  expect(await found([seen("com.other:/callback", "x"), seen(SENT, "app.countersign.desktop:/callback/Harbour")])).toBe(SENT);
});

it("an address of somebody else's, and one that is registered by now, are no reason", async () => {
  expect(await found([seen("com.other:/callback", "x", 1500)])).toBeUndefined();
  expect(await found([seen(SENT, SENT, 1500)])).toBeUndefined();
});

it("where the request was left at the service, what was met since counts", async () => {
  const pushed = "https://a.test/authorize?request_uri=urn%3Ax";
  expect(await found([seen("com.other:/callback", "x", 900)], ada(), pushed)).toBeUndefined();
  expect(await found([seen("com.other:/callback", "x", 1001)], ada(), pushed)).toBe("com.other:/callback");
});

it("who administers nothing there asks nothing", async () => {
  expect(await found([seen(SENT, "x")], michael())).toBeUndefined();
});
