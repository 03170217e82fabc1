import { expect, it } from "vitest";

import tokens from "./tokens.css?raw";

/** The declarations of the first block that begins so, as they stand, one a line. */
function declarations(opening: string): string[] {
  const from = tokens.indexOf(opening);
  expect(from, opening).toBeGreaterThan(-1);
  const inside = tokens.slice(from + opening.length);
  const lines = inside.slice(0, inside.indexOf("}")).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

it("darkness is the same whether the system or the person chose it", () => {
  const chosen = declarations('[data-theme="dark"] {');
  expect(chosen.length).toBeGreaterThan(20);
  expect(declarations(":root:not([data-theme]) {")).toEqual(chosen);
});
