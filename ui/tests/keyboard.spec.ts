/** Journeys by keyboard alone: the ways in, one’s own account, and what is reached from everywhere. */
import { expect, test } from "./hands.ts";

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

test("a service is added by its address", async ({ at }) => {
  const hands = await at("welcome");
  await hands.to("Address of the service");
  await hands.press("Enter");
  expect((await hands.holds()).name).toBe("Address of the service");
  await hands.type("accounts.harbour.example");
  await hands.press("Enter");
  await hands.isAt("Sign in to Harbour accounts");
  await hands.to("Back");
  await hands.press("Enter");
  await hands.isAt("Sign in with your own browser");
  await hands.to("Harbour accounts");
});

test("an account that has ended is signed in to again", async ({ at, page }) => {
  const hands = await at("account-expired");
  await hands.to("Sign in again");
  await page.keyboard.press("Enter");
  await hands.isAt("Go on in your browser");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Ada/, { timeout: 20_000 });
  await hands.isAt(/Ada/);
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeVisible();
});

test("one’s own profile is changed, and left as it was", async ({ at, page }) => {
  const hands = await at("account-other");
  await hands.to("Edit profile");
  await hands.press("Enter");
  expect((await hands.holds()).name).toBe("Name");
  await hands.to("Leave as it was");
  await hands.press("Enter");
  expect((await hands.holds()).name).toBe("Edit profile");
  await hands.press("Enter");
  await hands.press("Control+a");
  await hands.type("Ada Ruiz");
  await hands.to("Save profile");
  await hands.press("Enter");
  await expect(page.locator("main")).toContainText("Your profile is saved.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Ada Ruiz$/);
  expect((await hands.holds()).name).toBe("Edit profile");
});

test("the access of an app is ended", async ({ at, page }) => {
  const hands = await at("account-other");
  await hands.to("Connected apps and browsers");
  await hands.press("Enter");
  await hands.isAt("Connected apps");
  await hands.to("Revoke the access of Bookshop till");
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await hands.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await hands.holds()).name).toBe("Revoke the access of Bookshop till");
  await hands.press("Enter");
  await hands.to("Revoke", { whole: true });
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("main")).toContainText("“Bookshop till” has no access any more.");
  await expect(page.getByRole("button", { name: "Revoke the access of Bookshop till" })).toHaveCount(0);
  await hands.holds();
});

for (const [verdict, how] of [["Allow once", "Enter"], ["Refuse", "Space"]] as const) {
  test(`a program that asks is answered: ${verdict}`, async ({ at, page }) => {
    const hands = await at("program-asks");
    await expect(page.getByRole("dialog")).toBeVisible();
    // The question keeps the focus, and nothing is allowed by a key that was meant for something else.
    expect((await hands.holds()).name).not.toMatch(/^Allow/);
    await hands.to(verdict);
    await hands.press(how);
    await expect(page.getByRole("dialog")).toBeHidden();
    await hands.to("What happened");
  });
}

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
