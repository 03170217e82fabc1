import axe from "axe-core";

import { expect, type Look, PARTS, partOf, test } from "./gallery.ts";

const LOOKS: Look[] = [
  { theme: "light", language: "en" },
  { theme: "dark", language: "es" },
];
const MORE: Look[] = [
  { theme: "dark", language: "en" },
  { theme: "light", language: "es" },
];

for (const look of process.env.COUNTERSIGN_ALL ? [...LOOKS, ...MORE] : LOOKS) {
  for (const part of PARTS) {
    test(`axe finds nothing in any story: ${look.theme}, ${look.language}, part ${part + 1} of ${PARTS.length}`, async ({ gallery }) => {
      const found: string[] = [];
      await gallery.page.evaluate(axe.source);
      for (const name of partOf(await gallery.names(), part)) {
        await gallery.show(name, look);
        const rules = await gallery.page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(" | ")}`);
        });
        found.push(...[...rules, ...gallery.complaints()].map((one) => `${name}: ${one}`));
      }
      expect(found).toEqual([]);
    });
  }
}

test("axe finds faults that are planted", async ({ gallery }) => {
  await gallery.page.evaluate(axe.source);
  await gallery.show("account", {});
  const found = await gallery.page.evaluate(async () => {
    document.querySelector("main")?.insertAdjacentHTML("beforeend", '<img src="x.png"><button></button>');
    const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, { preload: false });
    return violations.map(({ id }) => id);
  });
  expect(found).toEqual(expect.arrayContaining(["image-alt", "button-name"]));
});
