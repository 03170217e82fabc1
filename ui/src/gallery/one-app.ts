import type { Event } from "../generated/Event";
import type { SignInStarted } from "../generated/SignInStarted";
import { type FakeState, fakeState } from "../host/fake/fake";
import { harbourDone } from "../host/fake/records";
import * as samples from "../host/fake/samples";
import { type Deed, does, fresh, network, type Story } from "./story";

const CLIENT = samples.app().client_id;
const HOUR = 3600;
const { ada, harbour, inbenta, michael, now } = samples;
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: samples.apps(40), ...change });
const secrets = () => [
  { id: "6a0c51d2e1f0", created_at: now() - 123 * 86_400, last_used_at: now() - 29 * HOUR, last_used_from: "203.0.113.20" },
  { id: "b94d07a3c47f", created_at: now() - 3 * 86_400 - 7000, last_used_at: now() - 240, last_used_from: "203.0.113.21" },
];

/** One app among few, changed as a story needs it. */
const story = (change: Partial<ReturnType<typeof samples.app>> = {}, more: Partial<FakeState> = {}): Story => ({
  state: lively({ apps: [samples.app({ name: "Harbour Desk Booking", secrets: secrets(), organisation: "harbour", last_used_at: now() - 240, ...change })], ...more }),
  place: { screen: "app", account: "ada", clientId: CLIENT },
});
const standard = { dialect: "standard" as const, scopes: ["openid", "profile", "email", "offline_access"], pkce: "required" as const };

const forbidden = { code: "forbidden" as const, message: "Only an administrator may do this. Ask one." };
const NEW_SECRET = "Make a new secret";
const RENAMED: [Deed, string][] = [["type", "Name of the app=Harbour Desk, south"], ["press", "Save changes"]];

const started = (): SignInStarted => ({
  attempt: "m1",
  provider: "Harbour test",
  authorize_url: "https://accounts.harbour.example/oauth/authorize?response_type=code&redirect_uri=app.countersign.desktop%3A%2Fcallback%2Fharbour",
  host: harbour.host,
  return_path: "deep-link",
  open_ways: ["deep-link", "paste"],
  others: [],
  device: null,
  started_at: now() - 600,
  expires_at: now(),
  warnings: [],
  scopes: ["openid", "profile"],
});

const opened = (ago: number): Event[] => (["started", "opened"] as const).map((step, place) => ({ event: "sign_in_progress", detail: { attempt: "m1", step, at: now() - ago + place } }));
/** A sign-in whose return address the service does not know; it saw that `ago` seconds before now. */
const mismatched = (ago: number): Story => ({
  state: lively({
    apps: [samples.app({ ...standard, kind: "native", secrets: [], redirect_uris: ["app.countersign.desktop:/callback/Harbour/"] })],
    providers: [harbour, { ...harbour, name: "Harbour test", client_id: CLIENT, redirect_uris: ["app.countersign.desktop:/callback/harbour"] }],
    pending: [started()],
    oneApp: { mismatches: [{ redirect_uri: "app.countersign.desktop:/callback/harbour", times: 1, first_at: now() - ago, last_at: now() - ago, nearest: "app.countersign.desktop:/callback/Harbour/" }] },
  }),
  place: { screen: "attempt", id: "m1" },
});

