import { expect, it } from "vitest";

import { peopleTexts as en } from "./en/people";
import { peopleTexts as es } from "./es/people";

/** Every text by its path. */
function texts(of: object, path = ""): [string, string][] {
  return Object.entries(of).flatMap(([key, value]) => (typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : texts(value as object, `${path}${key}.`)));
}

it("a text fills in the same in both languages", () => {
  const gaps = (text: string) => [...text.matchAll(/\{\{?\w+\}\}?/g)].map(([gap]) => gap).sort();
  const spanish = new Map(texts(es));
  for (const [path, text] of texts(en)) expect(gaps(spanish.get(path) ?? ""), path).toEqual(gaps(text));
});
