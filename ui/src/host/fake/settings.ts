import type { ApprovalView } from "../../generated/ApprovalView";
import type { Check } from "../../generated/Check";
import type { DesktopHabits } from "../../generated/DesktopHabits";
import type { Finding } from "../../generated/Finding";
import type { Health } from "../../generated/Health";
import type { Preferences } from "../../generated/Preferences";
import { now } from "./samples";
import { find, type Played, type Stage } from "./stage";

const found = (check: Check, state: Health, seen: string, more: Partial<Finding> = {}): Finding => ({ check, state, about: null, seen, advice: null, milliseconds: null, ...more });

const OWN = "app.countersign.desktop.desktop";
const VAULT = "/home/ada/.local/share/countersign/vault.sealed";

/** What each kind of probe comes to. */
export type Walk = "arrives" | "lost" | "not-pressed" | "no-opener" | "other-version";

/** The room's part of a fake host. */
export interface SettingsState {
  approvals: ApprovalView[];
  walk: Walk;
  /** How long a probe takes. */
  walkTakes: number;
  /** The vault is damaged, and there is a copy. */
  damaged: boolean;
  services: Finding[];
  preferences: Preferences;
  desktop: DesktopHabits;
}

export function settingsState(change: Partial<SettingsState> = {}): SettingsState {
  return { approvals: approvals(), walk: "arrives", walkTakes: 900, damaged: false, services: wellReached(), preferences: { appearance: "system", language: "en", zoom: 100, keep_in_tray: false, notifications: false }, desktop: { has_tray: true, can_notify: true, starts_with_computer: false }, ...change };
}

export const approvals = (): ApprovalView[] => [
  { id: "p1", program: "/home/ada/.local/share/harbour-tools/releases/2026-11/bin/harbour-timetable-sync", digest: "9f2c41d07be85a3314c0e6d2ab9947f6e1c2d8837a50bb6214f90c3de8a17b52", account: "ada", scopes: ["openid", "profile", "offline_access"], approved_at: now() - 7200, expires_at: now() + 79_200 },
  { id: "p2", program: "/usr/bin/git", digest: "03ab77c9e1d4f2066b58c19a2d7e84f35c60b1a9f8e2d7734a1b05c6e9d8f210", account: "michael", scopes: ["personal_information"], approved_at: now() - 90, expires_at: now() + 3510 },
  { id: "p3", program: "/opt/bookshop/till/venv/bin/python3.13", digest: "77ce10aa42f9b6d05381e4c2f7a9d0b8e6351f42c8d9a0b7e4f3c2d1a0b9e8f7", account: "left", scopes: ["email"], approved_at: now() - 40_000, expires_at: now() + 46_400 },
];

export const wellReached = (): Finding[] => [
  found("network", "ok", "accounts.harbour.example answers (for Harbour accounts).", { about: "accounts.harbour.example", milliseconds: 48 }),
  found("tls", "ok", "The certificate of accounts.harbour.example is trusted.", { about: "accounts.harbour.example" }),
  found("network", "ok", "accounts.inbenta.com answers through the proxy http://proxy.harbour.example:3128 (for Inbenta).", { about: "accounts.inbenta.com", milliseconds: 212 }),
  found("tls", "ok", "The certificate of accounts.inbenta.com is trusted.", { about: "accounts.inbenta.com" }),
  found("clock", "ok", "The clock agrees with that of accounts.harbour.example."),
  found("provider", "ok", "Harbour accounts names the same addresses as when it was added.", { about: "Harbour accounts" }),
];

export const badlyReached = (): Finding[] => [
  found("network", "ok", "accounts.harbour.example is reached (for Harbour accounts).", { about: "accounts.harbour.example", milliseconds: 61 }),
  found("tls", "failed", "The certificate of accounts.harbour.example is signed by nobody whom this computer trusts.", {
    about: "accounts.harbour.example",
    advice: "If it is your organisation's own, have its CA certificate added to those that your system trusts, or remove the provider and add it again with that certificate as a file (`countersign providers add` takes --ca-file FILE). If you did not expect it, something between you and the service may be reading along: do not sign in.",
  }),
  found("network", "failed", "accounts.inbenta.com (for Inbenta) does not answer through the proxy http://proxy.harbour.example:3128 within ten seconds.", { about: "accounts.inbenta.com", advice: "Check your connection and the proxy http://proxy.harbour.example:3128 (HTTPS_PROXY, NO_PROXY).", milliseconds: 10_004 }),
  found("clock", "failed", "This computer's clock is 4 min 10 s behind that of accounts.harbour.example.", { about: "accounts.harbour.example", advice: "Set the clock, or have the network set it (on Linux: timedatectl set-ntp true). Sign-ins fail while it is off by more than a minute." }),
  found("provider", "warning", "Harbour accounts names other addresses than when it was added (userinfo_endpoint: https://accounts.harbour.example/userinfo then, https://id.harbour.example/me now).", { about: "Harbour accounts", advice: "Those of then are used. If the service has moved, sign out there, remove it and add it again; if nobody told you that it moves, ask first." }),
];

