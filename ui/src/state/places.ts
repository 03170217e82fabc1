/**
 * Which screens there are, each with its address. What begins with a colon is a parameter; an address is kept by the window, so
 * that a reload stays where it was.
 */
export const PATHS = {
  welcome: "",
  add: "add",
  "add-preset": "add/preset/:preset",
  "add-issuer": "add/issuer/:issuer",
  "sign-in": "sign-in/:provider",
  attempt: "attempts/:id",
  account: "accounts/:id",
  "what-happened": "accounts/:id/happened",
  "attempt-happened": "attempts/:attempt/happened",
  "connected-apps": "accounts/:id/connected",
  "product-apis": "accounts/:id/products",
  apps: "administration/:account/apps",
  "new-app": "administration/:account/apps/new",
  "plan-apps": "administration/:account/apps/plan",
  app: "administration/:account/apps/one/:clientId",
  people: "administration/:account/people",
  "people-of": "administration/:account/people/of/:organisation",
  invite: "administration/:account/people/invite",
  person: "administration/:account/people/one/:id",
  organisations: "administration/:account/organisations",
  organisation: "administration/:account/organisations/one/:id",
  "api-keys": "administration/:account/api-keys",
  "new-api-key": "administration/:account/api-keys/new",
  "api-key": "administration/:account/api-keys/one/:key",
  audit: "administration/:account/audit",
  "audit-of": "administration/:account/audit/of/:subject",
  "signing-keys": "administration/:account/signing-keys",
  settings: "settings",
  /** An address that names no place. */
  nowhere: "not-there",
} as const;

type Paths = typeof PATHS;
/** A screen's name. */
export type Screen = keyof Paths;
type Named<P extends string> = P extends `${infer A}/${infer B}` ? Named<A> | Named<B> : P extends `:${infer N}` ? N : never;
/** What a screen is told by its address. */
export type Told<S extends Screen> = { [K in Named<Paths[S]>]: string };
/** Which screen is shown, and of what. */
export type Place = { [S in Screen]: { screen: S } & Told<S> }[Screen];

const SCREENS = (Object.entries(PATHS) as [Screen, string][]).map(([screen, path]) => ({ screen, parts: path.split("/") }));

/** The address of a place. */
export function pathOf(place: Place): string {
  const told: Record<string, string> = place;
  const parts = PATHS[place.screen].split("/").map((part) => (part.startsWith(":") ? encodeURIComponent(told[part.slice(1)] ?? "") : part));
  return `#/${parts.join("/")}`;
}

/** The place of an address; absent where it names none. */
export function placeOf(path: string): Place | undefined {
  if (!path.startsWith("#/")) return undefined;
  let given: string[];
  try {
    given = path.slice(2).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
  for (const { screen, parts } of SCREENS) {
    const fits = parts.length === given.length && parts.every((part, at) => (part.startsWith(":") ? given[at] !== "" : part === given[at]));
    if (!fits) continue;
    const told = parts.flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), given[at]]] : []));
    return { screen, ...Object.fromEntries(told) } as Place;
  }
  return undefined;
}

/** Whether a screen is one of administration, and of which account. */
export function administeredBy(place: Place): string | undefined {
  return "account" in place ? place.account : undefined;
}
