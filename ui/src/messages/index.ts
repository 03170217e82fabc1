import i18next from "i18next";

import { en } from "./en";

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
