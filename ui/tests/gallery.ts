import { expect, type Page, test as bare } from "@playwright/test";

import type { Look } from "../src/gallery/player.ts";

declare global {
  interface Window {
    gallery: { names: string[]; show(name: string, look?: Look): Promise<void>; settled(): Promise<void> };
  }
}

export type { Look };

/** The style that the palette's library writes into its elements; the policy refuses it, and our own sheet says the same. */
const KNOWN = "sha256-iaOezIDcQIoxCULa6FBKKuLUu09R7kG+Mlu+JVfU3Rw=";

/** A page of the gallery, where stories are shown one after another. */
export class Gallery {
  readonly told: string[] = [];

  private constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.told.push(`it threw ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes(KNOWN)) this.told.push(`it said ${message.text()}`);
    });
  }

  static async open(page: Page): Promise<Gallery> {
    const gallery = new Gallery(page);
    // A story that hangs: nothing happens there meanwhile.
    await page.goto("/gallery.html#loading");
    await page.waitForFunction(() => "gallery" in window);
    return gallery;
  }

  /** All stories, or those that `COUNTERSIGN_STORIES` matches. */
  async names(): Promise<string[]> {
    const wanted = new RegExp(process.env.COUNTERSIGN_STORIES ?? "");
    return (await this.page.evaluate(() => window.gallery.names)).filter((name) => wanted.test(name));
  }

  async show(name: string, look: Look = {}): Promise<void> {
    await this.page.evaluate(([name, look]) => window.gallery.show(name, look), [name, look] as const);
  }

  /** Until the story that is shown stands still. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => window.gallery.settled());
  }

  /** What the page complained of since the last time. */
  complaints(): string[] {
    return this.told.splice(0);
  }
}

export const test = bare.extend<{ gallery: Gallery }>({
  gallery: async ({ page }, use) => use(await Gallery.open(page)),
});

/** All stories, or all screens, in so many parts, so that workers share them evenly: long ones stand side by side. */
export const PARTS = [0, 1, 2, 3] as const;
export const partOf = (names: string[], part: number) => names.filter((_, at) => at % PARTS.length === part);

export { expect };
