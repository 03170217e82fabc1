import { expect, it } from "vitest";

import { lengthen } from "./long";

it("a text becomes a third longer, in longer words", () => {
  const text = "Sign out everywhere, and say what could not be revoked";
  const long = lengthen(text);
  expect(long.length / text.length).toBeGreaterThan(1.25);
  expect(long.length / text.length).toBeLessThan(1.4);
  expect(long).toMatch(/[äöü]/);
  expect(long.split(" ").length).toBe(text.split(" ").length);
});

it("places for values, marks and addresses stay what they are", () => {
  const long = lengthen("Remove {{count}} of <0>{{name, list}}</0> at https://127.0.0.1/callback from config.toml");
  for (const part of ["{{count}}", "<0>", "{{name, list}}", "</0>", "https://127.0.0.1/callback", "config.toml"]) expect(long).toContain(part);
});
