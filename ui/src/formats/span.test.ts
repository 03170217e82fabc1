import { expect, it } from "vitest";

import { spanInWords } from "./span";

it("a time is told by its largest unit", () => {
  expect([spanInWords(29 * 3600, "en"), spanInWords(3 * 86_400, "en"), spanInWords(40, "en"), spanInWords(-5, "en")]).toEqual(["29 hr", "3 days", "0 min", "0 min"]);
});
