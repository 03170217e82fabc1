import { beforeEach, expect, it, vi } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { ADA } from "../host/fake/administered";
import * as samples from "../host/fake/samples";
import { appDesk } from "./app-lists";
import { Desk } from "./desk.svelte";
import { entryOf } from "./entries";
import { namesOf } from "./names.svelte";
import { letGo, ofAccount } from "./of-account";

beforeEach(() => {
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("history", { state: null, replaceState: () => undefined, pushState: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  return () => vi.unstubAllGlobals();
});

async function opened() {
  const host = fakeHost(fakeState({ delay: 0, accounts: [samples.michael(), samples.ada()], providers: [samples.harbour], apps: samples.apps(40) }));
  const desk = new Desk(host);
  await desk.open();
  return { host, desk };
}

/** What an administrator leaves in memory by looking round. */
async function lookRound({ host, desk }: Awaited<ReturnType<typeof opened>>) {
  desk.route.go({ screen: "apps", account: "ada" });
  const apps = appDesk(host, "ada");
  await apps.list.load();
  namesOf(host, "ada").want("person", ADA);
  await vi.waitFor(() => expect(namesOf(host, "ada").of("person", ADA)).toBeDefined());
  ofAccount(host, "ada", "new person", () => ({ name: "Lina" }));
  const app = samples.apps(1)[0];
  if (app) await desk.habits.run({ ...entryOf(desk, "ada", app), run: () => undefined });
  expect([apps.list.rows.length > 0, desk.habits.recent.length]).toEqual([true, 1]);
}

function expectNothing({ host, desk }: Awaited<ReturnType<typeof opened>>) {
  expect(appDesk(host, "ada").list.rows).toEqual([]);
  expect(namesOf(host, "ada").of("person", ADA)).toBeUndefined();
  expect(ofAccount(host, "ada", "new person", () => ({ name: "" })).name).toBe("");
  expect(desk.habits.recent).toEqual([]);
}

it("names, rows and drafts of an administrator who signs out go, and the screen that shows them is made anew", async () => {
  const window = await opened();
  await lookRound(window);
  const before = window.desk.route.turn;
  await window.host.ask("sign_out", { id: "ada" });
  expectNothing(window);
  expect(window.desk.route.turn).toBe(before + 1);
});

it("those of an account that is removed go as well, and those of others stay", async () => {
  const window = await opened();
  await lookRound(window);
  ofAccount(window.host, "michael", "new person", () => ({ name: "Noa" }));
  await window.host.ask("forget_account", { id: "ada", untold: false });
  expectNothing(window);
  expect(ofAccount(window.host, "michael", "new person", () => ({ name: "" })).name).toBe("Noa");
});

it("a secret that is shown once stays on the screen until somebody leaves it", async () => {
  const window = await opened();
  await lookRound(window);
  window.desk.unfinished.hold("secret", () => true);
  const before = window.desk.route.turn;
  await window.host.ask("sign_out", { id: "ada" });
  expect(window.desk.route.turn).toBe(before);
});

it("a draft is there until it is let go of", async () => {
  const { host } = await opened();
  const begun = ofAccount(host, "ada", "new app", () => ({ name: "Harbour" }));
  expect(ofAccount(host, "ada", "new app", () => ({ name: "" }))).toBe(begun);
  letGo(host, "ada", "new app");
  expect(ofAccount(host, "ada", "new app", () => ({ name: "" })).name).toBe("");
});
