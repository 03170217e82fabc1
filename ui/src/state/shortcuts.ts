/**
 * Every shortcut of the window, once: what handles keys and the sheet that shows them are made from this table.
 *
 * Keys of the rows of a list stand in `rowKeys`, which the list handles; `partKeys` are those that every such part has.
 *
 * `mod` is Ctrl, and ⌘ on macOS. A shortcut without it gives way to a text that is being written, since the key is part of it.
 */
export type Deed =
  | { does: "palette" | "shortcuts" | "settings" | "sign-in" | "search" | "undo" | "reload" | "back" | "forward" | "larger" | "smaller" | "usual-size" | "quit" }
  | { does: "account"; at: number };
export type DeedName = Deed["does"];

export interface Chord {
  /** As `KeyboardEvent.key` has it, in lower case. */
  key: string;
  mod?: boolean;
  alt?: boolean;
  shift?: boolean;
  /** A text that is being written has a meaning of its own for it. */
  text?: boolean;
  /** On this system only; absent: everywhere. */
  on?: "mac" | "other";
  /** It works, and the sheet does not show it. */
  unsaid?: boolean;
}

interface Told<D extends string> {
  does: D;
  keys: readonly Chord[];
}
export interface Shortcut extends Told<DeedName> {
  group: "go" | "rows" | "window";
}

const ACCOUNTS = 9;

export const shortcuts: readonly Shortcut[] = [
  { does: "palette", group: "go", keys: [{ key: "k", mod: true }] },
  { does: "account", group: "go", keys: Array.from({ length: ACCOUNTS }, (_, place) => ({ key: String(place + 1), mod: true })) },
  { does: "sign-in", group: "go", keys: [{ key: "n", mod: true }] },
  { does: "settings", group: "go", keys: [{ key: ",", mod: true }] },
  { does: "back", group: "go", keys: [{ key: "arrowleft", alt: true, on: "other" }, { key: "[", mod: true, on: "mac" }] },
  { does: "forward", group: "go", keys: [{ key: "arrowright", alt: true, on: "other" }, { key: "]", mod: true, on: "mac" }] },
  { does: "search", group: "rows", keys: [{ key: "/" }] },
  { does: "undo", group: "rows", keys: [{ key: "z", mod: true, text: true }] },
  { does: "reload", group: "window", keys: [{ key: "r", mod: true }, { key: "f5", unsaid: true }] },
  // The sign of a larger size takes Shift on many keyboards, so that the key below it does as well.
  { does: "larger", group: "window", keys: [{ key: "+", mod: true }, { key: "=", mod: true, unsaid: true }] },
  { does: "smaller", group: "window", keys: [{ key: "-", mod: true }, { key: "_", mod: true, unsaid: true }] },
  { does: "usual-size", group: "window", keys: [{ key: "0", mod: true }] },
  { does: "shortcuts", group: "window", keys: [{ key: "?" }] },
  { does: "quit", group: "window", keys: [{ key: "q", mod: true }] },
];

/** What a key does in the rows of the table of apps, in the order of its keys; with Shift it chooses all that it passes. */
export type RowDeed = "move" | "page" | "end" | "open" | "choose" | "all" | "let-go";
export const rowKeys: readonly Told<RowDeed>[] = [
  { does: "move", keys: [{ key: "arrowup" }, { key: "arrowdown" }] },
  { does: "page", keys: [{ key: "pageup" }, { key: "pagedown" }] },
  { does: "end", keys: [{ key: "home" }, { key: "end" }] },
  { does: "open", keys: [{ key: "enter" }] },
  { does: "choose", keys: [{ key: " " }] },
  { does: "all", keys: [{ key: "a", mod: true }] },
  { does: "let-go", keys: [{ key: "escape" }] },
];
/** Said beside them: what Shift makes of the keys that move. */
export const rowReach: Told<"reach"> = { does: "reach", keys: [{ key: "arrowup", shift: true }, { key: "arrowdown", shift: true }] };

