import { expect, it } from "vitest";

import { type Place, pathOf, placeOf } from "./places";

it("every place comes back from its address, whatever its names hold", () => {
  const places: Place[] = [
    { screen: "welcome" },
    { screen: "add" },
    { screen: "add-preset", preset: "inbenta" },
    { screen: "add-issuer", issuer: "http://127.0.0.1:41234/a b" },
    { screen: "sign-in", provider: "This computer" },
    { screen: "attempt", id: "a/b#c" },
    { screen: "account", id: "ñ%2F" },
    { screen: "apps", account: "one" },
    { screen: "new-app", account: "one" },
    { screen: "app", account: "one", clientId: "3f44/f3" },
    { screen: "app", account: "one", clientId: "new" },
    { screen: "what-happened", id: "ñ%2F" },
    { screen: "attempt-happened", attempt: "a/b" },
    { screen: "people-of", account: "one", organisation: "one" },
    { screen: "person", account: "one", id: "invite" },
    { screen: "invite", account: "one" },
    { screen: "api-key", account: "one", key: "new" },
    { screen: "new-api-key", account: "one" },
    { screen: "audit-of", account: "one", subject: "organisation:a/b c" },
    { screen: "settings" },
  ];
  for (const place of places) expect(placeOf(pathOf(place))).toEqual(place);
});

it("an address that names no place is none", () => {
  for (const path of ["", "#", "#welcome", "#/nowhere", "#/accounts", "#/accounts/%", "#/sign-in/"]) expect(placeOf(path), path).toBeUndefined();
});
