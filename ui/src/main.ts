import "./styles/all";

import { mount } from "svelte";

import App from "./App.svelte";
import { tauri } from "./host/tauri";
import { ownWindow } from "./own-window";
import { Preferences } from "./state/preferences.svelte";

/** As long as a window may stay empty. */
const PATIENCE = 400;

/** The look and the language are known before anything is drawn. A host that does not answer holds up nothing; it says so later. */
async function open(target: HTMLElement): Promise<void> {
  const preferences = new Preferences(tauri);
  const read = preferences.load().catch(() => undefined);
  await Promise.race([read, new Promise((done) => setTimeout(done, PATIENCE))]);
  mount(App, { target, props: { host: tauri, preferences } });
  ownWindow();
}

const target = document.getElementById("app");
if (target) void open(target);
