/** Which screen is shown. Kept in the address, so that a reload stays where it was. */
export type Place =
  | { screen: "welcome" }
  | { screen: "add"; preset: string | null; issuer: string | null }
  | { screen: "sign-in"; provider: string }
  | { screen: "attempt"; attempt: string }
  | { screen: "account"; id: string }
  | { screen: "apps"; account: string }
  | { screen: "new-app"; account: string }
  | { screen: "app"; account: string; clientId: string };

/** The address of a place. */
export function pathOf(place: Place): string {
  const part = encodeURIComponent;
  switch (place.screen) {
    case "welcome":
      return "#/";
    case "add":
      if (place.issuer !== null) return `#/add/issuer/${part(place.issuer)}`;
      return place.preset === null ? "#/add" : `#/add/preset/${part(place.preset)}`;
    case "sign-in":
      return `#/sign-in/${part(place.provider)}`;
    case "attempt":
      return `#/attempts/${part(place.attempt)}`;
    case "account":
      return `#/accounts/${part(place.id)}`;
    case "apps":
      return `#/apps/${part(place.account)}`;
    case "new-app":
      return `#/apps/${part(place.account)}/new`;
    case "app":
      return `#/apps/${part(place.account)}/app/${part(place.clientId)}`;
  }
}

/** The place of an address; absent where it names none. */
export function placeOf(path: string): Place | undefined {
  if (!path.startsWith("#/")) return undefined;
  let parts: string[];
  try {
    parts = path.slice(2).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const [first = "", second = "", third, fourth] = parts;
  switch (first) {
    case "":
      return { screen: "welcome" };
    case "add":
      return { screen: "add", preset: second === "preset" ? (third ?? null) : null, issuer: second === "issuer" ? (third ?? null) : null };
    case "sign-in":
      return second === "" ? undefined : { screen: "sign-in", provider: second };
    case "attempts":
      return second === "" ? undefined : { screen: "attempt", attempt: second };
    case "accounts":
      return second === "" ? undefined : { screen: "account", id: second };
    case "apps":
      if (second === "") return undefined;
      if (third === "new") return { screen: "new-app", account: second };
      if (third === "app" && fourth) return { screen: "app", account: second, clientId: fourth };
      return { screen: "apps", account: second };
    default:
      return undefined;
  }
}

export class Route {
  place = $state<Place>({ screen: "welcome" });
  /** The address already named a place when the window opened. */
  readonly wasGiven: boolean;

  constructor() {
    const given = placeOf(location.hash);
    this.wasGiven = given !== undefined && given.screen !== "welcome";
    if (given) this.place = given;
    addEventListener("hashchange", () => {
      this.place = placeOf(location.hash) ?? this.place;
    });
  }

  go(place: Place): void {
    this.place = place;
    if (location.hash !== pathOf(place)) location.hash = pathOf(place);
  }

  /** Goes on without leaving a step to come back to. */
  replace(place: Place): void {
    this.place = place;
    history.replaceState(null, "", pathOf(place));
  }
}
