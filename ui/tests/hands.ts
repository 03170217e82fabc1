import type { Page } from "@playwright/test";

import { expect, type Gallery, test as bare } from "./gallery.ts";

/** What has the focus, as a person finds it. */
interface Focus {
  name: string;
  tag: string;
  /** Something about it or right around it is drawn as it is not without the focus. */
  visible: boolean;
}

/** Somebody who has a keyboard and nothing else. Wherever the focus goes it has to be seen. */
export class Hands {
  constructor(readonly page: Page) {}

  async focus(): Promise<Focus> {
    return this.page.evaluate(() => {
      const one = document.activeElement ?? document.body;
      const labelled = (one.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
      const label = [...((one as HTMLInputElement).labels ?? [])].map((each) => each.textContent ?? "").join(" ");
      const name = one.getAttribute("aria-label") ?? (labelled.trim() || label || one.textContent || one.getAttribute("title") || "");
      // A link that fills its row has its ring on what makes it fill it.
      const isDrawn = ({ outlineStyle, outlineWidth, outlineColor }: CSSStyleDeclaration) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 1.5 && outlineColor !== "rgba(0, 0, 0, 0)";
      const ring = (element: Element | null | undefined) => !!element && (isDrawn(getComputedStyle(element)) || isDrawn(getComputedStyle(element, "::after")));
      // A drawn control has its ring on what is drawn; a search that moves through a list has its row, and the caret.
      const active = one.getAttribute("aria-activedescendant");
      const row = active ? document.getElementById(active) : null;
      const isChosen = row !== null && (ring(row) || getComputedStyle(row).backgroundColor !== "rgba(0, 0, 0, 0)");
      return { name: name.trim().replace(/\s+/g, " "), tag: one.tagName.toLowerCase(), visible: [one, one.nextElementSibling, one.parentElement, one.closest("label"), one.closest("[role=row], tr, li")].some(ring) || isChosen };
    });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.page.evaluate(() => window.gallery.settled());
    }
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    // What is typed is looked at a moment later, and what is put off for a moment counts as on its way.
    await this.page.evaluate(() => window.gallery.settled());
  }

  /** By Tab to what is called so; the beginning of its name is enough, unless it is all that is meant. */
  async to(name: string, { most = 90, whole = false } = {}): Promise<void> {
    const met: string[] = [];
    for (let turn = 0; turn < most; turn++) {
      await this.page.keyboard.press("Tab");
      const focus = await this.focus();
      met.push(focus.name);
      if (focus.tag === "body") continue;
      expect(focus.visible, `the focus is seen on ${focus.tag} “${focus.name}”`).toBe(true);
      if (whole ? focus.name === name : focus.name.startsWith(name)) return;
    }
    expect(met, "what Tab goes through").toContain(name);
  }

  /** The screen that has just opened has the focus at its heading. */
  async isAt(heading: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect.poll(async () => (await this.focus()).tag).toBe("h1");
  }

  /** The focus is on something, and not lost to the page. */
  async holds(): Promise<Focus> {
    await expect.poll(async () => (await this.focus()).tag).not.toBe("body");
    return this.focus();
  }
}

/** A story that is gone through by keyboard. */
export const test = bare.extend<{ at: (story: string) => Promise<Hands> }>({
  at: async ({ gallery }: { gallery: Gallery }, use) => {
    await use(async (story) => {
      await gallery.show(story);
      return new Hands(gallery.page);
    });
    expect(gallery.complaints()).toEqual([]);
  },
});

export { expect };
