import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { badlyReached, type SettingsState, settingsState } from "../host/fake/settings";
import type { Story } from "./story";

const settingsOf = (change: Partial<FakeState> = {}, room: Partial<SettingsState> = {}): Story => ({
  state: fakeState({ accounts: [samples.michael(), samples.ada()], providers: [samples.harbour, samples.inbenta], settings: settingsState(room), ...change }),
  place: { screen: "settings" },
});
const other = { deep_link: { handler: "other" as const, entry: "some-other-program.desktop" }, keychain: "ready" as const, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] };
const keychain = (state: "locked" | "silent" | "absent") => settingsOf({ preflight: { deep_link: { handler: "this_app" }, keychain: state, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] } });
const network = { code: "network" as const, message: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again." };
const vault = { code: "vault" as const, message: "“/home/ada/.local/share/countersign/vault.sealed” could not be read: Input/output error (os error 5). What was stored is unchanged." };

/** With ?press=Try+the+way+back a probe goes its way. */
export const settings: Record<string, () => Story> = {
  settings: () => settingsOf(),
  "settings-empty": () => settingsOf({ accounts: [], providers: [], products: { keys: [], apis: {}, lasts: 0 } }, { approvals: [] }),
  "settings-habits": () => settingsOf({}, { preferences: { appearance: "system", language: "en", zoom: 100, keep_in_tray: true, notifications: true }, desktop: { has_tray: true, can_notify: true, starts_with_computer: true } }),
  "settings-bare-desktop": () => settingsOf({}, { desktop: { has_tray: false, can_notify: false, starts_with_computer: null } }),
  "settings-unwritable": () => settingsOf({ fails: { set_preferences: vault, start_with_computer: vault } }),
  "settings-locked": () => keychain("locked"),
  "settings-silent": () => keychain("silent"),
  "settings-absent": () => keychain("absent"),
  "settings-other": () => settingsOf({ preflight: other }, { walk: "lost" }),
  "settings-damaged": () => settingsOf({}, { damaged: true }),
  "settings-unknown": () => settingsOf({ preflight: { deep_link: { handler: "unknown", reason: "xdg-mime could not be asked (No such file or directory (os error 2)); install xdg-utils" }, keychain: "ready", browser: null, other_browsers: [] } }, { walk: "no-opener" }),
  "settings-walking": () => settingsOf({}, { walkTakes: 50_000 }),
  "settings-not-pressed": () => settingsOf({}, { walk: "not-pressed" }),
  "settings-other-version": () => settingsOf({}, { walk: "other-version" }),
  "settings-network": () =>
    settingsOf({ providers: [{ ...samples.harbour, added_ca: ["4F0C81B2E97A6D350C44BE1190F7D3A2885E60C1FA23B7D9406E5C8A1D2F7B93"] }, samples.inbenta] }, { services: badlyReached() }),
  // With ?press=Add…, then ?press=Trust+it.
  "settings-ca-chosen": () => ({ ...settingsOf(), does: new URLSearchParams([["press", "Choose a CA certificate for Harbour accounts"]]).toString() }),
  "settings-ca-wrong": () => ({ ...settingsOf({ fails: { choose_ca: { code: "invalid_input", message: "The CA file /home/ada/Downloads/harbour-root-2024.crt has no certificate in it: it has to be a PEM file, with “-----BEGIN CERTIFICATE-----”.", field: "ca_file" } } }), does: new URLSearchParams([["press", "Choose a CA certificate for Harbour accounts"]]).toString() }),
  "settings-loading": () => settingsOf({ hangs: ["doctor", "desktop_habits", "approvals", "product_api_keys", "about"] }),
  "settings-failed": () => settingsOf({ fails: { doctor: network, desktop_habits: vault, approvals: vault, product_api_keys: vault, about: vault } }),
  "settings-refused": () => settingsOf({ fails: { probe: { code: "internal", message: "The probe could not be started, as its page could not be put up (no port is free)." }, revoke_approval: vault, forget_product_api_key: vault } }),
  "settings-stop-allowing": () => ({ ...settingsOf(), does: "press=Stop allowing git for Michael" }),
  "settings-still-allowed": () => ({ ...settingsOf({ fails: { revoke_approval: vault } }), does: "press=Stop allowing git for Michael&press=Stop allowing" }),
  "settings-no-key": () => settingsOf({ products: { keys: [], apis: {}, lasts: 0 }, providers: [samples.harbour, samples.inbenta, { ...samples.inbenta, name: "Inbenta, the bookshop’s own tenant in Girona" }] }),
};
