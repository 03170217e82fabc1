/** The ways in, and a sign-in from the choice to its end. */
import type { ErrorCode } from "../generated/ErrorCode";
import type { Event } from "../generated/Event";
import type { SignInStarted } from "../generated/SignInStarted";
import type { SignInStep } from "../generated/SignInStep";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { type Deed, does, network, type Story, vault } from "./story";

const { ada, michael, quiet, harbour, inbenta, now } = samples;
const people = () => [michael(), ada(), { ...quiet(), account: { ...quiet().account, state: "signed_out" as const } }];
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: people(), providers: [harbour, inbenta], apps: samples.apps(1320), ...change });

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
const onIts = (step: SignInStep, change: Partial<FakeState> = {}): Story => ({ state: lively({ pending: [attempt()], ...change }), place: { screen: "attempt", id: "a1" }, events: until(step) });
const signIn = (provider: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "sign-in", provider } });

const other = { keychain: "ready" as const, deep_link: { handler: "other" as const, entry: "some-other-program.desktop" }, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] };
/** Where one begins who has no account, or, among accounts, who adds another. */
const welcome = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]): Story => does({ state: fakeState(change) }, ...steps);
const adding = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]): Story => does({ state: lively(change), place: { screen: "settings" } }, ["press", "Add an account"], ...steps);
const BY_ADDRESS: [Deed, string][] = [["type", "Address of the service=accounts.harbour.example"], ["press", "Continue"]];
const OWN_CA: [Deed, string][] = [["type", "Address of the service=own-ca.harbour.example"], ["press", "Continue"]];
const REMOVED: [Deed, string] = ["press", "Remove Inbenta"];
/** Nobody is signed in there any more. */
const removing = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]): Story =>
  adding({ accounts: [ada(), { ...michael(), account: { ...michael().account, state: "signed_out" } }], providers: [harbour, { ...inbenta, is_registered: true }], ...change }, REMOVED, ...steps);
const known = (preset: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "add-preset", preset } });
const BY_ISSUER: [Deed, string][] = [["type", "Client id=harbour-desktop"], ["press", "Add and go on"]];
const byIssuer = (change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "add-issuer", issuer: "https://login.other.example" } });
const CONTINUE: [Deed, string] = ["press", "Continue in Firefox"];