/** What parts do that have keys of their own wherever they stand. */
export type PartDeed = "steps" | "tabs" | "close";
export const partKeys: readonly Told<PartDeed>[] = [
  { does: "steps", keys: [{ key: "arrowup" }, { key: "arrowdown" }] },
  { does: "tabs", keys: [{ key: "arrowleft" }, { key: "arrowright" }] },
  { does: "close", keys: [{ key: "escape" }] },
];

/** What a key does in the rows, and which of the keys for it this is. */
export function rowDeedOf({ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): { does: RowDeed; at: number } | undefined {
  if (altKey) return undefined;
  for (const { does, keys } of rowKeys) {
    const at = keys.findIndex((chord) => chord.key === key.toLowerCase() && (!chord.mod || ctrlKey || metaKey));
    if (at >= 0) return { does, at };
  }
  return undefined;
}

/** What of a keyboard event decides. */
export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey?: boolean;
  isComposing?: boolean;
}

/** What a key does; nothing where a text that is being written has the key. */
export function deedOf(pressed: Pressed, writing: boolean, mac: boolean): Deed | undefined {
  if (pressed.isComposing) return undefined;
  const mod = mac ? pressed.metaKey : pressed.ctrlKey;
  if (mac ? pressed.ctrlKey : pressed.metaKey) return undefined;
  // What the key writes goes first: on a keyboard of another layout the place of a key says something else.
  for (const key of [pressed.key.toLowerCase(), isLatin(pressed.key) ? undefined : ofTheKey(pressed.code)]) {
    for (const { does, keys } of shortcuts) {
      const at = keys.findIndex((chord) => isHere(chord, mac) && chord.key === key && (chord.mod ?? false) === mod && (chord.alt ?? false) === pressed.altKey);
      const chord = keys[at];
      if (!chord) continue;
      if (writing && (chord.text || (!chord.mod && isText(chord)))) return undefined;
      // With Shift it is the other way round, which nothing has here.
      if (chord.text && pressed.shiftKey) return undefined;
      return does === "account" ? { does, at } : { does };
    }
  }
  return undefined;
}

/** It says by itself what it is: where others have the “z”, a German keyboard writes a “y”. */
const isLatin = (key: string) => /^[a-z]$/i.test(key);
const isText = (chord: Chord) => [...chord.key].length === 1;
const isHere = (chord: Chord, mac: boolean) => chord.on === undefined || (chord.on === "mac") === mac;

/** The Latin letter or the digit at that place, for keyboards that write another one there. */
function ofTheKey(code: string): string | undefined {
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase();
}

/** The chords of a shortcut that are told here. */
export function toldOf(shortcut: Pick<Shortcut, "keys">, mac: boolean): Chord[] {
  return shortcut.keys.filter((chord) => !chord.unsaid && isHere(chord, mac));
}

const SIGNS: Record<string, string> = { arrowleft: "←", arrowright: "→", arrowup: "↑", arrowdown: "↓", "-": "−", " ": "Space", escape: "Esc", enter: "Enter", pageup: "Page ↑", pagedown: "Page ↓", home: "Home", end: "End" };

/** The keys of a chord as they are called here. */
export function keysOf(chord: Chord, mac: boolean): string[] {
  const key = SIGNS[chord.key] ?? chord.key.toUpperCase();
  return [...(chord.mod ? [mac ? "⌘" : "Ctrl"] : []), ...(chord.alt ? [mac ? "⌥" : "Alt"] : []), ...(chord.shift ? [mac ? "⇧" : "Shift"] : []), key];
}

/** The keys of what is done, for a place that names them beside it. */
export function keysFor(does: DeedName, mac: boolean): string[] | undefined {
  const chord = shortcuts.filter((one) => one.does === does).flatMap((one) => toldOf(one, mac))[0];
  return chord && keysOf(chord, mac);
}

/** Whether somebody writes there. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range", "color", "file"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether this is macOS, where other keys do the same. */
export const isMac = (): boolean => /\bMac/.test(globalThis.navigator?.userAgent ?? "");
