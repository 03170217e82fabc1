import { PATHS } from "../src/state/places.ts";
import { Gallery, PARTS, expect, partOf, test } from "./gallery.ts";

/** What outlives what made it unless somebody ends it. */
interface Counts {
  listeners: number;
  intervals: number;
  observed: number;
}

declare global {
  interface Window {
    countLeft(): Counts;
  }
}

/** Runs before the scripts of the page, and counts what they begin and do not end. */
function count(): void {
  const listeners = new Map<EventTarget, Set<string>>();
  const names = new WeakMap<object, number>();
  let given = 0;
  const nameOf = (listener: object) => {
    if (!names.has(listener)) names.set(listener, ++given);
    return names.get(listener);
  };
  const captures = (options: unknown) => (typeof options === "boolean" ? options : ((options as AddEventListenerOptions | undefined)?.capture ?? false));
  // An element takes its listeners with it; what always stands keeps them.
  const stands = (target: EventTarget) => !(target instanceof Node) || target === document || target === document.documentElement || target === document.body;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (listener && stands(this ?? window)) {
      const of = listeners.get(this ?? window) ?? new Set();
      const key = `${type} ${nameOf(listener)} ${captures(options)}`;
      listeners.set(this ?? window, of.add(key));
      const { once, signal } = (typeof options === "object" ? options : {}) as AddEventListenerOptions;
      if (once) addEventListener.call(this, type, () => of.delete(key), { once: true });
      if (signal) addEventListener.call(signal, "abort", () => of.delete(key), { once: true });
    }
    addEventListener.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    if (listener) listeners.get(this ?? window)?.delete(`${type} ${nameOf(listener)} ${captures(options)}`);
    removeEventListener.call(this, type, listener, options);
  };

  const intervals = new Set<unknown>();
  const { setInterval, clearInterval } = window;
  window.setInterval = ((...of: Parameters<typeof setInterval>) => {
    const id = setInterval(...of);
    intervals.add(id);
    return id;
  }) as typeof setInterval;
  window.clearInterval = (id) => {
    intervals.delete(id);
    clearInterval(id);
  };

  const observed = new Map<object, Set<unknown>>();
  for (const kind of ["ResizeObserver", "IntersectionObserver", "MutationObserver"] as const) {
    const { observe, disconnect } = window[kind].prototype as { observe(target: Element, options?: object): void; disconnect(): void };
    const prototype = window[kind].prototype as unknown as Record<string, unknown>;
    prototype.observe = function (this: object, target: Element, options?: object) {
      observed.set(this, (observed.get(this) ?? new Set()).add(target));
      (observe as (this: object, target: Element, options?: object) => void).call(this, target, options);
    };
    prototype.disconnect = function (this: object) {
      observed.delete(this);
      (disconnect as (this: object) => void).call(this);
    };
    const unobserve = prototype.unobserve as ((this: object, target: Element) => void) | undefined;
    if (unobserve)
      prototype.unobserve = function (this: object, target: Element) {
        observed.get(this)?.delete(target);
        unobserve.call(this, target);
      };
  }

  const sum = (sets: Iterable<Set<unknown>>) => [...sets].reduce((all, one) => all + one.size, 0);
  window.countLeft = () => ({ listeners: sum(listeners.values()), intervals: intervals.size, observed: sum(observed.values()) });
}

/** What stands for each parameter of an address in the story of somebody who administers, by the address up to it. */
const GIVEN: Record<string, string> = {
  "add/preset/:preset": "github",
  "add/issuer/:issuer": "https://login.other.example",
  "sign-in/:provider": "Harbour accounts",
  "attempts/:id": "in-ada",
  "attempts/:attempt": "in-ada",
  "accounts/:id": "ada",
  "administration/:account": "ada",
  "administration/:account/apps/one/:clientId": "daa66d1335dfbca8-9fd880312f3eab98",
  "administration/:account/apps/one/:clientId/tried/:attempt": "in-ada",
  "administration/:account/people/of/:organisation": "pilots",
  "administration/:account/people/one/:id": "p-layla",
  "administration/:account/organisations/one/:id": "pilots",
  "administration/:account/api-keys/one/:key": "BvQ8cXw1n7Tt0sKp4Zr2LmYh9Gd3Ea6U",
  "administration/:account/audit/of/:subject": "organisation:pilots",
};

/** An address as it is in that story. A parameter that nothing stands for yet gets its line above. */
function given(path: string): string {
  const parts = path.split("/");
  const told = parts.map((part, at) => {
    if (!part.startsWith(":")) return part;
    const value = GIVEN[parts.slice(0, at + 1).join("/")];
    if (value === undefined) throw new Error(`Nothing stands for ${part} in ${path}.`);
    return encodeURIComponent(value);
  });
  return told.join("/");
}

/** Every screen that there is, and one more: only he has product APIs. */
const SCREENS = [...Object.values(PATHS).map(given), "accounts/michael/products"];
const TIMES = 20;

test.beforeEach(async ({ page }) => page.addInitScript(count));

for (const part of PARTS) {
  test(`a screen that is opened and closed ${TIMES} times leaves nothing behind, part ${part + 1} of ${PARTS.length}`, async ({ page }) => {
    const gallery = await Gallery.open(page);
    await gallery.show("apps-few");
    const go = async (path: string) => {
      await page.evaluate((path) => (location.hash = `#/${path}`), path);
      await gallery.settled();
    };
    const left: string[] = [];
    for (const path of partOf(SCREENS, part)) {
      const away = path === "add" ? "" : "add";
      // What is loaded once and stays is there after the second time.
      for (let turn = 0; turn < 2; turn++) for (const place of [path, away]) await go(place);
      const before = await page.evaluate(() => window.countLeft());
      for (let turn = 0; turn < TIMES; turn++) for (const place of [path, away]) await go(place);
      const after = await page.evaluate(() => window.countLeft());
      for (const kind of ["listeners", "intervals", "observed"] as const) if (after[kind] > before[kind]) left.push(`${path}: ${after[kind] - before[kind]} ${kind}`);
    }
    expect(left).toEqual([]);
    expect(gallery.complaints()).toEqual([]);
  });
}

test("a window that is opened and closed leaves nothing behind", async ({ page }) => {
  const gallery = await Gallery.open(page);
  for (let turn = 0; turn < 2; turn++) await gallery.show("account");
  const before = await page.evaluate(() => window.countLeft());
  for (let turn = 0; turn < 5; turn++) await gallery.show("account");
  expect(await page.evaluate(() => window.countLeft())).toEqual(before);
});

test("what is left behind is counted", async ({ page }) => {
  await Gallery.open(page);
  const [before, after, ended] = await page.evaluate(() => {
    const counts = [window.countLeft()];
    const listen = () => undefined;
    const observer = new ResizeObserver(listen);
    const interval = setInterval(listen, 1000);
    addEventListener("resize", listen);
    observer.observe(document.body);
    counts.push(window.countLeft());
    removeEventListener("resize", listen);
    observer.disconnect();
    clearInterval(interval);
    return [...counts, window.countLeft()];
  });
  expect(after).toEqual({ listeners: before!.listeners + 1, intervals: before!.intervals + 1, observed: before!.observed + 1 });
  expect(ended).toEqual(before);
});
