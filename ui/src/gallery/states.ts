/** Every screen in every state, by the name that stands in the address. */
import type { Event } from "../generated/Event";
import type { SignInStarted } from "../generated/SignInStarted";
import type { SignInStep } from "../generated/SignInStep";
import type { ErrorCode } from "../generated/ErrorCode";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { happenedStories } from "./happened";
import { habits } from "./habits";
import { ownAccountStories } from "./own-account";
import { products } from "./products";
import { settings } from "./settings";
import { unfinished } from "./unfinished";
import { oneAppStories } from "./one-app";
import { peopleStories } from "./people";
import { appStories } from "./apps";
import type { Story } from "./story";

const { ada, michael, quiet, harbour, inbenta, now } = samples;
const people = () => [michael(), ada(), { ...quiet(), account: { ...quiet().account, state: "signed_out" as const } }];
const providers = () => [harbour, inbenta];
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: people(), providers: providers(), apps: samples.apps(1320), ...change });
const network = { code: "network" as const, message: "accounts.harbour.example cannot be reached. Check the connection, then try again." };

const attempt = (): SignInStarted => ({
  attempt: "a1",
  provider: "Inbenta",
  authorize_url: "https://accounts.inbenta.com/oauth/authorize?response_type=code",
  host: "accounts.inbenta.com",
  return_path: "deep-link",
  open_ways: ["deep-link", "loopback", "paste"],
  others: [{ return_path: "loopback", authorize_url: "https://accounts.inbenta.com/oauth/authorize?response_type=code&redirect_uri=http" }],
  device: null,
  started_at: now() - 41,
  expires_at: now() + 559,
  warnings: [],
  scopes: ["personal_information", "personal_configuration"],
});
const STEPS: SignInStep[] = ["started", "opened", "returned", "exchanged", "profile"];
const until = (step: SignInStep): Event[] =>
  STEPS.slice(0, STEPS.indexOf(step) + 1).map((one, place) => ({ event: "sign_in_progress", detail: { attempt: "a1", step: one, at: now() - 41 + place * 9 } }));
const failed = (step: SignInStep, code: ErrorCode, message: string): Story => ({
  state: lively({ pending: [attempt()] }),
  place: { screen: "attempt", id: "a1" },
  events: [...until(step), { event: "sign_in_ended", detail: { attempt: "a1", outcome: { outcome: "failed", step, error: { code, message } } } }],
});
const onIts = (step: SignInStep): Story => ({ state: lively({ pending: [attempt()] }), place: { screen: "attempt", id: "a1" }, events: until(step) });
const account = (id: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "account", id } });
const one = (change: (of: ReturnType<typeof ada>) => ReturnType<typeof ada>, more: Partial<FakeState> = {}): Story => account("ada", { accounts: [change(ada()), michael()], ...more });
const signIn = (provider: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "sign-in", provider } });

