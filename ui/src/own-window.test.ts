import { expect, it } from "vitest";

import { isReload } from "./own-window";

it("no key loads the page anew, whatever is held with it", () => {
  const key = (key: string, ctrlKey = false, metaKey = false) => isReload({ key, ctrlKey, metaKey });
  for (const pressed of [key("F5"), key("F5", true), key("r", true), key("R", true), key("r", false, true), key("BrowserRefresh")]) expect(pressed).toBe(true);
  for (const pressed of [key("r"), key("F6"), key("e", true)]) expect(pressed).toBe(false);
});
