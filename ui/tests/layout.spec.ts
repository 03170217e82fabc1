import { expect, type Look, PARTS, partOf, test } from "./gallery.ts";
import { misfits } from "./measures.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 900, height: 600 },
];
/** The last is English at the length of German. */
const LANGUAGES: NonNullable<Look["language"]>[] = ["en", "es", "de"];

for (const language of LANGUAGES) {
  for (const part of PARTS) {
    test(`everything fits in both sizes of the window: ${language}, part ${part + 1} of ${PARTS.length}`, async ({ gallery }) => {
      const found: string[] = [];
      for (const name of partOf(await gallery.names(), part)) {
        await gallery.show(name, { theme: "light", language });
        for (const size of SIZES) {
          await gallery.page.setViewportSize(size);
          await gallery.settled();
          found.push(...(await gallery.page.evaluate(misfits)).map((one) => `${name} at ${size.width}: ${one}`));
        }
        found.push(...gallery.complaints().map((one) => `${name}: ${one}`));
      }
      expect(found).toEqual([]);
    });
  }
}

/** Both windows at 200 %: so much of them is left. */
const NEAR = [
  { width: 720, height: 450 },
  { width: 450, height: 300 },
];
const MAIN = ["welcome", "sign-in", "sign-in-waiting", "account-other", "profile-edit", "happened", "connected-apps", "product-apis", "apps", "app", "app-new", "plan-apps-made", "people", "person", "invite", "organisations", "organisation", "api-keys", "api-key", "signing-keys", "audit", "settings", "palette", "shortcuts"];

for (const language of ["en", "es"] as const) {
  test(`every screen fits where texts are twice as large: ${language}`, async ({ gallery }) => {
    const found: string[] = [];
    for (const name of MAIN) {
      await gallery.show(name, { theme: "dark", language });
      for (const size of NEAR) {
        await gallery.page.setViewportSize(size);
        await gallery.settled();
        found.push(...(await gallery.page.evaluate(misfits)).map((one) => `${name} at ${size.width}: ${one}`));
      }
      found.push(...gallery.complaints().map((one) => `${name}: ${one}`));
    }
    expect(found).toEqual([]);
  });
}

test("what does not fit is found", async ({ gallery }) => {
  await gallery.show("account");
  await gallery.page.evaluate(() => {
    const main = document.querySelector("main");
    const add = (build: (element: HTMLElement) => void, tag = "div") => {
      const element = document.createElement(tag);
      build(element);
      main?.append(element);
    };
    add((one) => Object.assign(one.style, { width: "40px", overflow: "hidden", whiteSpace: "nowrap" }) && (one.textContent = "This text has no room"));
    add((one) => Object.assign(one.style, { width: "3000px" }) && (one.textContent = "wide"));
    add((one) => Object.assign(one.style, { width: "12px", height: "30px", padding: "0" }) && (one.textContent = "a"), "button");
    add((one) => Object.assign(one.style, { marginTop: "-20px", height: "30px", display: "block" }) && (one.textContent = "over"), "button");
  });
  const kinds = (await gallery.page.evaluate(misfits)).map((one) => one.split(":")[0]);
  expect(kinds.join("\n")).toMatch(/scrolls sideways by \d+/);
  expect(kinds).toEqual(expect.arrayContaining([expect.stringMatching(/^cut without an ellipsis/), expect.stringMatching(/^narrower than 24 px/), "one control on another"]));
});