export const stories: Record<string, () => Story> = {
  ...settings,
  ...unfinished,
  ...products,
  ...habits,
  ...peopleStories,
  welcome: () => ({ state: fakeState({ signInRuns: true }) }),
  "welcome-known": () => ({ state: lively({ signInRuns: true }), place: { screen: "settings" }, does: "press=Add+an+account" }),
  "welcome-set-up": () => ({ state: fakeState({ hosted: { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: true } }) }),
  "welcome-running": () => ({ state: fakeState({ hosted: { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: false } }) }),
  "welcome-failed": () => ({
    state: fakeState({ hosted: { state: "failed", error: { code: "internal", message: "The port 41234 is taken by another program. End it, then start the service again." } }, fails: { discover: network } }),
  }),
  // A service whose certificate an organisation's own authority issued.
  "welcome-own-ca": () => ({ state: fakeState(), does: new URLSearchParams([["type", "Address=own-ca.harbour.example"], ["press", "Continue"]]).toString() }),
  "welcome-own-ca-chosen": () => ({ state: fakeState(), does: new URLSearchParams([["type", "Address=own-ca.harbour.example"], ["press", "Continue"], ["press", "Choose its CA certificate…"]]).toString() }),
  "add-inbenta": () => ({ state: lively(), place: { screen: "add-preset", preset: "inbenta" } }),
  "add-github": () => ({ state: lively(), place: { screen: "add-preset", preset: "github" } }),
  "add-keycloak": () => ({ state: lively(), place: { screen: "add-preset", preset: "keycloak" } }),
  "add-other": () => ({ state: lively(), place: { screen: "add" } }),
  "add-issuer": () => ({ state: lively(), place: { screen: "add-issuer", issuer: "https://login.other.example" } }),
  "sign-in": () => signIn("Inbenta", { signInRuns: true }),
  "sign-in-accounts": () => signIn("Harbour accounts", { signInRuns: true }),
  "sign-in-warnings": () =>
    signIn("Harbour accounts", {
      preflight: { keychain: "absent", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: null },
      providers: [{ ...harbour, warnings: ["Its metadata does not name PKCE. Countersign sends it all the same."] }, inbenta],
    }),
  "sign-in-blocked": () => signIn("Inbenta", { preflight: { keychain: "locked", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: "Firefox" } }),
  "sign-in-set-up": () =>
    signIn("Inbenta", {
      providers: [harbour, { ...inbenta, tolerates: ["missing-token-type", "textual-expires-in"], resources: ["https://api.inbenta.io"], is_registered: true, public_client_key: { kty: "EC", crv: "P-256", x: "f83OJ3D2", y: "x_FEzRu9" } }],
    }),
  // With ?press=Remove+Inbenta: the app that was registered there by the way stays.
  "welcome-left": () => ({ state: lively({ providers: [harbour, { ...inbenta, is_registered: true }] }), place: { screen: "settings" }, does: "press=Add+an+account" }),
  "sign-in-waiting": () => onIts("opened"),
  "sign-in-device": () => ({
    ...onIts("opened"),
    state: lively({
      pending: [{ ...attempt(), open_ways: ["loopback", "paste", "device"], others: [], device: { user_code: "WDJB-MJHT", verification_uri: "https://accounts.inbenta.com/device", verification_uri_complete: null, expires_at: now() + 559 } }],
    }),
  }),
  "sign-in-waiting-told": () => {
    const warnings = ["The page of accounts.inbenta.com has to be opened within 10 s. If it says that the request is over, open it again from here."];
    return { ...onIts("opened"), state: lively({ pending: [{ ...attempt(), warnings }] }) };
  },
  "sign-in-returned": () => onIts("returned"),
  "sign-in-exchanged": () => onIts("exchanged"),
  "sign-in-failed": () => failed("opened", "timed_out", "Ten minutes passed and the browser did not come back. Start the sign-in again."),
  "sign-in-denied": () => failed("returned", "denied", "You chose Deny, or Inbenta did in your name (access_denied). No token was asked for."),
  "sign-in-expired": () => failed("returned", "code_expired", "Inbenta refused the code, as it was older than its 60 seconds (invalid_grant)."),
  "sign-in-unkept": () => failed("exchanged", "vault", "The session could not be written to this computer: the disk is full. The token was revoked at once."),
  "sign-in-gone": () => ({ state: lively(), place: { screen: "attempt", id: "nothing" } }),
  account: () => account("michael"),
  "account-other": () => account("ada"),
  "account-withheld": () => account("quiet", { accounts: [quiet(), ada()] }),
  "account-offline": () => one((of) => ({ ...of, profile: of.profile && { ...of.profile, read_at: now() - 7300 } }), { fails: { read_profile: network } }),
  "account-expired": () => one((of) => ({ ...of, account: { ...of.account, state: "expired", can_refresh: false, expires_at: now() - 300, administers: false } })),
  "account-expires-soon": () => one((of) => ({ ...of, account: { ...of.account, state: "expires_soon", can_refresh: false, expires_at: now() + 48, renewed_at: [], signed_in_at: now() - 3552, issued_at: now() - 3552 } })),
  "account-untold": () =>
    one((of) => ({
      ...of,
      account: { ...of.account, state: "signed_out", administers: false },
      receipts: [{ revoked: ["access_token"], forgotten: [], pending: ["refresh_token"], at: now() - 90, lapses_at: null, reason: "accounts.harbour.example cannot be reached. The service is told again by itself." }, ...of.receipts],
    })),
  "account-signed-out": () => one((of) => ({ ...of, account: { ...of.account, state: "signed_out", administers: false } })),
  "account-locked": () =>
    one((of) => ({ ...of, account: { ...of.account, state: "locked" } }), { fails: { account: { code: "keychain_locked", message: "The keychain is locked. Unlock it, then try again." } } }),
  "account-memory": () => one((of) => ({ ...of, account: { ...of.account, kept: "memory" } })),
  "account-new": () => one((of) => ({ ...of, profile: null, receipts: [] }), { hangs: ["read_profile"] }),
  "account-problems": () => one((of) => of, { fails: { refresh_account: network, sign_out: { code: "vault", message: "The sealed file could not be written: the disk is full. Nothing was revoked." } } }),
  ...happenedStories,
  ...ownAccountStories,
  ...appStories,
  app: () => ({ state: lively(), place: { screen: "app", account: "ada", clientId: "3f44f3b335dfbca8-9fd880312f3eab98" } }),
  "app-built-in": () => ({ state: lively(), place: { screen: "app", account: "ada", clientId: "countersign" } }),
  "app-conflict": () => ({
    state: lively({ fails: { update_app: { code: "conflict", message: "Somebody else changed this app since it was read." } } }),
    place: { screen: "app", account: "ada", clientId: "3f44f3b335dfbca8-9fd880312f3eab98" },
  }),
  // With ?press=Make+a+new+secret: the service wants to be sure of the person first.
  "app-fresh-sign-in": () => ({
    state: lively({ hangs: ["new_secret"] }),
    place: { screen: "app", account: "ada", clientId: "3f44f3b335dfbca8-9fd880312f3eab98" },
    events: [{ event: "fresh_sign_in", detail: { account: "ada", started: { ...attempt(), provider: harbour.name, host: harbour.host } } }],
  }),
  "app-gone": () => ({ state: lively(), place: { screen: "app", account: "ada", clientId: "gone" } }),
  notice: () => ({ ...account("ada"), events: [{ event: "notice", detail: { code: "none_pending", message: "A sign-in link came back, and no sign-in was waiting for it. Nobody was signed in. If you meant to sign in, start it here." } }] }),
  "program-asks": () => ({
    ...account("ada"),
    events: [
      {
        event: "program_asks",
        detail: { id: "q1", program: "/usr/bin/python3.13", interpreter: true, script: "backup.py", changed: true, account: "ada", provider: harbour.name, name: "Ada", scopes: ["profile", "offline_access"], lasts: 86_400 },
      },
    ],
  }),
  "program-asks-plainly": () => ({
    ...account("ada"),
    events: [
      {
        event: "program_asks",
        detail: { id: "q2", program: "/home/ada/.local/share/harbour-tools/releases/2026-11/bin/harbour-timetable-sync", interpreter: false, script: null, changed: false, account: "quiet", provider: harbour.name, name: null, scopes: ["profile", "email", "offline_access", "accounts:admin"], lasts: 3600 },
      },
    ],
  }),
  locked: () => ({ state: lively({ fails: { accounts: { code: "keychain_locked", message: "The keychain is locked. Your accounts are safe; unlock it, then try again." } } }), place: { screen: "welcome" } }),
  broken: () => ({ state: lively({ accounts: [{ ...ada(), receipts: undefined as never }] }), place: { screen: "account", id: "ada" } }),
  loading: () => ({ state: lively({ hangs: ["accounts"] }) }),
  "loading-settings": () => ({ state: lively({ hangs: ["accounts"] }), place: { screen: "settings" } }),
  ...oneAppStories,
};
