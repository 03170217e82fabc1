import { expect, it, vi } from "vitest";

import { Unfinished } from "./unfinished.svelte";

it("whoever leaves nothing unfinished is not asked", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  unfinished.hold("form", () => false);
  expect(unfinished.leave(go)).toBe(true);
  expect(go).toHaveBeenCalledOnce();
  expect(unfinished.asked).toBeUndefined();
});

it("a form that was changed asks, and staying keeps it", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  let changed = true;
  const over = unfinished.hold("form", () => changed);
  expect(unfinished.leave(go)).toBe(false);
  expect(unfinished.asked?.matter).toBe("form");
  unfinished.stay();
  expect(go).not.toHaveBeenCalled();
  expect(unfinished.matter).toBe("form");
  changed = false;
  expect(unfinished.matter).toBeUndefined();
  changed = true;
  over();
  expect(unfinished.matter).toBeUndefined();
});

it("a secret goes before a form, and who goes on all the same is asked once", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  unfinished.hold("form", () => true);
  unfinished.hold("secret", () => true);
  unfinished.leave(go);
  expect(unfinished.asked?.matter).toBe("secret");
  unfinished.goOn();
  expect(go).toHaveBeenCalledOnce();
  expect(unfinished.leave(go)).toBe(true);
});

it("a secret that is being made holds whoever leaves before it is there", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  let busy = true;
  unfinished.hold("form", () => true);
  unfinished.hold("making", () => busy);
  expect(unfinished.leave(go)).toBe(false);
  expect(unfinished.asked?.matter).toBe("making");
  busy = false;
  expect(unfinished.matter).toBe("form");
});

it("another secret in place of one that nobody copied asks, and lets go of nothing else", () => {
  const [unfinished, make] = [new Unfinished(), vi.fn()];
  let copied = false;
  unfinished.hold("secret", () => !copied);
  unfinished.hold("form", () => true);
  unfinished.replace(make);
  expect(make).not.toHaveBeenCalled();
  unfinished.goOn();
  expect(make).toHaveBeenCalledOnce();
  expect(unfinished.matter).toBe("secret");
  copied = true;
  unfinished.replace(make);
  expect(make).toHaveBeenCalledTimes(2);
  expect(unfinished.matter).toBe("form");
});

it("the last wish is the one that counts", () => {
  const [unfinished, first, second] = [new Unfinished(), vi.fn(), vi.fn()];
  unfinished.hold("form", () => true);
  unfinished.leave(first);
  unfinished.leave(second);
  unfinished.goOn();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
});

it("the end of the app asks about drafts too, which leaving a screen does not lose", () => {
  const [unfinished, go, stayed] = [new Unfinished(), vi.fn(), vi.fn()];
  let begun = true;
  unfinished.draft("ada", "new app", () => begun);
  expect(unfinished.leave(go)).toBe(true);
  unfinished.quit(go, stayed);
  expect(unfinished.asked).toMatchObject({ matter: "draft", quits: true });
  begun = false;
  unfinished.stay();
  unfinished.quit(go, stayed);
  expect(unfinished.asked).toBeUndefined();
  expect([go, stayed].map((told) => told.mock.calls.length)).toEqual([2, 1]);
});

it("a draft that was sent, or went with its account, holds nobody", () => {
  const unfinished = new Unfinished();
  unfinished.draft("ada", "new app", () => true);
  unfinished.draft("michael", "new app", () => true);
  unfinished.drop("ada", "new app");
  expect(unfinished.atTheEnd).toBe("draft");
  unfinished.forget("michael");
  expect(unfinished.atTheEnd).toBeUndefined();
});

it("whoever quits all the same loses it, and nothing holds the app any more", () => {
  const [unfinished, go, stayed] = [new Unfinished(), vi.fn(), vi.fn()];
  unfinished.hold("form", () => true);
  unfinished.draft("ada", "new app", () => true);
  unfinished.quit(go, stayed);
  unfinished.goOn();
  expect([go, stayed].map((told) => told.mock.calls.length)).toEqual([1, 0]);
  expect(unfinished.atTheEnd).toBeUndefined();
});

it("a wish to go elsewhere takes the place of the question before the end, and the app stays", () => {
  const [unfinished, stayed] = [new Unfinished(), vi.fn()];
  unfinished.hold("form", () => true);
  unfinished.quit(vi.fn(), stayed);
  unfinished.leave(vi.fn());
  expect(stayed).toHaveBeenCalledOnce();
  expect(unfinished.asked).not.toHaveProperty("quits");
});

it("a question is about what is unfinished by now, and about nothing once that has ended", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  let [making, secret] = [true, false];
  unfinished.hold("making", () => making);
  unfinished.hold("secret", () => secret);
  unfinished.leave(go);
  expect(unfinished.asked?.matter).toBe("making");
  [making, secret] = [false, true];
  expect(unfinished.asked?.matter).toBe("secret");
  secret = false;
  expect(unfinished.asked).toBeUndefined();
  expect(go).not.toHaveBeenCalled();
});

it("a deed holds whoever leaves until it has ended", () => {
  const [unfinished, go] = [new Unfinished(), vi.fn()];
  let busy = true;
  unfinished.hold("deed", () => busy);
  expect(unfinished.leave(go)).toBe(false);
  busy = false;
  expect(unfinished.leave(go)).toBe(true);
});
