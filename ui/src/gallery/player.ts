import { mount, unmount } from "svelte";

import App from "../App.svelte";
import { fakeHost } from "../host/fake/fake";
import type { Name } from "../host/host";
import { pathOf } from "../state/places";
import { unseen } from "./asks";
import { called } from "./labels";
import { speakLong } from "./long";
import { pause, settled, Traffic, watchTimers } from "./settled";
import { stories } from "./states";
import type { Deed } from "./story";

/** How a story is looked at. */
export interface Look {
  theme?: "light" | "dark";
  /** `de` is English as long as German would be. */
  language?: "en" | "es" | "de";
  /** What is typed, as `Label=text`, and then pressed, after what the story does by itself. */
  type?: readonly string[];
  press?: readonly string[];
}

watchTimers();

/** What a window reads before it shows its first screen. */
const WAITED_FOR: readonly Name[] = ["accounts", "providers", "presets", "preferences"];

let shown: ReturnType<typeof mount> | undefined;
let traffic = new Traffic();

/** Until the story that is shown stands still. */
export const still = () => settled(traffic);

/** What is there, or comes in so many seconds: screens and floats are loaded when they are first shown. */
async function come<T>(look: () => T | undefined | null, seconds = 1): Promise<T | undefined> {
  for (let turn = 0; turn < seconds * 20; turn++) {
    const found = look();
    if (found) return found;
    await pause(50);
  }
  return undefined;
}

/** What can be used now: what a question stands over is out of reach. */
const reach = (): ParentNode => [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;

function fieldOf(names: string[]): HTMLInputElement | HTMLTextAreaElement | undefined {
  for (const name of names) {
    const found = [...reach().querySelectorAll("label")].find((one) => one.textContent?.includes(name));
    const field = found && (document.getElementById(found.htmlFor) ?? document.querySelector(`[aria-labelledby="${found.id}"]`));
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) return field;
  }
  return undefined;
}

function controlOf(names: string[]): HTMLElement | undefined {
  const controls = [...reach().querySelectorAll<HTMLElement>("button, a, label, input[type=checkbox]")].map((one) => ({ one, name: (one.getAttribute("aria-label") ?? one.textContent).trim() }));
  for (const wanted of names) {
    const found = controls.find(({ name }) => name === wanted) ?? controls.find(({ name }) => name.startsWith(wanted));
    if (found) return found.one;
  }
  return undefined;
}

function pressKeys(chord: string): void {
  const parts = chord.split("+");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: parts[parts.length - 1], ctrlKey: parts.includes("Control"), altKey: parts.includes("Alt"), cancelable: true }));
}

async function type(story: string, what: string): Promise<void> {
  const end = what.indexOf("=");
  const names = called(what.slice(0, end));
  const field = await come(() => fieldOf(names));
  if (!field) console.error(`${story}: there is no field “${what.slice(0, end)}”.`);
  field?.focus();
  if (field) field.value = what.slice(end + 1);
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  await still();
}

async function press(story: string, what: string): Promise<void> {
  const names = called(what);
  const control = await come(() => controlOf(names));
  if (!control) console.error(`${story}: there is nothing to press that is called “${what}”.`);
  else if (control.matches(":disabled")) console.error(`${story}: “${what}” cannot be pressed.`);
  // Whoever presses something sees it, and what follows beside it.
  const box = control?.getBoundingClientRect();
  if (box && (box.top < 0 || box.bottom > innerHeight * 0.75)) control?.scrollIntoView({ block: "center" });
  control?.click();
  await still();
}

/** Holds a file over the window, and lets it go. */
async function bring(deed: "drag" | "drop", name: string): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([`[[app]]\nname = "Night ferry"\nkind = "native"\ncode_name = "nightferry"\n`], name));
  for (const type of deed === "drag" ? ["dragenter", "dragover"] : ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  }
  await still();
}

const DEEDS: Record<Deed, (story: string, what: string) => Promise<void>> = { type, press, drag: (_, name) => bring("drag", name), drop: (_, name) => bring("drop", name) };

/** Shows a story in place of the one before, and comes back when it stands still. */
export async function play(name: string, look: Look = {}): Promise<void> {
  const story = stories[name]?.();
  const target = document.getElementById("app");
  if (!story || !target) throw new Error(`There is no story “${name}”.`);
  if (shown) await unmount(shown);
  speakLong(look.language === "de");
  const chosen = story.state.settings.preferences;
  if (look.theme) {
    chosen.appearance = look.theme;
    document.documentElement.dataset.theme = look.theme;
  }
  if (look.language) chosen.language = look.language === "es" ? "es" : "en";
  history.replaceState(null, "", story.place ? pathOf(story.place) : "#");
  traffic = new Traffic();
  const host = fakeHost(story.state);
  shown = mount(App, { target, props: { host: traffic.watch(host, story.state.hangs) } });
  if (!WAITED_FOR.some((name) => story.state.hangs.includes(name))) await come(() => document.querySelector("main h1:not(.sr)"), 5);
  await still();

  for (const event of story.events ?? []) {
    host.emit(event);
    await pause(10);
  }
  for (const chord of story.keys ?? []) pressKeys(chord);
  if (story.events || story.keys) await still();
  // What a story does comes in its own order.
  for (const [deed, what] of new URLSearchParams(story.does)) await DEEDS[deed as Deed](name, what);
  for (const event of story.late ?? []) host.emit(event);
  if (story.late) await still();
  // What is counted or searched is asked for a moment later.
  await come(() => unseen(story.state, traffic.asked).length === 0);
  for (const command of unseen(story.state, traffic.asked)) console.error(`${name}: “${command}” is never asked for.`);
  for (const what of look.type ?? []) await type(name, what);
  for (const what of look.press ?? []) await press(name, what);
}
