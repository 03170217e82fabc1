/**
 * The gallery: every screen in every state on the fake host. `gallery.html` is its index; `gallery.html?theme=dark#account`
 * shows one story alone.
 *
 * `language` is `en`, `es`, or `de` for texts as long as German's; `press` names buttons and links that are pressed in turn
 * (`?press=Create+the+app`), `type` what is typed first (`?type=name=value`), `scroll` how far down.
 */
import "../styles/all";

import { mount } from "svelte";

import Index from "./Index.svelte";
import { type Look, play, still } from "./player";
import { stories } from "./states";

const name = location.hash.slice(1);
const asked = new URLSearchParams(location.search);
const target = document.getElementById("app");

/** What tests ask of the page. */
export interface Gallery {
  names: string[];
  show: typeof play;
  settled: typeof still;
}
Object.assign(window, { gallery: { names: Object.keys(stories), show: play, settled: still } satisfies Gallery });

if (name in stories) {
  const look: Look = { theme: (asked.get("theme") ?? undefined) as Look["theme"], language: (asked.get("language") ?? undefined) as Look["language"], type: asked.getAll("type"), press: asked.getAll("press") };
  void play(name, look).then(() => document.querySelector("main")?.scrollTo(0, Number(asked.get("scroll") ?? 0)));
} else if (target) {
  mount(Index, { target });
}