export const waysIn: Record<string, () => Story> = {
  welcome: () => welcome({ signInRuns: true }),
  "welcome-known": () => adding({ signInRuns: true }),
  "welcome-set-up": () => welcome({ hosted: { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: true } }),
  "welcome-running": () => welcome({ hosted: { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: false } }),
  "welcome-failed": () =>
    welcome({ hosted: { state: "failed", error: { code: "internal", message: "Another program on this computer uses port 41234, which is the address of your accounts service. It does not move, as your accounts know it there. End the other program, then start the service again." } }, fails: { discover: network } }, ...BY_ADDRESS),
  "welcome-asking": () => welcome({ hangs: ["discover"] }, ...BY_ADDRESS),
  "welcome-found": () => welcome({ hangs: ["add_provider"] }, ...BY_ADDRESS),
  "welcome-not-added": () => welcome({ fails: { add_provider: vault } }, ...BY_ADDRESS),
  // A service whose certificate an organisation's own authority issued.
  "welcome-own-ca": () => welcome({}, ...OWN_CA),
  "welcome-own-ca-chosen": () => welcome({}, ...OWN_CA, ["press", "Choose its CA certificate…"]),
  "welcome-unlisted": () => welcome({ fails: { presets: vault } }),
  "welcome-hosted-asking": () => welcome({ hangs: ["hosted"] }),
  "welcome-hosted-unknown": () => welcome({ fails: { hosted: vault } }),
  "welcome-starting": () => welcome({ hangs: ["start_hosted"] }, ["press", "Start the service"]),
  "welcome-not-started": () => welcome({ fails: { start_hosted: vault } }, ["press", "Start the service"]),
  "welcome-first-page": () => welcome({}, ["press", "Start the service"]),
  "welcome-remove-in-use": () => adding({}, REMOVED),
  "welcome-remove": () => removing(),
  "welcome-removing": () => removing({ hangs: ["remove_provider"] }, ["press", "Remove"]),
  // The app that was registered there by the way stays.
  "welcome-left": () => removing({}, ["press", "Remove"]),
  "welcome-not-removed": () =>
    removing({ fails: { remove_provider: { code: "vault", message: "Another Countersign has been writing to the vault for half a minute; it may be waiting for the keychain. Unlock the keychain or close that one, and try again." } } }, ["press", "Remove"]),
  "add-inbenta": () => known("inbenta"),
  "add-github": () => known("github"),
  "add-keycloak": () => known("keycloak"),
  "add-other": () => ({ state: lively(), place: { screen: "add" } }),
  "add-issuer": () => byIssuer(),
  "add-missing": () => does(known("inbenta"), ["press", "Add and go on"]),
  "add-unlisted": () => known("inbenta", { fails: { presets: vault } }),
  "add-adding": () => does(byIssuer({ hangs: ["add_provider"] }), ...BY_ISSUER),
  "add-not-added": () => does(byIssuer({ fails: { add_provider: network } }), ...BY_ISSUER),
  "sign-in": () => signIn("Inbenta", { signInRuns: true }),
  "sign-in-accounts": () => signIn("Harbour accounts", { signInRuns: true }),
  "sign-in-gone-browser": () => signIn("Inbenta", { providers: [harbour, { ...inbenta, browser: { opens: "installed", entry: "org.mozilla.firefox.desktop" } }] }),
  "sign-in-by-link": () => onIts("started", { pending: [{ ...attempt(), browser: { opens: "link" } }] }),
  "sign-in-warnings": () =>
    signIn("Harbour accounts", {
      preflight: { keychain: "absent", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: null, other_browsers: [] },
      providers: [{ ...harbour, warnings: ["This service does not say that it checks PKCE with S256. It is sent all the same; whether it protects you is the service's to say."] }, inbenta],
    }),
  "sign-in-blocked": () => signIn("Inbenta", { preflight: { keychain: "locked", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] } }),
  "sign-in-nobody": () => signIn("Inbenta", { preflight: { ...other, deep_link: { handler: "nobody" } } }),
  "sign-in-set-up": () =>
    signIn("Inbenta", {
      providers: [harbour, { ...inbenta, tolerates: ["missing-token-type", "textual-expires-in"], resources: ["https://api.inbenta.io"], is_registered: true, public_client_key: { kty: "EC", crv: "P-256", x: "f83OJ3D2", y: "x_FEzRu9" } }],
    }),
  "sign-in-unlisted": () => signIn("Inbenta", { fails: { providers: vault } }),
  "sign-in-checking": () => signIn("Inbenta", { hangs: ["sign_in_preflight"] }),
  "sign-in-unchecked": () => signIn("Inbenta", { fails: { sign_in_preflight: vault } }),
  "sign-in-registering": () => does(signIn("Inbenta", { preflight: other, hangs: ["register_deep_link"] }), ["press", "Register again"]),
  "sign-in-not-registered": () => does(signIn("Inbenta", { preflight: other, fails: { register_deep_link: vault } }), ["press", "Register again"]),
  "sign-in-starting": () => does(signIn("Inbenta", { hangs: ["start_sign_in"] }), CONTINUE),
  "sign-in-not-started": () => does(signIn("Inbenta", { fails: { start_sign_in: network } }), CONTINUE),
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
  "sign-in-opening-again": () => does(onIts("opened", { hangs: ["open_again"] }), ["press", "Open again"]),
  "sign-in-not-opened": () => does(onIts("opened", { fails: { open_again: { code: "browser", message: "The browser could not be opened (no program that opens web pages was found). Open the address yourself, or choose a default browser and try again." } } }), ["press", "Open again"]),
  "sign-in-taking": () => does(onIts("opened", { hangs: ["take_answer_from_clipboard"] }), ["press", "Take copied address"]),
  "sign-in-wrong-answer": () => does(onIts("opened"), ["press", "Take copied address"]),
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
};
