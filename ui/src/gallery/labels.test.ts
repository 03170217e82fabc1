import { afterEach, expect, it } from "vitest";

import { speak, t } from "../messages";
import { called } from "./labels";

afterEach(() => speak("en"));

it("what is pressed has the name that it has in the language that is spoken", async () => {
  const label = t("common.tryAgain");
  await speak("es");
  expect(called(label)).toContain(t("common.tryAgain"));
  expect(t("common.tryAgain")).not.toBe(label);
});

it("what stands in a text stays what it is, and so does a name", async () => {
  await speak("es");
  expect(called("Choose Logbook")).toContain(t("apps.choose", { name: "Logbook" }));
  expect(t("apps.choose", { name: "Logbook" })).not.toBe("Choose Logbook");
  expect(called("Harbour Desk")).toContain("Harbour Desk");
});
