import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { pathOf } from "./places";
import { Route } from "./route.svelte";
import { Unfinished } from "./unfinished.svelte";

/** As much of a window's history as a route needs; steps are taken later, as in a window. */
function playHistory(first: string) {
  const steps: { hash: string; state: unknown }[] = [{ hash: first, state: null }];
  let at = 0;
  let moved: () => void = () => undefined;
  let underWay = 0;
  const go = (by: number) => {
    underWay++;
    setTimeout(() => {
      if (steps[at + by] && by !== 0) {
        at += by;
        moved();
      }
      underWay--;
    });
  };
  const put = (state: unknown, hash: string | undefined, place: number) => {
    steps.splice(place, steps.length, { hash: hash ?? steps[at]?.hash ?? "", state });
    at = place;
  };
  vi.stubGlobal("location", { get hash() { return steps[at]?.hash ?? ""; } });
  vi.stubGlobal("history", {
    get state() { return steps[at]?.state; },
    go,
    pushState: (state: unknown, _: string, hash?: string) => put(state, hash, at + 1),
    replaceState: (state: unknown, _: string, hash?: string) => (steps[at] = { hash: hash ?? steps[at]?.hash ?? "", state }),
  });
  vi.stubGlobal("addEventListener", (_: string, heard: () => void) => (moved = heard));
  const link = (hash: string) => {
    put(null, hash, at + 1);
    moved();
  };
  const settled = () => vi.waitFor(() => expect(underWay).toBe(0));
  return { link, go, settled, hash: () => steps[at]?.hash };
}

/** Until every step was taken, and those that it led to. */
const settled = () => window.settled();
const settings = pathOf({ screen: "settings" });
const account = pathOf({ screen: "account", id: "ada" });

let changed = false;
let unfinished: Unfinished;
let route: Route;
let window: ReturnType<typeof playHistory>;
beforeEach(() => {
  [changed, unfinished, window] = [false, new Unfinished(), playHistory(account)];
  unfinished.hold("form", () => changed);
  route = new Route((go) => unfinished.leave(go));
});
afterEach(() => vi.unstubAllGlobals());

it("a link goes where it says, and back again", async () => {
  window.link(settings);
  expect(route.place).toEqual({ screen: "settings" });
  window.go(-1);
  await settled();
  expect(route.place).toEqual({ screen: "account", id: "ada" });
});

it("a link is held by what is unfinished: the address goes back, and on once they say so", async () => {
  changed = true;
  window.link(settings);
  await settled();
  expect([route.place.screen, window.hash()]).toEqual(["account", account]);
  unfinished.stay();
  window.link(settings);
  await settled();
  unfinished.goOn();
  expect([route.place.screen, window.hash()]).toEqual(["settings", settings]);
});

it("a step back is held, and taken as a step back", async () => {
  route.go({ screen: "settings" });
  changed = true;
  window.go(-1);
  await settled();
  expect([route.place.screen, window.hash(), unfinished.asked?.matter]).toEqual(["settings", settings, "form"]);
  unfinished.goOn();
  await settled();
  expect([route.place.screen, window.hash()]).toEqual(["account", account]);
  // What was left lies ahead still.
  changed = false;
  window.go(1);
  await settled();
  expect(route.place.screen).toBe("settings");
});

it("the same place from its beginning asks as well; what was just done does not", () => {
  changed = true;
  const read = vi.fn();
  route.again(read);
  route.go({ screen: "settings" });
  expect([route.turn, route.place.screen, read.mock.calls.length]).toEqual([0, "account", 0]);
  route.follow({ screen: "settings" });
  expect(route.place.screen).toBe("settings");
});

it("an address that names no place says so", () => {
  window.link("#/administration/ada/nothing");
  expect(route.place).toEqual({ screen: "nowhere" });
});
