import "./styles/all";

import { mount } from "svelte";

import App from "./App.svelte";
import { tauri } from "./host/tauri";
import { speak } from "./messages";
import { ownWindow } from "./own-window";
import { firstLanguage } from "./state/preferences.svelte";

const target = document.getElementById("app");
// A language whose words do not come leaves the window in English.
if (target)
  void speak(firstLanguage())
    .catch(() => undefined)
    .then(() => {
      mount(App, { target, props: { host: tauri } });
      // Behind the app's own keys: one of them reads the screen again.
      ownWindow();
    });
