import { expect, it } from "vitest";

import { type Entry, find, match, parts } from "./palette";

const entry = (id: string, group: Entry["group"], title: string, more: Partial<Entry> = {}): Entry => ({ id, group, title, icon: "screen", run: () => undefined, ...more });
const entries = [
  entry("ada", "accounts", "Ada Ruiz Fernández", { note: "Harbour accounts" }),
  entry("lina", "accounts", "لينا حداد", { note: "Bookshop" }),
  entry("audit", "go", "Audit", { note: "Harbour accounts" }),
  entry("settings", "go", "Settings", { also: "appearance language keychain" }),
  entry("out", "do", "Sign out Ada Ruiz Fernández", { hidden: true }),
];
const ids = (search: string, recent: string[] = []) => find(search, entries, recent).flatMap((group) => group.entries.map((one) => one.id));

it("accents and case do not matter, and what was found is marked", () => {
  expect(ids("fernandez")).toContain("ada");
  const found = find("RUIZ", entries, [])[0]?.entries[0];
  expect(parts(found?.title ?? "", found?.at ?? []).filter((part) => part.found)).toEqual([{ text: "Ruiz", found: true }]);
});

it("a name from right to left is found as any other", () => {
  expect(ids("حداد")).toEqual(["lina"]);
});

it("beginnings of a few words find it, and letters by chance do not", () => {
  expect(ids("arf")).toContain("ada");
  expect(match("nap", "New app")?.at).toEqual([0, 4, 5]);
  expect(match("ada", "Áñez Quispe de la Vega")).toBeUndefined();
  expect(match("zz", "Settings")).toBeUndefined();
  expect(match("t", "Settings")?.score).toBeGreaterThan(0);
  expect(match("xs", "axes")).toBeUndefined();
});

it("whole words come before beginnings, and those before the middle", () => {
  const score = (text: string) => match("book", text)?.score ?? 0;
  expect(score("Book fair")).toBeGreaterThan(score("Bookshop"));
  expect(score("Bookshop")).toBeGreaterThan(score("Yearbook"));
});

it("every word has to be found, also beside the title", () => {
  expect(ids("audit harbour")).toEqual(["audit"]);
  expect(ids("audit bookshop")).toEqual([]);
  expect(ids("keychain")).toEqual(["settings"]);
});

it("a service alone finds its accounts, and not all that can be done there", () => {
  expect(ids("harbour")).toEqual(["ada"]);
});

it("what was used last comes first, without a search and among equals", () => {
  expect(ids("", ["settings"])[0]).toBe("settings");
  expect(ids("")).not.toContain("out");
  const two = [entry("a", "go", "People"), entry("b", "go", "People")];
  expect(find("people", two, ["b"])[0]?.entries.map((one) => one.id)).toEqual(["b", "a"]);
});

it("what was looked for and is hidden else, is found", () => {
  expect(ids("sign out")).toContain("out");
});

it("what its service found stays, also where nothing that is shown says why", () => {
  const app = entry("kiosk", "apps", "Night watch", { served: true });
  expect(find("harbour.example", [app], [])[0]?.entries.map((one) => one.id)).toEqual(["kiosk"]);
});
