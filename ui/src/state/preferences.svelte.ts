import type { Preferences as Chosen } from "../generated/Preferences";
import type { Host } from "../host/host";
import { type Language, LANGUAGES, speak, spokenLanguage, systemLanguage } from "../messages";

/** In percent of the usual size. */
const SIZES = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200];

/** The next size in that direction, or the last there is. */
export function nextSize(size: number, direction: 1 | -1): number {
  const further = SIZES.filter((one) => (direction === 1 ? one > size : one < size));
  return (direction === 1 ? further[0] : further[further.length - 1]) ?? size;
}

/** How the person wants the app to be, and what that does to the window. */
export class Preferences {
  chosen = $state.raw<Chosen>({ appearance: "system", language: "system", zoom: 100, keep_in_tray: false, notifications: false });
  /** The language that the window speaks; what shows texts is made anew when it changes. */
  spoken = $state<Language>(spokenLanguage());
  #turn = 0;

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const kept = await this.host.ask("preferences", {});
    if (turn === this.#turn) await this.#take(kept);
  }

  /** Shows it at once. What could not be kept is taken back, and refused. */
  async change(change: Partial<Chosen>): Promise<void> {
    const turn = ++this.#turn;
    const before = this.chosen;
    const wanted = { ...before, ...change };
    await this.#take(wanted);
    try {
      const kept = await this.host.ask("set_preferences", { preferences: wanted });
      if (turn === this.#turn) await this.#take(kept);
    } catch (thrown) {
      if (turn === this.#turn) await this.#take(before);
      throw thrown;
    }
  }

  async #take(chosen: Chosen): Promise<void> {
    this.chosen = chosen;
    dress(chosen);
    const language = chosen.language === "system" ? systemLanguage() : chosen.language;
    await speak(language);
    this.spoken = language;
  }
}

/**
 * The language of the first frame. The native side notes what was chosen on the page before anything runs on it: to ask would
 * take until after that frame.
 */
export function firstLanguage(): Language {
  const noted = globalThis.document?.documentElement.dataset.language;
  return LANGUAGES.find((language) => language === noted) ?? systemLanguage();
}

/** The look of the page; its size is the native side's. */
function dress({ appearance }: Chosen): void {
  const root = globalThis.document?.documentElement;
  if (!root) return;
  if (appearance === "system") delete root.dataset.theme;
  else root.dataset.theme = appearance;
}