/** One app in every state. What scrolls is looked at with `?scroll=900`. */
export const oneAppStories: Record<string, () => Story> = {
  app: () => story(),
  "app-quiet": () => story({ ...standard, redirect_uris: ["http://127.0.0.1/callback", "com.example.tides:/callback"], kind: "native", secrets: [], name: "Tide tables" }, { oneApp: { usage: "quiet", mismatches: [], grants: 3 } }),
  "app-nothing": () => story({ ...standard, redirect_uris: [], secrets: [{ id: "s-one-9f2c", created_at: now() - 500 }], organisation: undefined, last_used_at: undefined }, { oneApp: { usage: "none", mismatches: [], grants: 0, logo: null } }),
  "app-spa": () => story({ ...standard, kind: "spa", secrets: [], origins: ["https://app.harbour.example"], redirect_uris: ["https://app.harbour.example/callback"] }),
  "app-machine": () => story({ ...standard, kind: "machine", redirect_uris: [], scopes: ["reports:read", "reports:write"], name: "Nightly reports" }, { oneApp: { mismatches: [], grants: 1 } }),
  "app-disabled": () => story({ enabled: false }),
  "app-long": () =>
    story({
      name: "Wilhelmine von und zu Hohenstein’s timetable of ferries",
      redirect_uris: ["https://a-very-long-name-of-a-host-that-goes-on-and-on.ferries.harbour.example/sign-in/by/way/of/the/accounts/service/callback?tenant=north"],
      about: { description: "Books a desk at the harbour office. Tells the timetable of all ferries of the coast, with tides.", homepage_url: "https://ferries.harbour.example/", policy_url: "https://a-very-long-name-of-a-host-that-goes-on-and-on.ferries.harbour.example/documents/legal/2026/privacy-policy-in-the-language-of-the-reader.html" },
    }, {
      oneApp: {
        mismatches: [
          {
            redirect_uri: "https://a-very-long-name-of-a-host-that-goes-on-and-on.ferries.harbour.example/sign-in/by/way/of/the/accounts/service/calback?tenant=North",
            times: 4,
            first_at: now() - 9000,
            last_at: now() - 60,
            nearest: "https://a-very-long-name-of-a-host-that-goes-on-and-on.ferries.harbour.example/sign-in/by/way/of/the/accounts/service/callback?tenant=north",
          },
          { redirect_uri: "http://harbour.example/callback", times: 1, first_at: now() - 9000, last_at: now() - 9000, nearest: "https://a-very-long-name-of-a-host-that-goes-on-and-on.ferries.harbour.example/sign-in/by/way/of/the/accounts/service/callback?tenant=north" },
        ],
      },
    }),
  "app-one-secret": () => story({ secrets: [{ ...secrets()[1]!, last_used_at: undefined, last_used_from: undefined }] }, { oneApp: { retired: [{ ...secrets()[0]!, retired_at: now() - 9000 }] } }),
  // Nobody has used the new one yet: neither is safe to retire.
  "app-new-secret": () => story({ secrets: [secrets()[0]!, { id: "c07f1e55d2a9", created_at: now() - 2 * 86_400 }] }),
  "app-no-secret": () => story({ secrets: [] }),
  "app-known": () => story({ ...standard, redirect_uris: ["http://127.0.0.1/callback"] }, { providers: [{ ...harbour, name: "Desk booking (test)", client_id: CLIENT }, harbour] }),
  "app-loading": () => story({}, { hangs: ["app_logo", "app_usage", "app_secrets", "app_grants", "redirect_mismatches", "organisations"] }),
  "app-opening": () => story({}, { hangs: ["app"] }),
  "app-offline": () => story({}, { fails: { app_logo: network, app_usage: network, app_secrets: network, app_grants: network, redirect_mismatches: network, organisations: network, app_impact: network } }),
  "app-retire": () => does(story(), ["press", "Retire"]),
  "app-revoke-all": () => does(story(), ["press", "Revoke all"]),
  "app-secret-made": () => does(story({ secrets: [secrets()[1]!] }), ["press", NEW_SECRET]),
  "app-restoring": () => does(story({ secrets: [secrets()[1]!] }, { oneApp: { retired: [{ ...secrets()[0]!, retired_at: now() - 9000 }] }, hangs: ["restore_secret"] }), ["press", "Take back"]),
  "app-not-restored": () => does(story({ secrets: [secrets()[1]!] }, { oneApp: { retired: [{ ...secrets()[0]!, retired_at: now() - 9000 }] }, fails: { restore_secret: network } }), ["press", "Take back"]),
  "app-conflict": () => does(story({}, { oneApp: { elsewhere: { name: "Harbour Office", trusted: true, about: { homepage_url: "https://harbour.example" } } } }), ...RENAMED),
  // The service wants to be sure of the person first.
  "app-fresh-sign-in": () => does({ ...story({}, { hangs: ["new_secret"] }), events: fresh() }, ["press", NEW_SECRET]),
  // Done, and then the connection is gone.
  "app-done-unread": () => does(story({}, { failsAfter: { deeds: ["new_secret"], reads: ["app", "app_secrets"], error: network } }), ["press", NEW_SECRET]),
  "app-refused": () => does(story({}, { fails: { update_app: forbidden, new_secret: forbidden, transfer_app: forbidden, set_app_logo: forbidden } }), ["press", NEW_SECRET], ...RENAMED),
  "app-not-disabled": () => does(story({}, { fails: { enable_app: forbidden } }), ["press", "Disable"], ["press", "Disable the app"]),
  "app-not-retired": () => does(story({}, { fails: { retire_secret: forbidden } }), ["press", "Retire"], ["press", "Retire it"]),
  "sign-in-mismatch-waiting": () => ({ ...mismatched(30), events: opened(41) }),
  "sign-in-mismatch-cancelled": () => does({ ...mismatched(30), events: opened(41) }, ["press", "Cancel"]),
  "sign-in-mismatch": () => ({
    ...mismatched(590),
    events: [
      ...opened(600),
      { event: "sign_in_ended", detail: { attempt: "m1", outcome: { outcome: "failed", step: "opened", error: { code: "timed_out", message: "Nothing came back within ten minutes. Start the sign-in again." } } } },
    ],
  }),
  tried: () => ({
    ...story({ name: "Harbour Desk Booking" }, { accounts: [michael(), ada(), samples.quiet()], traces: [harbourDone("t1", 38, "quiet")] }),
    place: { screen: "tried", account: "ada", clientId: CLIENT, attempt: "t1" },
  }),
  "tried-gone": () => ({ ...story(), place: { screen: "tried", account: "ada", clientId: CLIENT, attempt: "nothing" } }),
  "app-built-in": () => ({ state: lively(), place: { screen: "app", account: "ada", clientId: "countersign" } }),
  "app-gone": () => ({ state: lively(), place: { screen: "app", account: "ada", clientId: "gone" } }),
};
