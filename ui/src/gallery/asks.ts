/** What a story lets fail or hang is asked for in it: a state that nobody gets to is none. */
import type { FakeState } from "../host/fake/fake";
import type { Name } from "../host/host";

/** What a screen reads by itself as it opens. All else is asked when somebody does something. */
const READS: ReadonlySet<Name> = new Set([
  "accounts", "account", "read_profile", "connected_apps", "own_sessions",
  "presets", "providers", "sign_in_preflight", "pending_sign_ins", "hosted",
  "traces", "traces_of", "product_access", "product_api_keys",
  "apps", "app", "app_facets", "app_impact", "app_logo", "app_usage", "app_secrets", "app_grants", "redirect_mismatches",
  "people", "person", "person_sessions", "organisations", "organisation", "api_keys", "api_key", "audit", "signing_keys",
  "approvals", "doctor", "preferences", "desktop_habits", "about",
]);

/** What does not go well in a state. */
const failing = ({ fails, hangs, failsAfter }: FakeState): Name[] => [...(Object.keys(fails) as Name[]), ...hangs, ...(failsAfter?.deeds ?? [])];

/** The deeds that do not go well: one of them has to be done. */
export const deedsOf = (state: FakeState): Name[] => failing(state).filter((name) => !READS.has(name));

/** What was to go wrong and was never asked for: each of what is read, and the deeds where not one of them was done. */
export function unseen(state: FakeState, asked: ReadonlySet<Name>): Name[] {
  const deeds = deedsOf(state);
  return [...failing(state).filter((name) => READS.has(name) && !asked.has(name)), ...(deeds.some((name) => asked.has(name)) ? [] : deeds)];
}
