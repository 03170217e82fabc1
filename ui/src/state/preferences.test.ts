import { afterEach, expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { speak } from "../messages";
import { nextSize, Preferences } from "./preferences.svelte";

afterEach(() => speak("en"));

it("what is chosen is kept and read again", async () => {
  const host = fakeHost(fakeState({ delay: 0 }));
  const first = new Preferences(host);
  await first.load();
  await first.change({ appearance: "light", zoom: 125 });
  const second = new Preferences(host);
  await second.load();
  expect(second.chosen).toMatchObject({ appearance: "light", zoom: 125 });
});

it("what could not be kept is taken back", async () => {
  const preferences = new Preferences(fakeHost(fakeState({ delay: 0, fails: { set_preferences: { code: "vault", message: "The disk is full." } } })));
  await preferences.load();
  const { appearance } = preferences.chosen;
  await expect(preferences.change({ appearance: "dark", language: "es" })).rejects.toMatchObject({ code: "vault" });
  expect(preferences.chosen.appearance).toBe(appearance);
  expect(preferences.spoken).toBe("en");
});

it("of two changes the later one stays", async () => {
  const preferences = new Preferences(fakeHost(fakeState({ delay: 0 })));
  await Promise.all([preferences.change({ zoom: 110 }), preferences.change({ zoom: 125 })]);
  expect(preferences.chosen.zoom).toBe(125);
});

it("a language is spoken once it was chosen", async () => {
  const preferences = new Preferences(fakeHost(fakeState({ delay: 0 })));
  await preferences.change({ language: "es" });
  expect(preferences.spoken).toBe("es");
});

it("sizes go step by step, and stop at the ends", () => {
  expect(nextSize(100, 1)).toBe(110);
  expect(nextSize(100, -1)).toBe(90);
  expect(nextSize(200, 1)).toBe(200);
  expect(nextSize(50, -1)).toBe(50);
  expect(nextSize(133, 1)).toBe(150);
});
