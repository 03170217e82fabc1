import { expect, it } from "vitest";

import type { BrowserChoice } from "../generated/BrowserChoice";
import type { SignInPreflight } from "../generated/SignInPreflight";
import { browserName, choiceOf, DEFAULT, distinct, goneOf, LINK, pickedOf } from "./browser-choice";

const preflight: SignInPreflight = {
  deep_link: { handler: "this_app" },
  keychain: "ready",
  browser: { entry: "firefox.desktop", name: "Firefox" },
  other_browsers: [{ entry: "chromium.desktop", name: "Chromium" }],
};
const installed = (entry: string): BrowserChoice => ({ opens: "installed", entry });

it("what is picked is what was chosen, and the other way round", () => {
  for (const choice of [{ opens: "default" }, { opens: "link" }, installed("chromium.desktop")] satisfies BrowserChoice[]) {
    expect(choiceOf(pickedOf(choice, preflight))).toEqual(choice);
  }
  expect(pickedOf(undefined, undefined)).toBe(DEFAULT);
  expect(pickedOf({ opens: "link" }, undefined)).toBe(LINK);
});

it("a browser that is gone is told, and the default one is offered", () => {
  const gone = installed("opera.desktop");
  expect([pickedOf(gone, preflight), goneOf(gone, preflight)]).toEqual([DEFAULT, "opera.desktop"]);
  expect([pickedOf(gone, undefined), goneOf(gone, undefined)]).toEqual(["opera.desktop", undefined]);
});

it("a browser that has become the default is not gone", () => {
  const chosen = installed("firefox.desktop");
  expect([pickedOf(chosen, preflight), goneOf(chosen, preflight), browserName(chosen, preflight)]).toEqual([DEFAULT, undefined, "Firefox"]);
});

it("two browsers of one name are told apart", () => {
  const names = (taken?: string) => distinct([{ entry: "a.desktop", name: "Fox" }, { entry: "b.desktop", name: "Owl" }], taken).map((one) => one.name);
  expect(names()).toEqual(["Fox", "Owl"]);
  expect(names("Fox")).toEqual(["Fox (a)", "Owl"]);
});
