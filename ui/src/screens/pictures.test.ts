import { expect, it } from "vitest";

const files = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "../**/*.css", "!../**/*.test.ts", "!../gallery/**"], { query: "?raw", import: "default", eager: true });

/** What loads a picture: an element, a style, a script. Drawings are made of strokes, and load nothing. */
const LOADS = /<(img|image|picture|video|object|embed|iframe)\b|new Image\(|createElement\("img"\)|(?<![.\w])url\(/;

/** The logo of an app alone is shown, as the native side wrote it anew. */
const LOGO = "./one-app/Logo.svelte";

it("w5_no part of the window loads a picture, but the logo that was written anew for it", () => {
  expect(Object.keys(files).length).toBeGreaterThan(200);
  expect(Object.entries(files).flatMap(([path, text]) => (LOADS.test(text) ? [path] : []))).toEqual([LOGO]);
});

it("w5_the logo is what the native side answered, and nothing else", () => {
  const text = files[LOGO]!;
  expect(text.match(new RegExp(LOADS.source, "g"))).toEqual(["<img"]);
  expect(text).toContain("<img src={logo} ");
  expect(text.match(/\blogo = [^=].*$/gm)).toEqual(["logo = $state.raw<string | null>();", 'logo = await desk.host.ask("app_logo", { account, clientId })));']);
});
