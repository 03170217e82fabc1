/** One's own account: the profile as it is changed, connected apps, and the sign-out everywhere. */
import type { AccountDetail } from "../generated/AccountDetail";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { does, network, type Story } from "./story";

const { ada, harbour, inbenta, michael } = samples;
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: samples.apps(320), ...change });
const connected = (change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "connected-apps", id: "ada" } });
const account = (change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "account", id: "ada" } });
const as = (own_account: AccountDetail["account"]["own_account"]): Story => {
  const { account: view, profile, receipts } = ada();
  const scopes = own_account === null ? view.scopes.filter((scope) => scope !== "account") : view.scopes;
  return account({ accounts: [michael(), { account: { ...view, own_account, scopes }, profile: profile && { ...profile, scopes: { requested: scopes, granted: scopes } }, receipts }] });
};
const editing = (change: Partial<FakeState> = {}, does = ""): Story => ({ ...account(change), does: `press=Edit profile${does}` });
const REVOKE = "Revoke the access of Bookshop till";
const EVERYWHERE = "Sign out everywhere";

export const ownAccountStories: Record<string, () => Story> = {
  "profile-edit": () => editing(),
  "profile-edit-typed": () => editing({}, "&type=Name=Ada Ruiz&type=Page=https://harbour.example/ada"),
  "profile-edit-loading": () => editing({ hangs: ["own_profile"] }),
  "profile-edit-not-read": () => editing({ fails: { own_profile: network } }),
  "profile-edit-refused": () => editing({}, "&type=Page=http://harbour.example/ada&press=Save profile"),
  "profile-edit-not-saved": () => editing({ fails: { change_own_profile: network } }, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-saving": () => editing({ hangs: ["change_own_profile"] }, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-saved": () => editing({}, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-saved-with-theirs": () => editing({ profileChanges: { details: { location: "Levante" } } }, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-clash": () => editing({ profileChanges: { name: "Ada R. Fernández" } }, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-clash-with-theirs": () => editing({ profileChanges: { name: "Ada R. Fernández", details: { location: "Levante" } } }, "&type=Name=Ada Ruiz&press=Save profile"),
  "profile-edit-only-profile": () => ({ ...as("profile"), does: "press=Edit profile" }),
  "account-only-profile": () => as("profile"),
  "account-not-looked-after": () => as(null),
  "connected-apps": () => connected(),
  "connected-apps-empty": () => connected({ nothingConnected: true }),
  "connected-apps-loading": () => connected({ hangs: ["connected_apps"] }),
  "connected-apps-offline": () => connected({ fails: { connected_apps: network } }),
  "connected-apps-forbidden": () =>
    connected({ fails: { connected_apps: { code: "forbidden", message: "You have not let this app look after your account at “Harbour accounts”. Sign in again, and allow it there." } } }),
  "connected-apps-revoke": () => does(connected(), ["press", REVOKE]),
  "connected-apps-not-ended": () => does(connected({ fails: { disconnect_app: network } }), ["press", REVOKE], ["press", "Revoke"]),
  "connected-apps-ended": () => does(connected(), ["press", REVOKE], ["press", "Revoke"]),
  "connected-apps-done-unread": () => does(connected({ failsAfter: { deeds: ["disconnect_app"], reads: ["connected_apps"], error: network } }), ["press", REVOKE], ["press", "Revoke"]),
  "connected-apps-browser-not-ended": () => does(connected({ fails: { end_own_session: network } }), ["press", "Sign out Safari, iPhone"]),
  "account-everywhere": () => does(account(), ["press", EVERYWHERE]),
  "account-everywhere-waiting": () => does(account({ hangs: ["sign_out_everywhere"] }), ["press", EVERYWHERE], ["press", EVERYWHERE]),
  "account-everywhere-failed": () =>
    does(
      account({ fails: { sign_out_everywhere: { code: "browser", message: "The browser could not be opened (no program that opens web pages was found). Open the address yourself, or choose a default browser and try again." } } }),
      ["press", EVERYWHERE], ["press", EVERYWHERE],
    ),
};
