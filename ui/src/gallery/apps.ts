/** The list of apps, a new app, and apps as a file. */
import { manyApps } from "../host/fake/app-samples";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Story } from "./story";

const { ada, michael, harbour, inbenta } = samples;
const state = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: manyApps(1320), ...change });
const apps = (change: Partial<FakeState> = {}): Story => ({ state: state(change), place: { screen: "apps", account: "ada" } });
const plan = (change: Partial<FakeState> = {}): Story => ({ state: state({ apps: manyApps(12), ...change }), place: { screen: "plan-apps", account: "ada" } });
const network = { code: "network" as const, message: "accounts.harbour.example cannot be reached. Check the connection, then try again." };
const fresh = (): Story["events"] => [
  {
    event: "fresh_sign_in",
    detail: {
      account: "ada",
      started: { attempt: "a1", provider: harbour.name, authorize_url: "https://accounts.harbour.example/oauth/authorize", host: harbour.host, return_path: "deep-link", open_ways: ["deep-link"], others: [], device: null, started_at: samples.now(), expires_at: samples.now() + 600, warnings: [], scopes: [] },
    },
  },
];

export const appStories: Record<string, () => Story> = {
  apps: () => apps(),
  "apps-many": () => apps({ apps: manyApps(100_000) }),
  // Far away in the list the service is asked page after page.
  "apps-many-slowly": () => apps({ apps: manyApps(100_000), delay: 400 }),
  "apps-two": () => apps({ accounts: [ada(), { ...michael(), account: { ...michael().account, administers: true } }] }),
  "apps-few": () => apps({ apps: manyApps(3) }),
  "apps-empty": () => apps({ apps: [] }),
  "apps-loading": () => apps({ hangs: ["apps"] }),
  "apps-failed": () => apps({ fails: { apps: network } }),
  "apps-without-counts": () => apps({ fails: { app_facets: network } }),
  "apps-forbidden": () => ({ state: state({ accounts: [michael()], fails: { apps: { code: "forbidden", message: "This session may not administer apps." } } }), place: { screen: "apps", account: "michael" } }),
  // With ?press=Choose+all&press=Disable: one by one, with what failed at the end.
  "apps-bulk": () => apps({ apps: manyApps(60), delay: 60 }),
  "apps-bulk-running": () => apps({ apps: manyApps(60), hangs: ["enable_app"] }),
  "apps-bulk-fresh": () => ({ ...apps({ apps: manyApps(60), hangs: ["enable_app"] }), events: fresh() }),
  "app-new": () => ({ state: state(), place: { screen: "new-app", account: "ada" } }),
  "app-new-refused": () => ({ state: state({ fails: { create_app: network } }), place: { screen: "new-app", account: "ada" } }),
  "plan-apps": () => plan(),
  "plan-apps-failed": () => plan({ fails: { plan_apps: network } }),
  "plan-apps-fresh": () => ({ ...plan({ hangs: ["apply_apps"] }), events: fresh() }),
  "plan-apps-forbidden": () => ({ ...plan({ accounts: [michael()] }), place: { screen: "plan-apps", account: "michael" } }),
};
