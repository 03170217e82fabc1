import { expect, type Gallery, test as bare } from "./gallery.ts";
import { Hands } from "./hands.ts";

const test = bare.extend<{ at: (story: string) => Promise<Hands> }>({
  at: async ({ gallery }: { gallery: Gallery }, use) => {
    await use(async (story) => {
      await gallery.show(story);
      return new Hands(gallery.page);
    });
    expect(gallery.complaints()).toEqual([]);
  },
});

test("from the ways in through a sign-in to the account", async ({ at, page }) => {
  const hands = await at("sign-in-accounts");
  await hands.to("Add an account");
  await hands.press("Enter");
  await hands.isAt("Sign in with your own browser");
  await hands.to("Harbour accounts");
  await hands.press("Enter");
  await hands.isAt("Sign in to Harbour accounts");
  await hands.to("Continue in Firefox");
  await page.keyboard.press("Enter");
  await hands.isAt(/Go on in your browser|Signing in/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Ada/, { timeout: 20_000 });
  await hands.isAt(/Ada/);
});

test("scopes are dropped and taken again", async ({ at, page }) => {
  const hands = await at("sign-in-accounts");
  const scopes = page.locator("main input[type=checkbox]:not([disabled])");
  const scope = scopes.nth(1);
  const before = await scope.isChecked();
  for (let turn = 0; turn < 60 && !(await scope.evaluate((one) => one === document.activeElement)); turn++) await page.keyboard.press("Tab");
  expect((await hands.focus()).visible).toBe(true);
  await hands.press("Space");
  expect(await scope.isChecked()).toBe(!before);
  await hands.press("Space");
  expect(await scope.isChecked()).toBe(before);
  expect((await hands.holds()).tag).toBe("input");
});

test("from an account to what happened, and back", async ({ at }) => {
  const hands = await at("account-other");
  await hands.to("What happened");
  await hands.press("Enter");
  await hands.isAt(/What happened/);
  await hands.press("Alt+ArrowLeft");
  await hands.isAt(/Ada/);
});

test("a sign-out leaves its receipt, and the focus on the screen", async ({ at, page }) => {
  const hands = await at("account-other");
  await hands.to("Sign out", { whole: true });
  await hands.press("Enter");
  await expect(page.locator("main")).toContainText("Revoked: access token, refresh token.");
  await hands.holds();
});

test("an app is found, its secret changed for a new one, and the old one retired", async ({ at, page }) => {
  const hands = await at("apps");
  await hands.to("Search apps");
  await hands.type("Desk Booking");
  await hands.to("Apps");
  await hands.press("Enter");
  await hands.isAt("Harbour Desk Booking");
  const retirable = page.getByRole("button", { name: /^Retire the secret/ });
  await expect(retirable).toHaveCount(1);
  const old = (await retirable.getAttribute("aria-label")) ?? "";
  await hands.to("Make a new secret");
  await hands.press("Enter");
  await expect(retirable).toHaveCount(2);
  await hands.holds();
  await page.getByRole("button", { name: old }).focus();
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect((await hands.holds()).visible).toBe(true);
  await hands.to("Retire it");
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await hands.holds();
  // The new one works alone; the old one can be taken back for a while.
  await expect(retirable).toHaveCount(1);
  await expect(page.getByRole("button", { name: old })).toHaveCount(0);
  await expect(page.getByRole("button", { name: old.replace("Retire", "Take back") })).toHaveCount(1);
});

test("an app is made", async ({ at, page }) => {
  const hands = await at("app-new");
  await hands.to("Name of the app");
  await hands.type("Tide tables");
  await hands.to("Create the app");
  await hands.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/Tide tables/);
  await hands.holds();
});

test("an app is deleted after its name was typed; who keeps it is back where they were", async ({ at, page }) => {
  const hands = await at("app");
  await hands.to("Delete the app", { most: 140 });
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await hands.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await hands.holds()).name).toBe("Delete the app");
  await hands.press("Enter");
  await hands.to("Type the app’s name to go on");
  await hands.type("Harbour Desk Booking");
  await hands.press("Enter");
  await hands.isAt("Apps");
});

test("the look and the language of the window are chosen", async ({ at, page }) => {
  const hands = await at("settings");
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const before = await theme();
  const radio = page.locator("main input[type=radio]:checked").first();
  for (let turn = 0; turn < 60 && !(await radio.evaluate((one) => one === document.activeElement)); turn++) await page.keyboard.press("Tab");
  expect((await hands.focus()).visible).toBe(true);
  await hands.press("ArrowRight");
  expect(await theme()).not.toBe(before);
  await hands.holds();
});

test("the palette opens, finds, leads there, and gives the focus back where it is closed", async ({ at, page }) => {
  const hands = await at("account-other");
  await hands.to("Sign out", { whole: true });
  await hands.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await hands.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await hands.holds()).name).toBe("Sign out");
  await hands.press("Control+k");
  await hands.type("settings");
  await hands.press("Enter");
  await hands.isAt("Settings");
});

test("the sheet of shortcuts opens and closes by its key", async ({ at, page }) => {
  const hands = await at("account-other");
  await hands.to("Sign out", { whole: true });
  await hands.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect((await hands.holds()).visible).toBe(true);
  await hands.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await hands.holds()).name).toBe("Sign out");
});