/** What this computer looks like in the settings, and what is done to it there. */
export function settings({ state }: Stage): Played<"preferences" | "set_preferences" | "desktop_habits" | "start_with_computer" | "doctor" | "probe" | "approvals" | "revoke_approval"> {
  const scheme = (): Finding => {
    const { deep_link } = state.preflight;
    if (deep_link.handler === "this_app") return found("scheme", "ok", `“${OWN}” receives app.countersign.desktop links and starts /usr/bin/countersign-desktop.`);
    if (deep_link.handler === "unknown") return found("scheme", "unknown", `Who receives app.countersign.desktop links could not be found out: ${deep_link.reason}.`, { advice: "Install xdg-utils. Where your browser is on another machine: --return paste or --return device." });
    if (deep_link.handler === "nobody") return found("scheme", "warning", "No program receives app.countersign.desktop links.", { advice: "Start the Countersign app once: it registers itself. Sign-ins come back by loopback without it." });
    return found("scheme", "failed", `Another program receives app.countersign.desktop links: “${deep_link.entry}”, which starts /opt/other/bin/link-catcher. “${deep_link.entry}” stands in /home/ada/.config/mimeapps.list.`, {
      advice: "Run `countersign doctor --repair`, or choose Register again in the app. Until then sign-ins come back by loopback.",
    });
  };
  const browser = (): Finding =>
    state.preflight.browser === null
      ? found("browser", "warning", "There is no default browser.", { advice: "Choose a default browser in the system's settings, or: xdg-settings set default-web-browser NAME.desktop" })
      : found("browser", "ok", "Pages open in “firefox.desktop”, which starts /usr/lib/firefox/firefox.");
  const kept = (): Finding[] => {
    switch (state.preflight.keychain) {
      case "ready":
        return [
          found("keychain", "ok", "The keychain keeps and gives back what it is given."),
          state.settings.damaged
            ? found("vault", "failed", `${VAULT} is damaged (its contents were changed). The copy before it opens.`, { advice: "Run `countersign doctor --repair`: the copy is put in its place, and the damaged file is kept beside it." })
            : found("vault", "ok", `${VAULT} opens.`),
        ];
      case "locked":
        return [found("keychain", "failed", "The keychain is locked.", { advice: "Unlock it, and try again. Nothing is lost." }), unopened];
      case "silent":
        return [found("keychain", "failed", "The keychain does not answer; it may be waiting for you to unlock it.", { advice: "Look for its question on the screen, or restart it. Nothing is lost." }), unopened];
      case "absent":
        return [found("keychain", "failed", "This session has no keychain.", { advice: "Start one (on Linux a Secret Service, such as gnome-keyring or KWallet), or choose a passphrase: --vault passphrase." }), unopened];
    }
  };
  const unopened = found("vault", "unknown", "The vault was not opened, as the keychain does not.");
  return {
    preferences: async () => state.settings.preferences,
    set_preferences: async ({ preferences }) => (state.settings.preferences = preferences),
    desktop_habits: async () => state.settings.desktop,
    start_with_computer: async ({ on }) => (state.settings.desktop = { ...state.settings.desktop, starts_with_computer: on }),
    doctor: async ({ offline, repair }) => {
      if (repair) {
        state.preflight = { ...state.preflight, deep_link: { handler: "this_app" } };
        state.settings.damaged = false;
      }
      return [scheme(), browser(), ...kept(), ...(offline ? [] : state.settings.services)];
    },
    probe: async () => {
      await new Promise((done) => setTimeout(done, state.settings.walkTakes));
      return [scheme(), browser(), ...steps(state.settings.walk, scheme())];
    },
    approvals: async () => state.settings.approvals,
    revoke_approval: async ({ id }) => {
      find(state.settings.approvals.find((one) => one.id === id), "approval");
      state.settings.approvals = state.settings.approvals.filter((one) => one.id !== id);
    },
  };
}

function steps(walk: Walk, scheme: Finding): Finding[] {
  const step = (about: string, state: Health, seen: string, more: Partial<Finding> = {}) => found("sign_in", state, seen, { about, ...more });
  const opened = step("opener", "ok", "The system's opener took the address of a page.", { milliseconds: 38 });
  const shown = step("browser", "ok", "The browser opened the page.");
  switch (walk) {
    case "arrives":
      return [opened, shown, step("app", "ok", "The link reached this app: Countersign 0.1.0 (/usr/bin/countersign-desktop).", { milliseconds: 4210 })];
    case "other-version":
      return [opened, shown, step("app", "warning", "The link reached Countersign 0.0.9 (/opt/old/countersign-desktop); this is 0.1.0.", { advice: "Update the older one: they share one vault.", milliseconds: 3870 })];
    case "lost":
      return [opened, shown, step("app", "failed", `The browser was sent to the link, and no Countersign received it. ${scheme.seen}`, { advice: scheme.advice ?? "When the browser asks whether Countersign may be opened, allow it; and update the app if it is older than this." })];
    case "not-pressed":
      return [opened, shown, step("app", "failed", `The page was opened, and nobody went on to the link. Was its button pressed? ${scheme.seen}`, { advice: "When the browser asks whether Countersign may be opened, allow it; and update the app if it is older than this." })];
    case "no-opener":
      return [step("opener", "failed", "The opener opened nothing: no program that opens web pages was found", { advice: "Choose a default browser. Where yours is on another machine: --return paste or --return device." })];
  }
}
