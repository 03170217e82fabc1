import { DEFAULT_LANGUAGE, type Language, speak, systemLanguage } from "../messages";

export type Theme = "system" | "light" | "dark";
export type LanguageChoice = "system" | Language;

/** How the person wants the window to be. */
export interface PreferencesView {
  theme: Theme;
  language: LanguageChoice;
  /** Closing the window leaves the app in the tray. */
  keep_in_tray: boolean;
  /** It starts with the session of the desktop. */
  autostart: boolean;
  /** It tells by the system's notices what needs the person. */
  notify: boolean;
  /** 1 is the usual size. */
  zoom: number;
}

/** Where preferences are kept. */
export interface PreferencesStore {
  read(): Promise<PreferencesView>;
  /** Answers what is kept now. */
  write(preferences: PreferencesView): Promise<PreferencesView>;
}

const SIZES = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

/** The next size in that direction, or the last there is. */
export function nextSize(size: number, direction: 1 | -1): number {
  const further = SIZES.filter((one) => (direction === 1 ? one > size + 0.001 : one < size - 0.001));
  return (direction === 1 ? further[0] : further[further.length - 1]) ?? size;
}

/** The person's choices, and what they do to the window. Without a place to keep them they last until it closes. */
export class Preferences {
  view = $state<PreferencesView>({ theme: "system", language: "system", keep_in_tray: false, autostart: false, notify: false, zoom: 1 });
  /** The language that the window speaks; what shows texts is made anew when it changes. */
  spoken = $state<Language>(DEFAULT_LANGUAGE);
  readonly isKept: boolean;
  readonly #store: PreferencesStore | undefined;
  #turn = 0;

  constructor(store?: PreferencesStore) {
    this.#store = store;
    this.isKept = store !== undefined;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const kept = (await this.#store?.read()) ?? this.view;
    if (turn === this.#turn) await this.#take(kept);
  }

  /** Shows it at once. What could not be kept is taken back, and refused. */
  async change(change: Partial<PreferencesView>): Promise<void> {
    const turn = ++this.#turn;
    const before = this.view;
    const wanted = { ...before, ...change };
    await this.#take(wanted);
    if (!this.#store) return;
    try {
      const kept = await this.#store.write(wanted);
      if (turn === this.#turn) await this.#take(kept);
    } catch (thrown) {
      if (turn === this.#turn) await this.#take(before);
      throw thrown;
    }
  }

  async #take(view: PreferencesView): Promise<void> {
    // A page that nobody dressed stays as it was opened.
    if (this.#store || this.view !== view) dress(view);
    this.view = view;
    const language = view.language === "system" ? systemLanguage() : view.language;
    await speak(language);
    this.spoken = language;
  }
}

/** The theme and the size of the page. */
function dress({ theme, zoom }: PreferencesView): void {
  const root = globalThis.document?.documentElement;
  if (!root) return;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.style.setProperty("--zoom", String(zoom));
}
