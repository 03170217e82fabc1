import type { AccountDetail } from "../../generated/AccountDetail";
import type { ConnectedApp } from "../../generated/ConnectedApp";
import type { OwnProfile } from "../../generated/OwnProfile";
import type { OwnSession } from "../../generated/OwnSession";
import { error, find, type Played, type Stage } from "./stage";
import { now } from "./samples";

const app = (client_id: string, name: string, scopes: string[], since: number, last: number | null): ConnectedApp => ({ client_id, name, scopes, since: now() - since, last_used_at: last === null ? null : now() - last });

const browser = (id: string, user_agent: string | null, address: string | null, created: number, seen: number, current = false): OwnSession => ({
  id,
  created_at: now() - created,
  authenticated_at: now() - created,
  seen_at: now() - seen,
  expires_at: now() - created + 2_592_000,
  amr: "pwd",
  address,
  user_agent,
  current,
});

/** Somebody as they may change themselves at the service. */
const asKnown = ({ profile }: AccountDetail): OwnProfile => ({
  name: profile?.name ?? "",
  ...(profile && { formats: { locale: profile.locale, timezone: profile.timezone, dates: profile.dates, number_separators: profile.number_separators } }),
  details: { username: "ada", location: "Muelle de Levante 4", bio: "Answers for the berths between Levante and the old lighthouse.", address: { locality: "Cádiz", country: "Spain" } },
  version: 7,
});

/** Apps with access to the account of whoever asks, and browsers that are signed in. */
export function ownAccount(stage: Stage): Played<"own_profile" | "change_own_profile" | "connected_apps" | "disconnect_app" | "own_sessions" | "end_own_session"> {
  let apps = stage.state.nothingConnected
    ? []
    : [
        app("countersign", "Countersign", ["openid", "profile", "email", "offline_access", "account"], 11_400, 20),
        app("3f44f3b335dfbca8", "Harbour Desk Booking", ["profile", "email"], 10_600_000, 70_000),
        app("90be4d1135dfbca8", "مكتبة الميناء", ["profile"], 2_600_000, null),
        app("b7d2c08a35dfbca8", "Customs declarations of the port authority and its contractors", ["openid", "profile", "email", "offline_access"], 900_000, 5000),
        app("11aa22bb35dfbca8", "Bookshop till", [], 260_000, 260_000),
      ];
  let sessions = stage.state.nothingConnected
    ? []
    : [
        browser("s1", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "192.0.2.17", 11_400, 60, true),
        browser("s2", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1", "2001:db8:85a3::8a2e:370:7334", 600_000, 86_000),
        browser("s3", null, null, 1_900_000, 1_200_000),
      ];
  const gone = () => error("not_found", "It is not there. It may have ended.");
  const profiles = new Map<string, OwnProfile>();
  const profileOf = (id: string) => profiles.get(id) ?? asKnown(find(stage.state.accounts.find((one) => one.account.id === id), "account"));
  return {
    own_profile: async ({ id }) => structuredClone(profileOf(id)),
    change_own_profile: async ({ id, change }) => {
      let profile = profileOf(id);
      const elsewhere = stage.state.profileChanges;
      if (elsewhere) {
        stage.state.profileChanges = undefined;
        profile = { ...profile, ...elsewhere, details: { ...profile.details, ...elsewhere.details }, version: (profile.version ?? 0) + 1 };
        profiles.set(id, profile);
      }
      if (change.version !== profile.version) throw error("conflict", "Your profile was changed elsewhere meanwhile. Read it again, then change it.");
      if (change.name?.trim() === "") throw error("invalid_input", "Give a name of 1 to 120 characters, without control characters.", "name");
      if (change.details?.website && !change.details.website.startsWith("https://")) throw error("invalid_input", "Write the address with https, as https://example.com/ada.", "website");
      profile = { ...profile, ...change, version: (profile.version ?? 0) + 1 };
      profiles.set(id, profile);
      const one = stage.state.accounts.find((known) => known.account.id === id);
      if (one?.profile && profile.formats) one.profile = { ...one.profile, name: profile.name ?? null, ...profile.formats };
      if (one) stage.emit({ event: "account_changed", detail: (one.account = { ...one.account, name: profile.name ?? null }) });
      return structuredClone(profile);
    },
    connected_apps: async () => apps,
    own_sessions: async () => sessions,
    disconnect_app: async ({ clientId }) => {
      if (!apps.some((one) => one.client_id === clientId)) throw gone();
      apps = apps.filter((one) => one.client_id !== clientId);
    },
    end_own_session: async ({ session }) => {
      if (!sessions.some((one) => one.id === session)) throw gone();
      sessions = sessions.filter((one) => one.id !== session);
    },
  };
}
