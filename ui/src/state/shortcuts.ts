/**
 * Every shortcut of the window, once: what handles keys and the sheet that shows them are made from this table.
 *
 * `mod` is Ctrl, and ⌘ on macOS. A shortcut without it gives way to a text that is being written, since the key is part of it.
 */
export type Deed =
  | { does: "palette" | "shortcuts" | "settings" | "sign-in" | "reload" | "back" | "forward" | "larger" | "smaller" | "usual-size" }
  | { does: "account"; at: number };
export type DeedName = Deed["does"];

export interface Chord {
  /** As `KeyboardEvent.key` has it, in lower case. */
  key: string;
  mod?: boolean;
  alt?: boolean;
  /** On this system only; absent: everywhere. */
  on?: "mac" | "other";
  /** It works, and the sheet does not show it. */
  unsaid?: boolean;
}

export interface Shortcut {
  does: DeedName;
  group: "go" | "window";
  keys: readonly Chord[];
}

const ACCOUNTS = 9;

export const shortcuts: readonly Shortcut[] = [
  { does: "palette", group: "go", keys: [{ key: "k", mod: true }] },
  { does: "account", group: "go", keys: Array.from({ length: ACCOUNTS }, (_, place) => ({ key: String(place + 1), mod: true })) },
  { does: "sign-in", group: "go", keys: [{ key: "n", mod: true }] },
  { does: "settings", group: "go", keys: [{ key: ",", mod: true }] },
  { does: "back", group: "go", keys: [{ key: "arrowleft", alt: true, on: "other" }, { key: "[", mod: true, on: "mac" }] },
  { does: "forward", group: "go", keys: [{ key: "arrowright", alt: true, on: "other" }, { key: "]", mod: true, on: "mac" }] },
  { does: "reload", group: "window", keys: [{ key: "r", mod: true }, { key: "f5", unsaid: true }] },
  // The sign of a larger size takes Shift on many keyboards, so that the key below it does as well.
  { does: "larger", group: "window", keys: [{ key: "+", mod: true }, { key: "=", mod: true, unsaid: true }] },
  { does: "smaller", group: "window", keys: [{ key: "-", mod: true }, { key: "_", mod: true, unsaid: true }] },
  { does: "usual-size", group: "window", keys: [{ key: "0", mod: true }] },
  { does: "shortcuts", group: "window", keys: [{ key: "?" }] },
];

/** What of a keyboard event decides. */
export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing?: boolean;
}

/** What a key does; nothing where a text that is being written has the key. */
export function deedOf(pressed: Pressed, writing: boolean, mac: boolean): Deed | undefined {
  if (pressed.isComposing) return undefined;
  const mod = mac ? pressed.metaKey : pressed.ctrlKey;
  if (mac ? pressed.ctrlKey : pressed.metaKey) return undefined;
  // What the key writes goes first: on a keyboard of another layout the place of a key says something else.
  for (const key of [pressed.key.toLowerCase(), ofTheKey(pressed.code)]) {
    for (const { does, keys } of shortcuts) {
      const at = keys.findIndex((chord) => isHere(chord, mac) && chord.key === key && (chord.mod ?? false) === mod && (chord.alt ?? false) === pressed.altKey);
      const chord = keys[at];
      if (!chord) continue;
      if (writing && !chord.mod && isText(chord)) return undefined;
      return does === "account" ? { does, at } : { does };
    }
  }
  return undefined;
}

const isText = (chord: Chord) => [...chord.key].length === 1;
const isHere = (chord: Chord, mac: boolean) => chord.on === undefined || (chord.on === "mac") === mac;

/** The Latin letter or the digit at that place, for keyboards that write another one there. */
function ofTheKey(code: string): string | undefined {
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase();
}

/** The chords of a shortcut that are told here. */
export function toldOf(shortcut: Shortcut, mac: boolean): Chord[] {
  return shortcut.keys.filter((chord) => !chord.unsaid && isHere(chord, mac));
}

const SIGNS: Record<string, string> = { arrowleft: "←", arrowright: "→", "-": "−" };

/** The keys of a chord as they are called here. */
export function keysOf(chord: Chord, mac: boolean): string[] {
  const key = SIGNS[chord.key] ?? chord.key.toUpperCase();
  return [...(chord.mod ? [mac ? "⌘" : "Ctrl"] : []), ...(chord.alt ? [mac ? "⌥" : "Alt"] : []), key];
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
