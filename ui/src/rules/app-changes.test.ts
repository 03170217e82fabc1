import { expect, it } from "vitest";

import { changed, onto, valueOf } from "./app-changes";
import { newApp } from "./drafts";

const base = () => ({ ...newApp(), name: "Tide tables", redirect_uris: ["https://tides.example/cb"] });

it("names what differs, and takes an empty text for nothing", () => {
  expect(changed(base(), base())).toEqual([]);
  expect(changed(base(), { ...base(), about: { description: "" } })).toEqual([]);
  expect(changed(base(), { ...base(), name: "Tides", about: { homepage_url: "https://tides.example" } })).toEqual(["name", "about.homepage_url"]);
});

it("puts my changes on top of theirs, field by field", () => {
  const mine = { ...base(), name: "Mine", about: { description: "All tides of the coast." } };
  const theirs = { ...base(), name: "Theirs", about: { homepage_url: "https://tides.example" }, trusted: true };
  const both = onto(base(), mine, theirs);
  expect(both).toMatchObject({ name: "Mine", trusted: true, about: { description: "All tides of the coast.", homepage_url: "https://tides.example" } });
  expect(valueOf(both, "about.homepage_url")).toBe("https://tides.example");
});

it("takes away what I took away", () => {
  const mine = { ...base(), scopes: [] };
  expect(onto({ ...base(), scopes: ["openid"] }, mine, { ...base(), scopes: ["openid"], name: "Theirs" })).toMatchObject({ scopes: [], name: "Theirs" });
});

it("a list that the service leaves out is as one that is empty", () => {
  const { origins: _, ...without } = base();
  expect(changed(without, base())).toEqual([]);
});
