import { expect, it } from "vitest";

import { type Chord, type Deed, deedOf, keysFor, type Pressed, rowDeedOf, shortcuts, toldOf } from "./shortcuts";

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, ...held });
const ctrl = (key: string, held: Partial<Pressed> = {}) => press(key, { ctrlKey: true, ...held });
const does = (pressed: Pressed, { writing = false, mac = false } = {}): Deed | undefined => deedOf(pressed, writing, mac);

it("a key does what the table says", () => {
  expect(does(ctrl("k"))).toEqual({ does: "palette" });
  expect(does(ctrl("1"))).toEqual({ does: "account", at: 0 });
  expect(does(ctrl("9"))).toEqual({ does: "account", at: 8 });
  expect(does(ctrl(","))).toEqual({ does: "settings" });
  expect(does(ctrl("q"))).toEqual({ does: "quit" });
  expect(does(press("?"))).toEqual({ does: "shortcuts" });
  expect(does(press("ArrowLeft", { altKey: true }))).toEqual({ does: "back" });
  expect(does(press("k"))).toBeUndefined();
  expect(does(ctrl("k", { altKey: true }))).toBeUndefined();
});

it("what belongs to a text that is being written is left to it", () => {
  expect(does(press("?"), { writing: true })).toBeUndefined();
  expect(does(ctrl("k"), { writing: true })).toEqual({ does: "palette" });
  expect(does(ctrl("k", { isComposing: true }), { writing: true })).toBeUndefined();
  expect(does(press("ArrowLeft", { altKey: true }), { writing: true, mac: true })).toBeUndefined();
});

it("macOS has its own key for it, and Ctrl stays the text's", () => {
  expect(does(press("k", { metaKey: true }), { mac: true })).toEqual({ does: "palette" });
  expect(does(ctrl("k"), { mac: true })).toBeUndefined();
  expect(does(press("k", { metaKey: true }))).toBeUndefined();
  expect(does(press("[", { metaKey: true }), { mac: true })).toEqual({ does: "back" });
  expect(does(press("ArrowLeft", { altKey: true }), { mac: true })).toBeUndefined();
  expect(keysFor("palette", true)).toEqual(["⌘", "K"]);
  expect(keysFor("back", true)).toEqual(["⌘", "["]);
  expect(keysFor("back", false)).toEqual(["Alt", "←"]);
});

it("to undo is left to a text that is being written, and with Shift to whoever knows what it is", () => {
  expect(does(ctrl("z"))).toEqual({ does: "undo" });
  expect(does(ctrl("z"), { writing: true })).toBeUndefined();
  expect(does(ctrl("Z", { shiftKey: true }))).toBeUndefined();
  expect(does(press("/"))).toEqual({ does: "search" });
});

it("the rows take the keys that the sheet tells", () => {
  const row = (key: string, held: Partial<Pressed> = {}) => rowDeedOf(press(key, held));
  expect(row("ArrowDown")).toEqual({ does: "move", at: 1 });
  expect(row("Home")).toEqual({ does: "end", at: 0 });
  expect(row(" ")).toEqual({ does: "choose", at: 0 });
  expect(row("a", { ctrlKey: true })).toEqual({ does: "all", at: 0 });
  expect(row("a")).toBeUndefined();
  expect(row("ArrowDown", { altKey: true })).toBeUndefined();
});

it("a keyboard of another layout has the same shortcuts", () => {
  expect(does(ctrl("л", { code: "KeyK" }))).toEqual({ does: "palette" });
  expect(does(ctrl("&", { code: "Digit1" }))).toEqual({ does: "account", at: 0 });
  // What the key writes goes before its place: there the hyphen stands on the 6.
  expect(does(ctrl("-", { code: "Digit6" }))).toEqual({ does: "smaller" });
  // A German keyboard writes a “y” where others have the “z”.
  expect(does(ctrl("y", { code: "KeyZ" }))).toBeUndefined();
  // Dvorak writes a “t” where others have the “k”.
  expect(does(ctrl("t", { code: "KeyT" }))).toBeUndefined();
});

it("a larger size takes the key with and without Shift", () => {
  expect(does(ctrl("+"))).toEqual({ does: "larger" });
  expect(does(ctrl("="))).toEqual({ does: "larger" });
  expect(does(ctrl("_"))).toEqual({ does: "smaller" });
});

it("no chord stands for two things, and each is told on every system", () => {
  for (const mac of [false, true]) {
    const all = shortcuts.flatMap(({ keys }) => keys.filter((chord) => !chord.on || (chord.on === "mac") === mac));
    const names = all.map((chord: Chord) => `${chord.mod ?? false} ${chord.alt ?? false} ${chord.key}`);
    expect(new Set(names).size).toBe(names.length);
    for (const shortcut of shortcuts) expect(toldOf(shortcut, mac).length).toBeGreaterThan(0);
  }
});
