import { expect, it } from "vitest";

import { languages } from "./locales";

const tags = (text: string) => languages(text, "en").map((one) => one.tag);

it("a language is found by its name in either language, without its accents, and by its tag", () => {
  expect(tags("german")).toContain("de");
  expect(tags("espanol")).toContain("es");
  expect(tags("español")).toContain("es-MX");
  expect(tags("en-gb")[0]).toBe("en-GB");
});

it("a tag that is not offered is found as it is typed, and what is none is not", () => {
  expect(tags("eo")[0]).toBe("eo");
  expect(tags("!!")).toEqual([]);
  expect(tags("qqq")).toEqual([]);
});
