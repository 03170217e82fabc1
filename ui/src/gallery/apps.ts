/** The list of apps, a new app, and apps as a file. */
import { manyApps } from "../host/fake/app-samples";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Story } from "./story";

const { ada, michael, harbour, inbenta } = samples;
const state = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: manyApps(1320), ...change });
const apps = (change: Partial<FakeState> = {}): Story => ({ state: state(change), place: { screen: "apps", account: "ada" } });
const does = (story: Story, ...steps: [kind: "press" | "type", what: string][]): Story => ({ ...story, does: new URLSearchParams(steps).toString() });
const FILE = `[[app]]
client_id = "daa66d13${"35dfbca8-9fd880312f3eab98"}"
name = "Facility booking and catering"
kind = "web"
scopes = ["openid", "profile", "email"]
redirect_uris = ["https://rooms.harbour.example/callback", "https://catering.harbour.example/callback"]
enabled = false

[[app]]
code_name = "nightferry"
name = "Night ferry"
kind = "web"
dialect = "standard"
redirect_uris = ["https://ferry.harbour.example/callback"]
scopes = ["openid", "profile"]

[[app]]
code_name = "deckplan"
name = "תוכנית הסיפון"
kind = "native"
redirect_uris = ["http://127.0.0.1/callback"]
scopes = ["openid"]
`;
const LABEL = "Apps, as TOML or JSON";
const SHOW = "Show what would change";
const plan = (change: Partial<FakeState> = {}): Story => ({ state: state({ apps: manyApps(12), ...change }), place: { screen: "plan-apps", account: "ada" } });
const network = { code: "network" as const, message: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again." };
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
  // Measured: the way into a long list, and one that is short beside it.
  "account-many-apps": () => ({ state: state({ apps: manyApps(100_000) }), place: { screen: "account", id: "ada" } }),
  "apps-hundred": () => apps({ apps: manyApps(100) }),
  // Far away in the list the service is asked page after page.
  "apps-many-slowly": () => apps({ apps: manyApps(100_000), delay: 400 }),
  "apps-two": () => apps({ accounts: [ada(), { ...michael(), account: { ...michael().account, administers: true } }] }),
  "apps-few": () => apps({ apps: manyApps(3) }),
  "apps-empty": () => apps({ apps: [] }),
  "apps-loading": () => apps({ hangs: ["apps"] }),
  "apps-failed": () => apps({ fails: { apps: network } }),
  "apps-without-counts": () => apps({ fails: { app_facets: network } }),
  "apps-forbidden": () => ({ state: state({ accounts: [michael()], fails: { apps: { code: "forbidden", message: "This session may not administer apps. Sign in as an administrator, with the scope accounts:admin." } } }), place: { screen: "apps", account: "michael" } }),
  // A few at a time, with what failed at the end.
  "apps-bulk": () => does(apps({ apps: manyApps(60), delay: 60 }), ["press", "Choose all that were found"], ["press", "Disable"]),
  "apps-bulk-running": () => does(apps({ apps: manyApps(60), hangs: ["change_apps"] }), ["press", "Choose all that were found"], ["press", "Disable"]),
  "apps-bulk-fresh": () => does({ ...apps({ apps: manyApps(60), hangs: ["change_apps"] }), events: fresh() }, ["press", "Choose all that were found"], ["press", "Disable"]),
  "app-new": () => ({ state: state(), place: { screen: "new-app", account: "ada" } }),
  "app-new-refused": () => does({ state: state({ fails: { create_app: network } }), place: { screen: "new-app", account: "ada" } }, ["type", "Name of the app=Harbour Desk"], ["press", "Create the app"]),
  "app-made": () => does({ state: state(), place: { screen: "new-app", account: "ada" } }, ["type", "Name of the app=Harbour Desk"], ["press", "Name and formats"], ["press", "Create the app"]),
  "app-made-saved": () => does({ state: state(), place: { screen: "new-app", account: "ada" } }, ["type", "Name of the app=Harbour Desk"], ["press", "Name and formats"], ["press", "Create the app"], ["press", "Save as a file…"]),
  "app-made-without-secret": () => does({ state: state(), place: { screen: "new-app", account: "ada" } }, ["type", "Name of the app=Harbour Desk"], ["press", "On a person’s computer"], ["press", "Create the app"]),
  "app-new-wrong": () => does({ state: state(), place: { screen: "new-app", account: "ada" } }, ["type", "Return address 1=http://harbour.example/callback"], ["press", "Create the app"]),
  "app-new-by-itself": () => does({ state: state(), place: { screen: "new-app", account: "ada" } }, ["press", "By itself"]),
  "app-delete": () => does({ state: state(), place: { screen: "app", account: "ada", clientId: "daa66d1335dfbca8-9fd880312f3eab98" } }, ["press", "Delete the app"]),
  "app-delete-unused": () => does({ state: state({ apps: manyApps(30).map((app) => ({ ...app, last_used_at: undefined })) }), place: { screen: "app", account: "ada", clientId: "daa66d1335dfbca8-9fd880312f3eab98" } }, ["press", "Delete the app"]),
  "app-delete-unknown": () => does({ state: state({ fails: { app_impact: network } }), place: { screen: "app", account: "ada", clientId: "daa66d1335dfbca8-9fd880312f3eab98" } }, ["press", "Delete the app"]),
  "apps-narrowed": () => does(apps(), ["type", "Search apps=book"], ["press", "Web"], ["press", "Disabled"]),
  "apps-none": () => does(apps(), ["type", "Search apps=zzz"]),
  "apps-chosen": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Choose Cookbook"]),
  "apps-undo": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Disable"]),
  "apps-export": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Export"]),
  "apps-export-saved": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Export"], ["press", "Save as a file…"]),
  "apps-export-unsaved": () => does(apps({ fails: { add_to_file: { code: "internal", message: "“apps.toml” was not saved: there is no room left. Make room, or choose another folder, then try again." } } }), ["press", "Choose Harbour Desk Booking"], ["press", "Export"], ["press", "Save as a file…"]),
  "apps-menu": () => does(apps(), ["press", "More"]),
  "apps-by-name": () => does(apps(), ["press", "Name"]),
  "apps-created": () => does(apps(), ["press", "More"], ["press", "Sort by newest"]),
  "plan-apps": () => plan(),
  "plan-apps-made": () => does(plan(), ["type", `${LABEL}=${FILE}`], ["press", SHOW]),
  "plan-apps-pruned": () => does(plan(), ["type", `${LABEL}=${FILE}`], ["press", "Delete apps that the file does not name"], ["press", SHOW]),
  "plan-apps-same": () => does(plan(), ["press", "Begin with all apps as they are"], ["press", SHOW]),
  "plan-apps-replaced": () => does(plan(), ["type", `${LABEL}=${FILE}`], ["press", "Begin with all apps as they are"]),
  "plan-apps-wrong": () => does(plan(), ["type", `${LABEL}={ "app": `], ["press", SHOW]),
  "plan-apps-done": () => does(plan(), ["type", `${LABEL}=${FILE}`], ["press", SHOW], ["press", "Apply these 3 changes"]),
  // What was planned is not what is there any more when it is applied.
  "plan-apps-changed": () => does(plan({ fileChanges: true }), ["type", `${LABEL}=${FILE}`], ["press", SHOW], ["press", "Apply these 3 changes"]),
  "plan-apps-failed": () => does(plan({ fails: { plan_apps: network } }), ["type", `${LABEL}=${FILE}`], ["press", SHOW]),
  "plan-apps-fresh": () => does({ ...plan({ hangs: ["apply_apps"] }), events: fresh() }, ["type", `${LABEL}=${FILE}`], ["press", SHOW], ["press", "Apply these 3 changes"]),
  "plan-apps-forbidden": () => ({ ...plan({ accounts: [michael()] }), place: { screen: "plan-apps", account: "michael" } }),
};
