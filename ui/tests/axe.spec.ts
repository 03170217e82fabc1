import axe from "axe-core";

import { expect, type Look, PARTS, partOf, test } from "./gallery.ts";

/**
 * Every story is looked at in both sizes of the window, in no more runs than there are looks: the sizes take turns from story
 * to story, and a look begins with the size that the other one has. What is wide in one theme and language is narrow in the
 * other.
 */
interface SizedLook extends Look {
  /** The size of the first story. */
  first: "wide" | "narrow";
}
const LOOKS: SizedLook[] = [
  { theme: "light", language: "en", first: "wide" },
  { theme: "dark", language: "es", first: "narrow" },
];
const MORE: SizedLook[] = [
  { theme: "dark", language: "en", first: "wide" },
  { theme: "light", language: "es", first: "narrow" },
];
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 900, height: 600 } };

for (const { first, ...look } of process.env.COUNTERSIGN_ALL ? [...LOOKS, ...MORE] : LOOKS) {
  for (const part of PARTS) {
    test(`axe finds nothing in any story: ${look.theme}, ${look.language}, ${first} first, part ${part + 1} of ${PARTS.length}`, async ({ gallery }) => {
      const found: string[] = [];
      await gallery.page.evaluate(axe.source);
      const names = partOf(await gallery.names(), part);
      for (const [at, name] of names.entries()) {
        const size = (at % 2 === 0) === (first === "wide") ? "wide" : "narrow";
        await gallery.page.setViewportSize(SIZES[size]);
        await gallery.show(name, look);
        const rules = await gallery.page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(" | ")}`);
        });
        found.push(...[...rules, ...gallery.complaints()].map((one) => `${name}, ${size}: ${one}`));
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
