import { expect, it } from "vitest";

import type { OwnProfile } from "../generated/OwnProfile";
import { change, fieldsOf, tidy, together } from "./own-profile";

const ada: OwnProfile = {
  name: "Ada",
  formats: { locale: "es", timezone: "Europe/Madrid", dates: { format: "DD-MM-YYYY", smart: "on" }, number_separators: { thousands: "", decimal: "," } },
  details: { bio: "Berths.", address: { country: "Spain" } },
  version: 3,
};
const fields = () => fieldsOf(ada);

it("only what changed is sent, formats and details each as a whole", () => {
  expect(change(fields(), fields())).toEqual({});
  expect(change(fields(), { ...fields(), name: "Ada Ruiz" })).toEqual({ name: "Ada Ruiz" });
  expect(change(fields(), { ...fields(), timezone: "America/Lima" })).toEqual({ formats: { ...ada.formats, timezone: "America/Lima" } });
  expect(change(fields(), { ...fields(), locality: "Cádiz" })).toEqual({ details: { bio: "Berths.", address: { country: "Spain", locality: "Cádiz" } } });
  expect(change(fields(), { ...fields(), country: null, bio: null })).toEqual({ details: {} });
});

it("an empty line says nothing, and no separator is one", () => {
  const written = tidy({ ...fields(), bio: "  ", website: " https://ada.example " });
  expect(written).toMatchObject({ bio: null, website: "https://ada.example", thousands: "" });
});

it("what was changed elsewhere stays, and the same changed on both sides is a clash", () => {
  const mine = { ...fields(), name: "Ada Ruiz", decimal: "." };
  const theirs = { ...fields(), name: "Ada R.", timezone: "America/Lima", decimal: "." };
  expect(together(fields(), mine, theirs)).toEqual({ fields: { ...mine, timezone: "America/Lima" }, taken: ["timezone"], clashes: ["name"] });
});
