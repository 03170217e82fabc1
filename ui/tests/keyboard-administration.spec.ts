/** Journeys by keyboard alone, of somebody who administers. */
import { expect, test } from "./hands.ts";

/** What the audit says of a refused sign-in. */
const REFUSED = "was refused at sign-in";

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

test("several apps are chosen and disabled, and it is undone", async ({ at, page }) => {
  const hands = await at("apps");
  await hands.to("Search apps");
  await hands.type("Booking");
  await hands.press("ArrowDown");
  expect((await hands.holds()).name).toMatch(/^Apps/);
  // The first is off already.
  await hands.press("ArrowDown", "Space", "ArrowDown", "Space", "Shift+ArrowDown");
  await expect(page.getByRole("toolbar", { name: "3 apps" })).toBeVisible();
  await hands.to("Disable", { whole: true });
  await hands.press("Enter");
  await hands.to("Disable 3 apps");
  await hands.press("Enter");
  await expect(page.locator("main")).toContainText("3 apps disabled; their tokens ended.");
  await hands.holds();
  await hands.press("Control+z");
  await expect(page.locator("main")).toContainText("3 apps enabled again; the tokens that ended stay ended.");
  await hands.holds();
});

test("a file of apps is written, planned and applied", async ({ at, page }) => {
  const hands = await at("plan-apps");
  await hands.to("Apps, as TOML or JSON");
  await hands.type('[[app]]\ncode_name = "nightferry"\nname = "Night ferry"\nkind = "web"\n');
  await hands.to("Show what would change");
  await hands.press("Enter");
  await expect(page.locator("main")).toContainText("1 to add");
  await hands.to("Apply this one change");
  await hands.press("Enter");
  expect((await hands.holds()).name).toBe("Done as planned");
  await hands.to("Copy the secret of Night ferry");
  await hands.press("Enter");
  await hands.to("To the list of apps");
  await hands.press("Enter");
  await hands.isAt("Apps");
});

test("somebody is invited, and their link copied before it is left", async ({ at, page }) => {
  const hands = await at("people");
  await hands.to("Invite somebody");
  await hands.press("Enter");
  await hands.isAt("Invite somebody");
  await hands.to("Name", { whole: true });
  await hands.type("Núria Coll");
  await hands.to("E-mail, to sign in with");
  await hands.type("nuria.coll@museum.example");
  await hands.press("Enter");
  await hands.isAt("Núria Coll is invited");
  await hands.to("Go to the person");
  await hands.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await hands.press("Escape");
  expect((await hands.holds()).name).toBe("Go to the person");
  await page.keyboard.press("Shift+Tab");
  expect((await hands.focus()).name).toBe("Copy the link");
  await hands.press("Enter");
  await hands.to("Go to the person");
  await hands.press("Enter");
  await hands.isAt("Núria Coll");
});

test("the audit is verified, and narrowed to one deed", async ({ at, page }) => {
  const hands = await at("audit");
  await hands.to("Verify the chain");
  await hands.press("Enter");
  await expect(page.locator("main")).toContainText("The chain is whole");
  expect((await hands.holds()).name).toBe("Verify the chain");
  await hands.to("Deed");
  await hands.press("w");
  await expect(page.locator("main .audit-line").filter({ hasNotText: REFUSED })).toHaveCount(0);
  await expect(page.locator("main .audit-line").first()).toContainText(REFUSED);
  await hands.to("More of row");
  await hands.press("Enter");
  await expect(page.locator("main .raw code").first()).toHaveText("sign_in_refused");
  expect((await hands.holds()).name).toMatch(/^More of row/);
});
