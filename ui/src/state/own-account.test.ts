import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { ada } from "../host/fake/samples";
import { OwnAccess } from "./own-account.svelte";

async function access(change: Parameters<typeof fakeState>[0] = {}) {
  const state = fakeState({ accounts: [ada()], delay: 0, ...change });
  const host = fakeHost(state);
  const access = new OwnAccess(host, "ada");
  await access.load();
  return { access, host, state };
}

const till = "11aa22bb35dfbca8";

it("an app whose access ended is gone from the list, and named", async () => {
  const { access: own } = await access();
  const app = own.apps?.find((one) => one.client_id === till);
  if (!app) throw new Error("The sample is gone.");
  await own.disconnect(app);
  expect(own.apps?.some((one) => one.client_id === till)).toBe(false);
  expect(own.ended).toEqual({ what: "app", name: "Bookshop till" });
});

it("what had ended already is no failure", async () => {
  const { access: own, host } = await access();
  const [, phone] = own.sessions ?? [];
  if (!phone) throw new Error("The sample is gone.");
  await host.ask("end_own_session", { id: "ada", session: phone.id });
  await own.signOut(phone, "Safari");
  expect([own.ending.problem, own.ended]).toEqual([undefined, { what: "browser", name: "Safari" }]);
});

it("what could not be ended stays, and the reason is told", async () => {
  const { access: own, state } = await access();
  state.fails = { disconnect_app: { code: "network", message: "Not reached." } };
  const app = own.apps?.find((one) => one.client_id === till);
  if (!app) throw new Error("The sample is gone.");
  await expect(own.disconnect(app)).rejects.toMatchObject({ code: "network" });
  expect(own.apps).toContain(app);
  expect(own.ended).toBeUndefined();
});

it.each(["an app", "a browser"])("%s was ended though the lists cannot be read again: that is told as what it is", async (what) => {
  const { access: own, state } = await access();
  const [app, session] = [own.apps?.find((one) => one.client_id === till), own.sessions?.[1]];
  if (!app || !session) throw new Error("The sample is gone.");
  state.fails = { connected_apps: { code: "network", message: "Not reached." } };
  await (what === "an app" ? own.disconnect(app) : own.signOut(session, "Safari"));
  await expect.poll(() => own.again.problem?.code).toBe("network");
  expect([own.opening.problem, own.ending.problem, own.ended]).toEqual([undefined, undefined, what === "an app" ? { what: "app", name: "Bookshop till" } : { what: "browser", name: "Safari" }]);
  expect([own.apps?.includes(app), own.sessions?.includes(session)]).toEqual(what === "an app" ? [false, true] : [true, false]);
  state.fails = {};
  await own.again.run();
  expect(own.again.problem).toBeUndefined();
});
