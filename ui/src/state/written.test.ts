import { describe, expect, it } from "vitest";

import { onTop, Written } from "./written.svelte";

describe("my changes on top of theirs", () => {
  const before = { name: "Ada", place: { city: "Delft", country: "NL" }, tags: ["a"] };

  it("come together part by part; where both changed one, mine holds", () => {
    const mine = { ...before, place: { city: "Rotterdam", country: "NL" } };
    const theirs = { ...before, name: "Ada Ruiz", place: { city: "Gouda", country: "BE" } };
    expect(onTop(before, mine, theirs)).toEqual({ name: "Ada Ruiz", place: { city: "Rotterdam", country: "BE" }, tags: ["a"] });
  });

  it("keep what came and went on either side", () => {
    const tree = (of: Record<string, string | undefined>) => of;
    expect(onTop(tree({ bio: "x", web: "y" }), tree({ web: "y" }), tree({ bio: "x", phone: "1" }))).toEqual({ phone: "1" });
    expect(onTop<string[]>(["a"], ["a", "b"], ["c"])).toEqual(["a", "b"]);
  });
});

describe("what is written", () => {
  const tidy = (of: { name: string; on: boolean }) => ({ ...of, name: of.name.trim() });

  it("stays while what it was written over is read anew, and is unchanged where nothing was written", () => {
    const form = new Written({ name: "Tides", on: true }, tidy);
    form.follow({ name: "Tide tables", on: true });
    expect([form.clean, form.changed]).toEqual([{ name: "Tide tables", on: true }, false]);
    form.draft.on = false;
    form.follow({ name: "Tide times", on: true });
    expect([form.clean, form.changed]).toEqual([{ name: "Tide times", on: false }, true]);
  });

  it("keeps what was typed while it was being saved", () => {
    const form = new Written({ name: "Tides", on: true }, tidy);
    form.draft.name = "Tide ";
    const sent = form.clean;
    form.draft.name = "Tide t";
    form.follow({ name: "Tide", on: true }, sent);
    expect([form.draft.name, form.changed]).toEqual(["Tide t", true]);
  });

  it("keeps the space that is being typed", () => {
    const form = new Written({ name: "Tides", on: true }, tidy);
    form.draft.name = "Tide tables ";
    form.follow({ name: "Tides", on: true });
    expect(form.draft.name).toBe("Tide tables ");
  });
});
