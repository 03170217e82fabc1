import { expect, it } from "vitest";

const files = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "../**/*.css", "!../**/*.test.ts", "!../gallery/**"], { query: "?raw", import: "default", eager: true });

/** What loads a picture: an element, a style, a script. Drawings are made of strokes, and load nothing. */
const LOADS = /<(img|image|picture|video|object|embed|iframe)\b|new Image\(|createElement\("img"\)|(?<![.\w])url\(/;

it("w5_no part of the window loads a picture", () => {
  expect(Object.keys(files).length).toBeGreaterThan(200);
  expect(Object.entries(files).flatMap(([path, text]) => (LOADS.test(text) ? [path] : []))).toEqual([]);
});
