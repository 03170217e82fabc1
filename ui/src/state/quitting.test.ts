import { beforeEach, expect, it, vi } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Given, Name } from "../host/host";
import { Desk } from "./desk.svelte";

beforeEach(() => {
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("history", { state: null, replaceState: () => undefined, pushState: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  return () => vi.unstubAllGlobals();
});

/** A window, and what it said of its end. */
async function opened() {
  const host = fakeHost(fakeState({ delay: 0, accounts: [samples.ada()], providers: [samples.harbour] }));
  const said: string[] = [];
  const ask = <N extends Exclude<Name, "subscribe">>(name: N, given: Given<N>) => {
    if (name === "quit" || name === "stay_open") said.push(name);
    return host.ask(name, given);
  };
  const desk = new Desk({ ...host, ask });
  await desk.open();
  return { desk, said, wanted: () => host.emit({ event: "quit_wanted" }) };
}

it("a wish to end the app is asked about where something is unfinished, and granted once they said so", async () => {
  const { desk, said, wanted } = await opened();
  desk.unfinished.hold("form", () => true);
  wanted();
  expect([desk.unfinished.asked?.quits, said]).toEqual([true, []]);
  desk.unfinished.goOn();
  expect(said).toEqual(["quit"]);
});

it("whoever stays is asked again the next time", async () => {
  const { desk, said, wanted } = await opened();
  desk.unfinished.hold("form", () => true);
  wanted();
  desk.unfinished.stay();
  expect(said).toEqual(["stay_open"]);
  wanted();
  expect(desk.unfinished.asked?.quits).toBe(true);
});

it("what ended before the question came is not asked about", async () => {
  const { desk, said, wanted } = await opened();
  wanted();
  expect([desk.unfinished.asked, said]).toEqual([undefined, ["quit"]]);
});

it("the key for it takes the same way", async () => {
  const { desk, said } = await opened();
  desk.unfinished.hold("secret", () => true);
  desk.habits.do({ does: "quit" });
  expect([desk.unfinished.asked?.matter, said]).toEqual(["secret", []]);
});

it("the tray leads nowhere while something is being done, until they say so", async () => {
  const { desk } = await opened();
  const before = desk.route.place;
  desk.unfinished.hold("deed", () => true);
  (desk.host as ReturnType<typeof fakeHost>).emit({ event: "go_to", detail: { place: "sign_in" } });
  expect([desk.route.place, desk.unfinished.asked?.matter]).toEqual([before, "deed"]);
  desk.unfinished.goOn();
  expect(desk.route.place).toEqual({ screen: "welcome" });
});
