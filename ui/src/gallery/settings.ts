import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { badlyReached, type SettingsState, settingsState } from "../host/fake/settings";
import { does, network, type Story, vault } from "./story";

const settingsOf = (change: Partial<FakeState> = {}, room: Partial<SettingsState> = {}): Story => ({
  state: fakeState({ accounts: [samples.michael(), samples.ada()], providers: [samples.harbour, samples.inbenta], settings: settingsState(room), ...change }),
  place: { screen: "settings" },
});
const other = { deep_link: { handler: "other" as const, entry: "some-other-program.desktop" }, keychain: "ready" as const, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] };
const unknown = { deep_link: { handler: "unknown" as const, reason: "xdg-mime could not be asked (No such file or directory (os error 2)); install xdg-utils" }, keychain: "ready" as const, browser: null, other_browsers: [] };
const keychain = (state: "locked" | "silent" | "absent") => settingsOf({ preflight: { deep_link: { handler: "this_app" }, keychain: state, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] } });
const CHOOSE_CA = "Add a CA certificate for Harbour accounts";
const WALK = "Try the way back";
/** The settings after a probe went its way. */
const walked = (change: Partial<FakeState>, room: Partial<SettingsState> = {}) => does(settingsOf(change, room), ["press", WALK]);

export const settings: Record<string, () => Story> = {
  settings: () => settingsOf(),
  "settings-empty": () => settingsOf({ accounts: [], providers: [], products: { keys: [], apis: {}, lasts: 0 } }, { approvals: [] }),
  "settings-habits": () => settingsOf({}, { preferences: { appearance: "system", language: "en", zoom: 100, keep_in_tray: true, notifications: true }, desktop: { has_tray: true, can_notify: true, starts_with_computer: true } }),
  "settings-bare-desktop": () => settingsOf({}, { desktop: { has_tray: false, can_notify: false, starts_with_computer: null } }),
  "settings-unwritable": () => does(settingsOf({ fails: { set_preferences: vault, start_with_computer: vault } }), ["press", "Larger"], ["press", "Start with the computer"]),
  "settings-locked": () => keychain("locked"),
  "settings-silent": () => keychain("silent"),
  "settings-absent": () => keychain("absent"),
  "settings-other": () => settingsOf({ preflight: other }),
  "settings-lost": () => walked({ preflight: other }, { walk: "lost" }),
  "settings-mended": () => does(settingsOf({ preflight: other }, { damaged: true }), ["press", "Repair"]),
  "settings-damaged": () => settingsOf({}, { damaged: true }),
  "settings-unknown": () => settingsOf({ preflight: unknown }),
  "settings-no-opener": () => walked({ preflight: unknown }, { walk: "no-opener" }),
  "settings-arrived": () => walked({}, { walkTakes: 30 }),
  "settings-walking": () => walked({ hangs: ["probe"] }),
  "settings-not-pressed": () => walked({}, { walk: "not-pressed" }),
  "settings-other-version": () => walked({}, { walk: "other-version" }),
  "settings-network": () =>
    settingsOf({ providers: [{ ...samples.harbour, added_ca: ["4F0C81B2E97A6D350C44BE1190F7D3A2885E60C1FA23B7D9406E5C8A1D2F7B93"] }, samples.inbenta] }, { services: badlyReached() }),
  "settings-ca-chosen": () => does(settingsOf(), ["press", CHOOSE_CA]),
  "settings-ca-wrong": () => does(settingsOf({ fails: { choose_ca: { code: "invalid_input", message: "The CA file /home/ada/Downloads/harbour-root-2024.crt has no certificate in it: it has to be a PEM file, with “-----BEGIN CERTIFICATE-----”.", field: "ca_file" } } }), ["press", CHOOSE_CA]),
  "settings-loading": () => settingsOf({ hangs: ["doctor", "desktop_habits", "approvals", "product_api_keys", "about"] }),
  "settings-failed": () => settingsOf({ fails: { doctor: network, desktop_habits: vault, approvals: vault, product_api_keys: vault, about: vault } }),
  "settings-refused": () =>
    does(
      settingsOf({ fails: { probe: { code: "internal", message: "The probe could not be started, as its page could not be put up (no port is free)." }, forget_product_api_key: vault } }),
      ["press", WALK], ["press", "Forget"], ["press", "Forget it"],
    ),
  "settings-stop-allowing": () => does(settingsOf(), ["press", "Stop allowing git for Michael"]),
  "settings-still-allowed": () => does(settingsOf({ fails: { revoke_approval: vault } }), ["press", "Stop allowing git for Michael"], ["press", "Stop allowing"]),
  "settings-no-key": () => settingsOf({ products: { keys: [], apis: {}, lasts: 0 }, providers: [samples.harbour, samples.inbenta, { ...samples.inbenta, name: "Inbenta, the bookshop’s own tenant in Girona" }] }),
};
