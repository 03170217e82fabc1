/** The ways in, and a sign-in from the choice to its end. */
import type { ErrorCode } from "../generated/ErrorCode";
import type { Event } from "../generated/Event";
import type { SignInStarted } from "../generated/SignInStarted";
import type { SignInStep } from "../generated/SignInStep";
import type { UserError } from "../generated/UserError";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { type Deed, does, network, type Story, vault } from "./story";

const { ada, michael, quiet, harbour, inbenta, now } = samples;
const people = () => [michael(), ada(), { ...quiet(), account: { ...quiet().account, state: "signed_out" as const } }];
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: people(), providers: [harbour, inbenta], apps: samples.apps(1320), ...change });

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
const onIts = (step: SignInStep, change: Partial<FakeState> = {}): Story => ({ state: lively({ pending: [attempt()], ...change }), place: { screen: "attempt", id: "a1" }, events: until(step) });
const signIn = (provider: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "sign-in", provider } });

const refused: UserError = { code: "refused", message: "The service does not know the client id “harbour-desktop”. Compare it, letter by letter, with the one that you were given." };
const unregistered: UserError = { code: "deep_link", message: "Nothing could be registered: xdg-mime ended with an error. Install xdg-utils, then try again." };
const other = { keychain: "ready" as const, deep_link: { handler: "other" as const, entry: "some-other-program.desktop" }, browser: "Firefox" };
/** Where one begins who has no account, or, among accounts, who adds another. */
const welcome = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]): Story => does({ state: fakeState(change) }, ...steps);
const adding = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]): Story => does({ state: lively(change), place: { screen: "settings" } }, ["press", "Add an account"], ...steps);
const BY_ADDRESS: [Deed, string][] = [["type", "Address of the service=accounts.harbour.example"], ["press", "Continue"]];
const REMOVED: [Deed, string] = ["press", "Remove Inbenta"];
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
    welcome({ hosted: { state: "failed", error: { code: "internal", message: "The port 41234 is taken by another program. End it, then start the service again." } }, fails: { discover: network } }, ...BY_ADDRESS),
  "welcome-asking": () => welcome({ hangs: ["discover"] }, ...BY_ADDRESS),
  "welcome-found": () => welcome({ hangs: ["add_provider"] }, ...BY_ADDRESS),
  "welcome-not-added": () => welcome({ fails: { add_provider: vault } }, ...BY_ADDRESS),
  "welcome-unlisted": () => welcome({ fails: { presets: vault } }),
  "welcome-hosted-asking": () => welcome({ hangs: ["hosted"] }),
  "welcome-hosted-unknown": () => welcome({ fails: { hosted: vault } }),
  "welcome-starting": () => welcome({ hangs: ["start_hosted"] }, ["press", "Start the service"]),
  "welcome-not-started": () => welcome({ fails: { start_hosted: vault } }, ["press", "Start the service"]),
  "welcome-first-page": () => welcome({}, ["press", "Start the service"]),
  "welcome-removing": () => adding({ hangs: ["remove_provider"] }, REMOVED),
  "welcome-not-removed": () => adding({ fails: { remove_provider: vault } }, REMOVED),
  // The app that was registered there by the way stays.
  "welcome-left": () => adding({ providers: [harbour, { ...inbenta, is_registered: true }] }, REMOVED),
  "add-inbenta": () => known("inbenta"),
  "add-github": () => known("github"),
  "add-keycloak": () => known("keycloak"),
  "add-other": () => ({ state: lively(), place: { screen: "add" } }),
  "add-issuer": () => byIssuer(),
  "add-missing": () => does(known("inbenta"), ["press", "Add and go on"]),
  "add-unlisted": () => known("inbenta", { fails: { presets: vault } }),
  "add-adding": () => does(byIssuer({ hangs: ["add_provider"] }), ...BY_ISSUER),
  "add-not-added": () => does(byIssuer({ fails: { add_provider: network } }), ...BY_ISSUER),
  "add-refused": () => does(byIssuer({ fails: { add_provider: { ...refused, field: "client_id" } } }), ...BY_ISSUER),
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
  "sign-in-unlisted": () => signIn("Inbenta", { fails: { providers: vault } }),
  "sign-in-checking": () => signIn("Inbenta", { hangs: ["sign_in_preflight"] }),
  "sign-in-unchecked": () => signIn("Inbenta", { fails: { sign_in_preflight: vault } }),
  "sign-in-registering": () => does(signIn("Inbenta", { preflight: other, hangs: ["register_deep_link"] }), ["press", "Register again"]),
  "sign-in-not-registered": () => does(signIn("Inbenta", { preflight: other, fails: { register_deep_link: unregistered } }), ["press", "Register again"]),
  "sign-in-starting": () => does(signIn("Inbenta", { hangs: ["start_sign_in"] }), CONTINUE),
  "sign-in-not-started": () => does(signIn("Inbenta", { fails: { start_sign_in: refused } }), CONTINUE),
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
  "sign-in-not-opened": () => does(onIts("opened", { fails: { open_again: { code: "browser", message: "No browser could be opened. Copy the link, and open it yourself." } } }), ["press", "Open again"]),
  "sign-in-taking": () => does(onIts("opened", { hangs: ["take_answer_from_clipboard"] }), ["press", "Take copied address"]),
  "sign-in-wrong-answer": () => does(onIts("opened"), ["press", "Take copied address"]),
  "sign-in-returned": () => onIts("returned"),
  "sign-in-exchanged": () => onIts("exchanged"),
  "sign-in-failed": () => failed("opened", "timed_out", "Ten minutes passed and the browser did not come back. Start the sign-in again."),
  "sign-in-denied": () => failed("returned", "denied", "You chose Deny, or Inbenta did in your name (access_denied). No token was asked for."),
  "sign-in-expired": () => failed("returned", "code_expired", "Inbenta refused the code, as it was older than its 60 seconds (invalid_grant)."),
  "sign-in-unkept": () => failed("exchanged", "vault", "The session could not be written to this computer: the disk is full. The token was revoked at once."),
  "sign-in-gone": () => ({ state: lively(), place: { screen: "attempt", id: "nothing" } }),
};
