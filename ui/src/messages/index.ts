import i18next from "i18next";

import { en } from "./en";
import { tellBy } from "./told";

export { told } from "./told";

/** The languages that the screen has, the first for whoever reads none of them. */
export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
const DEFAULT_LANGUAGE: Language = LANGUAGES[0];

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

void i18next.init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: en } },
  // Svelte escapes what it shows; a scope such as `accounts:admin` is no namespace.
  interpolation: { escapeValue: false },
  nsSeparator: false,
  initAsync: false,
});

export const t = i18next.t;

/** The first of the languages that this computer's person reads, and that the screen has. */
export function systemLanguage(): Language {
  const read = (globalThis.navigator?.languages ?? []).map((tag) => tag.toLowerCase().split("-")[0]);
  return read.flatMap((tag) => LANGUAGES.find((language) => language === tag) ?? [])[0] ?? DEFAULT_LANGUAGE;
}

/** From now on texts are of that language; those that it lacks, English. Its words come when they are first spoken. */
export async function speak(language: Language): Promise<void> {
  const spanish = language === "es" ? await import("./es") : undefined;
  if (spanish && !i18next.hasResourceBundle("es", "translation")) i18next.addResourceBundle("es", "translation", spanish.es);
  await i18next.changeLanguage(language);
  tellBy(spanish?.sentences);
  if (globalThis.document) document.documentElement.lang = language;
}

/** The one that texts are of. */
export const spokenLanguage = (): Language => LANGUAGES.find((one) => one === i18next.language) ?? DEFAULT_LANGUAGE;

/** The language of the screen, for the names of languages. */
export const language = (): string => i18next.language;

/** Whether the screen has words for a key that was made from a value, such as a scope. */
export function has(key: string): boolean {
  return i18next.exists(key);
}

/** The text for a key that was made from a value; the value itself where there are no words for it. */
export function words(group: string, value: string, otherwise: string = value): string {
  const key = `${group}.${value}`;
  return has(key) ? (i18next.t as unknown as (key: string) => string)(key) : otherwise;
}
