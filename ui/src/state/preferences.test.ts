import { afterEach, expect, it } from "vitest";

import { speak } from "../messages";
import { nextSize, Preferences, type PreferencesStore, type PreferencesView } from "./preferences.svelte";

const usual: PreferencesView = { theme: "dark", language: "en", keep_in_tray: true, autostart: false, notify: true, zoom: 1 };

afterEach(() => speak("en"));

function store(refuses = false): PreferencesStore & { kept: PreferencesView } {
  return {
    kept: usual,
    async read() {
      return this.kept;
    },
    async write(preferences) {
      if (refuses) throw { code: "vault", message: "The disk is full." };
      this.kept = preferences;
      return preferences;
    },
  };
}

it("what is chosen is kept and read again", async () => {
  const kept = store();
  const first = new Preferences(kept);
  await first.load();
  expect(first.view).toEqual(usual);
  await first.change({ theme: "light", zoom: 1.25 });
  const second = new Preferences(kept);
  await second.load();
  expect(second.view).toEqual({ ...usual, theme: "light", zoom: 1.25 });
});

it("what could not be kept is taken back", async () => {
  const preferences = new Preferences(store(true));
  await preferences.load();
  await expect(preferences.change({ theme: "light" })).rejects.toMatchObject({ code: "vault" });
  expect(preferences.view.theme).toBe("dark");
});

it("without a place to keep them they hold for this window, and say so", async () => {
  const preferences = new Preferences();
  await preferences.load();
  await preferences.change({ language: "es" });
  expect(preferences.isKept).toBe(false);
  expect(preferences.spoken).toBe("es");
});

it("sizes go step by step, and stop at the ends", () => {
  expect(nextSize(1, 1)).toBe(1.1);
  expect(nextSize(1, -1)).toBe(0.9);
  expect(nextSize(2, 1)).toBe(2);
  expect(nextSize(0.8, -1)).toBe(0.8);
  expect(nextSize(1.33, 1)).toBe(1.5);
});
