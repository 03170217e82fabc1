import i18next from "i18next";

import { en } from "../messages/en";

type Texts = { readonly [key: string]: string | Texts };

function* texts(of: Texts, key = ""): Generator<[key: string, text: string]> {
  for (const [name, inside] of Object.entries(of)) {
    const path = key === "" ? name : `${key}.${name}`;
    if (typeof inside === "string") yield [path, inside];
    else yield* texts(inside, path);
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A text with places for values, as a pattern that finds them. */
const patternOf = (text: string) => new RegExp(`^${text.split(/(\{\{[^}]*\}\})/).map((part, at) => (at % 2 === 1 ? "(.+?)" : escaped(part))).join("")}$`);
const placesOf = (text: string) => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map((found) => found[1] ?? "");

/** Every text, read once: labels are looked for often. */
const PATTERNS = [...texts(en as unknown as Texts)]
  // One that is nothing but a value would be every label.
  .filter(([, text]) => text.replace(/\{\{[^}]*\}\}/g, "").trim() !== "")
  .map(([key, text]) => ({ key, places: placesOf(text), pattern: patternOf(text) }));

/**
 * What an English label is called in the language that is spoken: stories name what is pressed in English. Two texts may be
 * the same in English and not elsewhere, so there may be several; the label itself is one, as names stay what they are.
 */
export function called(label: string): string[] {
  const found = PATTERNS.flatMap(({ key, places, pattern }) => {
    const values = pattern.exec(label);
    if (!values) return [];
    const given = Object.fromEntries(places.map((name, at) => [name, name === "count" ? Number(values[at + 1]) : values[at + 1]]));
    return [(i18next.t as (key: string, given: object) => string)("count" in given ? key.replace(/_(one|other)$/, "") : key, given)];
  });
  return [...new Set([...found, label])];
}
