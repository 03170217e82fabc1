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
const network = { code: "network" as const, message: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again." };

const attempt = (ago = 41): SignInStarted => ({
  attempt: "a1",
  provider: "Inbenta",
  authorize_url: "https://accounts.inbenta.com/oauth/authorize?response_type=code&redirect_uri=app.countersign.desktop%3A%2Fcallback%2Finbenta",
  host: "accounts.inbenta.com",
  return_path: "deep-link",
  open_ways: ["deep-link", "loopback", "paste"],
  others: [{ return_path: "loopback", authorize_url: "https://accounts.inbenta.com/oauth/authorize?response_type=code&redirect_uri=http" }],
  device: null,
  started_at: now() - ago,
  expires_at: now() - ago + 600,
  warnings: [],
  scopes: ["personal_information", "personal_configuration"],
});
const STEPS: SignInStep[] = ["started", "opened", "returned", "exchanged", "profile"];
const until = (step: SignInStep, ago = 41): Event[] =>
  STEPS.slice(0, STEPS.indexOf(step) + 1).map((one, place) => ({ event: "sign_in_progress", detail: { attempt: "a1", step: one, at: now() - ago + place * 9 } }));
const failed = (step: SignInStep, code: ErrorCode, message: string, ago = 41): Story => ({
  state: lively({ pending: [attempt(ago)] }),
  place: { screen: "attempt", id: "a1" },
  events: [...until(step, ago), { event: "sign_in_ended", detail: { attempt: "a1", outcome: { outcome: "failed", step, error: { code, message } } } }],
});
const onIts = (step: SignInStep): Story => ({ state: lively({ pending: [attempt()] }), place: { screen: "attempt", id: "a1" }, events: until(step) });
const account = (id: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "account", id } });
const one = (change: (of: ReturnType<typeof ada>) => ReturnType<typeof ada>, more: Partial<FakeState> = {}): Story => account("ada", { accounts: [change(ada()), michael()], ...more });
const readAgo = ({ profile }: ReturnType<typeof ada>, ago: number) => profile && { ...profile, read_at: now() - ago };
/** A session of that age at a service that renewed it never. */
const brief = (of: ReturnType<typeof ada>, age: number): ReturnType<typeof ada> => {
  const scopes = of.account.scopes.filter((scope) => scope !== "offline_access");
  const profile = readAgo(of, age - 30);
  return { ...of, account: { ...of.account, scopes, can_refresh: false, renewed_at: [], signed_in_at: now() - age, issued_at: now() - age }, profile: profile && { ...profile, scopes: { requested: scopes, granted: scopes } } };
};
const removing = (does: string, change: Partial<FakeState> = {}): Story => ({
  state: lively({ accounts: [ada(), { ...michael(), account: { ...michael().account, state: "signed_out" } }], providers: [harbour, { ...inbenta, is_registered: true }], ...change }),
  place: { screen: "settings" },
  does: `press=Add an account&${does}`,
});
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
    state: fakeState({ hosted: { state: "failed", error: { code: "internal", message: "Another program on this computer uses port 41234, which is the address of your accounts service. It does not move, as your accounts know it there. End the other program, then start the service again." } }, fails: { discover: network } }),
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
  "sign-in-gone-browser": () => signIn("Inbenta", { providers: [harbour, { ...inbenta, browser: { opens: "installed", entry: "org.mozilla.firefox.desktop" } }] }),
  "sign-in-by-link": () => ({ ...onIts("started"), state: lively({ pending: [{ ...attempt(), browser: { opens: "link" } }] }) }),
  "sign-in-warnings": () =>
    signIn("Harbour accounts", {
      preflight: { keychain: "absent", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: null, other_browsers: [] },
      providers: [{ ...harbour, warnings: ["This service does not say that it checks PKCE with S256. It is sent all the same; whether it protects you is the service's to say."] }, inbenta],
    }),
  "sign-in-blocked": () => signIn("Inbenta", { preflight: { keychain: "locked", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] } }),
  "sign-in-nobody": () => signIn("Inbenta", { preflight: { keychain: "ready", deep_link: { handler: "nobody" }, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] } }),
  "sign-in-set-up": () =>
    signIn("Inbenta", {
      providers: [harbour, { ...inbenta, tolerates: ["missing-token-type", "textual-expires-in"], resources: ["https://api.inbenta.io"], is_registered: true, public_client_key: { kty: "EC", crv: "P-256", x: "f83OJ3D2", y: "x_FEzRu9" } }],
    }),
  "welcome-remove-in-use": () => ({ state: lively(), place: { screen: "settings" }, does: "press=Add an account&press=Remove Inbenta" }),
  "welcome-remove": () => removing("press=Remove Inbenta"),
  // The app that was registered there by the way stays.
  "welcome-left": () => removing("press=Remove Inbenta&press=Remove"),
  "welcome-not-removed": () => removing("press=Remove Inbenta&press=Remove", { fails: { remove_provider: { code: "vault", message: "Another Countersign has been writing to the vault for half a minute; it may be waiting for the keychain. Unlock the keychain or close that one, and try again." } } }),
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
  "sign-in-failed": () => failed("opened", "timed_out", "Nothing came back within ten minutes. Start the sign-in again.", 600),
  "sign-in-denied": () => failed("returned", "denied", "Access was denied at accounts.inbenta.com, by you or by the service. Nothing was stored. Start again if that was not meant."),
  "sign-in-expired": () => failed("returned", "code_expired", "The code expired: accounts.inbenta.com accepts it for a short time and only once. Start the sign-in again.", 130),
  "sign-in-unkept": () => failed("exchanged", "vault", "You were signed in, but the session could not be kept, so it was ended again. “/home/ada/.local/share/countersign/vault.sealed” could not be written: No space left on device (os error 28). What was stored is unchanged."),
  // Sentences within sentences: each is told in the window's language.
  "sign-in-locked": () => failed("exchanged", "keychain_locked", "You were signed in, but the session could not be kept, so it was ended again. The keychain is locked. Unlock it, and try again; nothing is lost."),
  "sign-in-unproved": () =>
    failed("exchanged", "bad_answer", "accounts.inbenta.com has to vouch for who signed in, and its ID token could not be checked: its signature is wrong. Tell whoever runs the service. You were not signed in, and nothing was kept."),
  "sign-in-elsewhere": () =>
    failed("returned", "callback_refused", "The answer came back to another address than the one that was asked for. It was not used. Start the sign-in again; if it happens again, check the return addresses of this provider."),
  "sign-in-gone": () => ({ state: lively(), place: { screen: "attempt", id: "nothing" } }),
  account: () => account("michael"),
  "account-other": () => account("ada"),
  "account-withheld": () => account("quiet", { accounts: [quiet(), ada()] }),
  "account-offline": () => one((of) => ({ ...of, profile: of.profile && { ...of.profile, read_at: now() - 7300 } }), { fails: { read_profile: network } }),
  "account-expired": () => one((of) => brief({ ...of, account: { ...of.account, state: "expired", expires_at: now() - 300, administers: false } }, 3900)),
  "account-expires-soon": () => one((of) => brief({ ...of, account: { ...of.account, state: "expires_soon", expires_at: now() + 48 } }, 3552)),
  "account-untold": () =>
    one((of) => ({
      ...of,
      profile: readAgo(of, 700),
      account: { ...of.account, state: "signed_out", administers: false },
      receipts: [{ revoked: ["access_token"], forgotten: [], pending: ["refresh_token"], at: now() - 90, lapses_at: null, reason: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again. The service is told again by itself." }, ...of.receipts],
    })),
  "account-signed-out": () =>
    one((of) => ({
      ...of,
      profile: readAgo(of, 5400),
      account: { ...of.account, state: "signed_out", administers: false },
      receipts: [{ revoked: ["access_token", "refresh_token"], forgotten: [], pending: [], at: now() - 600, lapses_at: null, reason: null }, ...of.receipts],
    })),
  "account-locked": () =>
    one((of) => ({ ...of, account: { ...of.account, state: "locked" } }), { fails: { account: { code: "keychain_locked", message: "The keychain is locked. Unlock it, and try again; nothing is lost." } } }),
  "account-memory": () => one((of) => ({ ...of, account: { ...of.account, kept: "memory" } })),
  "account-new": () => one((of) => ({ ...of, profile: null, receipts: [] }), { hangs: ["read_profile"] }),
  "account-problems": () => ({ ...one((of) => of, { fails: { refresh_account: network, sign_out: { code: "vault", message: "“/home/ada/.local/share/countersign/vault.sealed” could not be written: No space left on device (os error 28). What was stored is unchanged." } } }), does: "press=Renew now&press=Sign out" }),
  ...happenedStories,
  ...ownAccountStories,
  ...appStories,
  notice: () => ({ ...account("ada"), events: [{ event: "notice", detail: { code: "none_pending", message: "An answer to a sign-in came back, and none waits for it: it was finished, cancelled or too old. Nothing was done. Start a new one if you meant to sign in." } }] }),
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
  locked: () => ({ state: lively({ fails: { accounts: { code: "keychain_locked", message: "The keychain is locked. Unlock it, and try again; nothing is lost." } } }), place: { screen: "welcome" } }),
  broken: () => ({ state: lively({ accounts: [{ ...ada(), receipts: undefined as never }] }), place: { screen: "account", id: "ada" } }),
  loading: () => ({ state: lively({ hangs: ["accounts"] }) }),
  "loading-settings": () => ({ state: lively({ hangs: ["accounts"] }), place: { screen: "settings" } }),
  ...oneAppStories,
};
