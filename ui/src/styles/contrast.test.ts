import { parse, wcagContrast } from "culori";
import { describe, expect, it } from "vitest";

import tokens from "./tokens.css?raw";

/** The colours of the first block that begins so; a theme changes some, and the rest stay. */
function colours(opening: string): Map<string, string> {
  const from = tokens.indexOf(opening);
  expect(from, opening).toBeGreaterThan(-1);
  const inside = tokens.slice(from + opening.length);
  return new Map([...inside.slice(0, inside.indexOf("}")).matchAll(/--([\w-]+):\s*(oklch\([^)]*\))\s*;/g)].map((found) => [found[1] ?? "", found[2] ?? ""]));
}

const light = colours(":root {");
const themes = { light, dark: new Map([...light, ...colours('[data-theme="dark"] {')]) };

/** What text stands on: the page, the rail, a drawing's ground, a float, and a row under the pointer or chosen. */
const GROUNDS = ["paper", "rail", "sunk", "raised", "hover", "selected"];
const TINTED = ["accent-wash", "care-wash", "stop-wash"];

/** Every pair of a text and its ground. */
const TEXTS: Record<string, string[]> = {
  ink: [...GROUNDS, ...TINTED, "accent-soft", "stop-soft"],
  "ink-2": [...GROUNDS, ...TINTED],
  "ink-3": [...GROUNDS, ...TINTED],
  accent: [...GROUNDS, "accent-wash"],
  "accent-strong": [...GROUNDS, "accent-wash"],
  care: [...GROUNDS, "care-wash"],
  stop: [...GROUNDS, "stop-wash"],
  "on-accent": ["accent", "accent-strong"],
  "on-stop": ["stop"],
  "on-bar": ["bar"],
  "on-bar-2": ["bar"],
  "on-bar-accent": ["bar"],
};

/** What bounds a control, marks a state or draws a line that is read. */
const EDGES: Record<string, string[]> = {
  edge: GROUNDS,
  focus: [...GROUNDS, "accent-wash"],
  accent: [...GROUNDS, "accent-wash"],
  plot: ["paper", "sunk", "raised"],
  "care-mark": [...GROUNDS, "care-wash"],
  "stop-mark": [...GROUNDS, "stop-wash"],
};

const pairs = (of: Record<string, string[]>) => Object.entries(of).flatMap(([above, grounds]) => grounds.map((ground) => [above, ground] as const));

/** The pairs of a theme that are not told apart well enough, with how well they are. */
function faint(theme: Map<string, string>, of: Record<string, string[]>, least: number): string[] {
  const colour = (name: string) => parse(theme.get(name) ?? "") ?? expect.fail(`--${name} is no colour`);
  return pairs(of)
    .map(([above, ground]) => ({ pair: `--${above} on --${ground}`, contrast: wcagContrast(colour(above), colour(ground)) }))
    .filter(({ contrast }) => contrast < least)
    .map(({ pair, contrast }) => `${pair}: ${contrast.toFixed(2)}`);
}

describe.each(Object.entries(themes))("%s", (_, theme) => {
  it("every text reaches 4.5:1 on every ground that it stands on", () => {
    expect(faint(theme, TEXTS, 4.5)).toEqual([]);
  });

  it("every edge of a control and every mark reaches 3:1", () => {
    expect(faint(theme, EDGES, 3)).toEqual([]);
  });
});

it("a pair that is too faint is found", () => {
  expect(faint(light, { hair: ["paper"] }, 3)).toHaveLength(1);
});
