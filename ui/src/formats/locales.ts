/** Languages, as people look for their own. */
import { languageName } from ".";

/** Those that are offered before anything is typed, and by name; any other is found by its tag. */
const OFFERED = [
  "ar", "bg", "ca", "cs", "cy", "da", "de", "de-AT", "de-CH", "el", "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-US", "es", "es-AR", "es-CL", "es-CO", "es-ES", "es-MX",
  "es-PE", "et", "eu", "fa", "fi", "fr", "fr-BE", "fr-CA", "fr-CH", "ga", "gl", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl",
  "nl-BE", "nn", "pl", "pt", "pt-BR", "pt-PT", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi", "zh-Hans", "zh-Hant",
];

export interface Language {
  tag: string;
  /** In the language of the screen. */
  name: string;
  /** As its own speakers call it. */
  own: string;
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Those with these letters in a name or at the beginning of the tag; what is a tag itself comes first. */
export function languages(text: string, screen: string): Language[] {
  const told = (tag: string): Language => ({ tag, name: languageName(tag, screen), own: languageName(tag, tag) });
  const wanted = plain(text);
  const typed = tagOf(text);
  const known = OFFERED.filter((tag) => tag !== typed).map(told);
  const found = known.filter(({ tag, name, own }) => plain(tag).startsWith(wanted) || plain(name).includes(wanted) || plain(own).includes(wanted));
  const first = typed && (OFFERED.includes(typed) || languageName(typed, screen) !== typed) ? [told(typed)] : [];
  return [...first, ...found].sort((one, other) => Number(other.tag === typed) - Number(one.tag === typed) || one.name.localeCompare(other.name, screen));
}

function tagOf(text: string): string | undefined {
  try {
    return text === "" ? undefined : Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
