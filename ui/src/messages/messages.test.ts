import { expect, it } from "vitest";

import { en } from "./en";
import { es } from "./es";

const rooms = import.meta.glob<Record<string, Record<string, unknown>>>("./en/*.ts", { eager: true });

/** Every text with its key, in parts. */
function texts(of: unknown, key = ""): [string, string][] {
  if (typeof of === "string") return [[key, of]];
  return Object.entries(of as Record<string, unknown>).flatMap(([name, inside]) => texts(inside, key === "" ? name : `${key}.${name}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\{[^}]+\}\}|<\/?\d>/g))].sort();

it("no two rooms have words under one name", () => {
  const rooted: string[] = [];
  // A room with a file that is a part of another's is spread there, and not a second time.
  for (const [file, exports] of Object.entries(rooms)) if (!/people-/.test(file)) for (const words of Object.values(exports)) rooted.push(...Object.keys(words));
  expect(rooted.filter((name, at) => rooted.indexOf(name) !== at)).toEqual([]);
});

it("Spanish has the same places for what is put in, and nothing that is left empty", () => {
  const spanish = new Map(texts(es));
  for (const [key, text] of texts(en)) {
    const there = placeholders(spanish.get(key) ?? "");
    // Of one, a language may do without the figure.
    if (key.endsWith("_one")) expect(placeholders(text), key).toEqual(expect.arrayContaining(there));
    else expect(there, key).toEqual(placeholders(text));
    expect(spanish.get(key), key).not.toBe("");
  }
});
