import { expect, it } from "vitest";

import pages from "../../../crates/accounts/assets/pages.css?raw";
import tokens from "./tokens.css?raw";

/** The declarations of the first block of a style sheet that begins so, as they stand, one a line. */
function declarations(opening: string, sheet = tokens): string[] {
  const from = sheet.indexOf(opening);
  expect(from, opening).toBeGreaterThan(-1);
  const inside = sheet.slice(from + opening.length);
  const lines = inside.slice(0, inside.indexOf("}")).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

it("darkness is the same whether the system or the person chose it", () => {
  const chosen = declarations('[data-theme="dark"] {');
  expect(chosen.length).toBeGreaterThan(20);
  expect(declarations(":root:not([data-theme]) {")).toEqual(chosen);
});

it.each([
  [":root {", ":root {"],
  [':root:not([data-theme]) {', "@media (prefers-color-scheme: dark) {\n  :root {"],
])("the service's own pages have the colours of the app: %s", (here, there) => {
  const ours = declarations(here);
  const colours = declarations(there, pages).filter((line) => line.includes("oklch("));
  expect(colours.length).toBeGreaterThan(15);
  expect(colours.filter((line) => !ours.includes(line))).toEqual([]);
});
