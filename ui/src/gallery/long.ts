import i18next from "i18next";

import { en } from "../messages/en";

/** Kept as they are: places for values, marks within a text, and what a machine reads, such as an address. */
const KEPT = /(\{\{[^}]*\}\}|<\/?\d+\/?>|\$t\([^)]*\)|\S*(?:[/@_\d]|\w\.\w)\S*)/;
const WORD = /\p{L}{2,}/gu;
const UMLAUTS: Record<string, string> = { a: "ä", o: "ö", u: "ü" };
const TAIL = "ungsfähigkeiten";
const LONGER = 0.35;

/** A text as long as German is: about a third longer than English, in longer words and with marks above the letters. */
export function lengthen(text: string): string {
  let owed = 0;
  const longer = (word: string) => {
    owed += word.length * LONGER;
    const more = Math.min(Math.floor(owed), TAIL.length);
    owed -= more;
    return word.replace(/[aou]/, (vowel) => UMLAUTS[vowel] ?? vowel) + TAIL.slice(0, more);
  };
  return text
    .split(KEPT)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(WORD, longer)))
    .join("");
}

type Texts = { [key: string]: string | Texts };
const lengthenAll = (texts: Texts): Texts => Object.fromEntries(Object.entries(texts).map(([key, inside]) => [key, typeof inside === "string" ? lengthen(inside) : lengthenAll(inside)]));

let long: Texts | undefined;
let isLong = false;

/** Whether English is shown as long as German would be. It takes the place of English: the app itself knows no such language. */
export function speakLong(wanted: boolean): void {
  if (wanted === isLong) return;
  isLong = wanted;
  long ??= lengthenAll(en as unknown as Texts);
  i18next.addResourceBundle("en", "translation", wanted ? long : en, true, true);
}
