import { expect, type Gallery, test } from "./gallery.ts";

const FILE = '[[app]]\ncode_name = "nightferry"\nname = "Night ferry"\nkind = "web"\n';

/** Brings a file over the window, as a person does who drags it there, and lets it go. */
async function bring(gallery: Gallery, name: string, text: string, { lets = true } = {}): Promise<void> {
  const dataTransfer = await gallery.page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    return data;
  }, [name, text] as const);
  for (const type of lets ? ["dragenter", "dragover", "drop"] : ["dragenter", "dragover"]) await gallery.page.dispatchEvent("main", type, { dataTransfer });
  await gallery.settled();
}

const DROP = "Let go to read this file";
const NOBODY = "Only an administrator can change apps by a file, and nobody is signed in here as one.";

test("a file of apps that is dropped on any screen is planned in the name of the administrator", async ({ gallery }) => {
  const { page } = gallery;
  await gallery.show("account-other");
  await bring(gallery, "apps.toml", FILE, { lets: false });
  await expect(page.getByText(DROP)).toBeVisible();
  await bring(gallery, "apps.toml", FILE);
  await expect(page.getByText(DROP)).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Apps from a file");
  await expect(page.getByLabel("apps.toml")).toHaveValue(FILE);
  await expect(page.locator("main")).toContainText("1 to add");
  expect(gallery.complaints()).toEqual([]);
});

test("a file of another kind is named, and nothing else happens", async ({ gallery }) => {
  const { page } = gallery;
  await gallery.show("account-other");
  await bring(gallery, "lighthouse.png", "no picture");
  await expect(page.getByRole("status").filter({ hasText: "lighthouse.png is no file of apps." })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Ada/);
  expect(gallery.complaints()).toEqual([]);
});

test("where nobody administers, it says why a file does nothing", async ({ gallery }) => {
  const { page } = gallery;
  await gallery.show("settings-empty");
  await bring(gallery, "apps.toml", FILE, { lets: false });
  await expect(page.getByText(NOBODY)).toBeVisible();
  await bring(gallery, "apps.toml", FILE);
  await expect(page.getByRole("status").filter({ hasText: NOBODY })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  expect(gallery.complaints()).toEqual([]);
});

test("a form that was changed is asked about before a dropped file takes its place", async ({ gallery }) => {
  const { page } = gallery;
  await gallery.show("app", { type: ["Name of the app=Harbour timetable"] });
  await bring(gallery, "apps.toml", FILE);
  await expect(page.getByRole("dialog")).toContainText("What you wrote is not saved");
  // The question is answered first: another file changes nothing.
  await bring(gallery, "apps.toml", FILE, { lets: false });
  await expect(page.getByText(DROP)).toHaveCount(0);
  await page.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Apps from a file");
  expect(gallery.complaints()).toEqual([]);
});

test("a text that is dragged is none of these", async ({ gallery }) => {
  const { page } = gallery;
  await gallery.show("account-other");
  const dataTransfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "some words");
    return data;
  });
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("main", type, { dataTransfer });
  await expect(page.getByText(DROP)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Ada/);
  expect(gallery.complaints()).toEqual([]);
});
