/**
 * The gallery: `gallery.html?theme=dark#account` shows one state of one screen on the fake host.
 *
 * `press` names buttons and links that are pressed in turn (`?press=Create+the+app`), `type` what is typed first
 * (`?type=name=value`); what a story does itself comes before, in its own order.
 */
import "../styles/all";

import { mount } from "svelte";

import App from "../App.svelte";
import { fakeHost } from "../host/fake/fake";
import { pathOf } from "../state/places";
import { stories } from "./states";

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme");
if (theme) document.documentElement.dataset.theme = theme;

const language = asked.get("language");

const name = location.hash.slice(1);
const story = (stories[name] ?? stories.welcome)?.();
const target = document.getElementById("app");
const pause = (time: number) => new Promise((done) => setTimeout(done, time));

/** What is there, or comes within two seconds: screens and floats are loaded when they are first shown. */
async function come<T>(look: () => T | undefined | null): Promise<T | undefined> {
  for (let turn = 0; turn < 40; turn++) {
    const found = look();
    if (found) return found;
    await pause(50);
  }
  return undefined;
}

async function type(what: string): Promise<void> {
  const end = what.indexOf("=");
  const [field, value] = [what.slice(0, end), what.slice(end + 1)];
  const label = await come(() => [...document.querySelectorAll("label")].find((one) => one.textContent?.includes(field)));
  const input = label && (document.getElementById(label.htmlFor) ?? document.querySelector(`[aria-labelledby="${label.id}"]`));
  if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) {
    input.focus();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await pause(300);
}

async function press(what: string): Promise<void> {
  const control = await come(() => {
    const controls = [...document.querySelectorAll<HTMLElement>("button, a, label, input[type=checkbox]")].map((one) => ({ one, name: (one.getAttribute("aria-label") ?? one.textContent).trim() }));
    return (controls.find(({ name }) => name === what) ?? controls.find(({ name }) => name.startsWith(what)))?.one;
  });
  control?.click();
  await pause(300);
}

async function act(): Promise<void> {
  await come(() => document.querySelector("main h1:not(.sr)"));
  for (const event of story?.events ?? []) {
    host.emit(event);
    await pause(10);
  }
  for (const chord of story?.keys ?? []) {
    const parts = chord.split("+");
    window.dispatchEvent(new KeyboardEvent("keydown", { key: parts[parts.length - 1], ctrlKey: parts.includes("Control"), altKey: parts.includes("Alt"), cancelable: true }));
    await pause(400);
  }
  for (const [deed, what] of new URLSearchParams(story?.does)) await (deed === "type" ? type(what) : press(what));
  for (const what of asked.getAll("type")) await type(what);
  for (const what of asked.getAll("press")) await press(what);
  const scroll = asked.get("scroll");
  if (scroll) document.querySelector("main")?.scrollTo(0, Number(scroll));
}

if (!story || !target) throw new Error(`There is no story “${name}”.`);
const chosen = story.state.settings.preferences;
if (theme === "light" || theme === "dark") chosen.appearance = theme;
if (language === "es") chosen.language = language;
const host = fakeHost(story.state);
history.replaceState(null, "", story.place ? pathOf(story.place) : "#");
mount(App, { target, props: { host } });
setTimeout(() => void act(), 250);
