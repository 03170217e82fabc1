/** The list of apps, a new app, and apps as a file. */
import { manyApps } from "../host/fake/app-samples";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { type Deed, does, fresh, network, type Story } from "./story";

const { ada, michael, harbour, inbenta } = samples;
const state = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: manyApps(1320), ...change });
const apps = (change: Partial<FakeState> = {}): Story => ({ state: state(change), place: { screen: "apps", account: "ada" } });
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
const SAVED = "Save as a file…";
const plan = (change: Partial<FakeState> = {}): Story => ({ state: state({ apps: manyApps(12), ...change }), place: { screen: "plan-apps", account: "ada" } });
const MADE: [Deed, string][] = [["type", "Name of the app=Harbour Desk"], ["press", "Name and formats"], ["press", "Create the app"]];
const CLIENT = "daa66d1335dfbca8-9fd880312f3eab98";
const making = (change: Partial<FakeState> = {}): Story => ({ state: state(change), place: { screen: "new-app", account: "ada" } });
const DISABLE_ALL = "Disable 60 apps";
const deleting = (change: Partial<FakeState> = {}, ...steps: [Deed, string][]) => does({ state: state(change), place: { screen: "app", account: "ada", clientId: CLIENT } }, ["press", "Delete the app"], ...steps);
const deleted = (change: Partial<FakeState>) => deleting(change, ["type", "Type the app’s name to go on=Facility booking"], ["press", "Delete the app"]);

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
  "apps-bulk": () => does(apps({ apps: manyApps(60), delay: 60 }), ["press", "Choose all that were found"], ["press", "Disable"], ["press", DISABLE_ALL]),
  "apps-bulk-running": () => does(apps({ apps: manyApps(60), hangs: ["change_apps"] }), ["press", "Choose all that were found"], ["press", "Disable"], ["press", DISABLE_ALL]),
  "apps-bulk-fresh": () => does({ ...apps({ apps: manyApps(60), hangs: ["change_apps"] }), events: fresh() }, ["press", "Choose all that were found"], ["press", "Disable"], ["press", DISABLE_ALL]),
  "app-new": () => making(),
  "app-new-refused": () => does(making({ fails: { create_app: network } }), ...MADE),
  "app-made": () => does(making(), ...MADE),
  "app-made-saved": () => does(making(), ...MADE, ["press", SAVED]),
  "app-made-without-secret": () => does(making(), ["type", "Name of the app=Harbour Desk"], ["press", "On a person’s computer"], ["press", "Create the app"]),
  "app-new-wrong": () => does(making(), ["type", "Return address 1=http://harbour.example/callback"], ["press", "Create the app"]),
  "app-new-by-itself": () => does(making(), ["press", "By itself"]),
  "app-delete": () => deleting(),
  "app-delete-unused": () => deleting({ apps: manyApps(30).map((app) => ({ ...app, last_used_at: undefined })) }),
  "app-delete-unknown": () => deleting({ fails: { app_impact: network } }),
  "app-deleting": () => deleted({ hangs: ["delete_app"] }),
  "app-not-deleted": () => deleted({ fails: { delete_app: network } }),
  // In a narrow window the filters are folded away, and unfold over the list.
  "apps-filters": () => does(apps(), ["press", "Filters"]),
  "apps-narrowed": () => does(apps(), ["type", "Search apps=book"], ["press", "Web"], ["press", "Disabled"]),
  "apps-none": () => does(apps(), ["type", "Search apps=zzz"]),
  "apps-chosen": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Choose Cookbook"]),
  "apps-undo": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Disable"], ["press", "Disable 2 apps"]),
  "apps-export": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Choose Logbook"], ["press", "Export"]),
  "apps-export-saved": () => does(apps(), ["press", "Choose Harbour Desk Booking"], ["press", "Export"], ["press", SAVED]),
  "apps-export-unsaved": () =>
    does(
      apps({ fails: { add_to_file: { code: "internal", message: "“apps.toml” was not saved: there is no room left. Make room, or choose another folder, then try again." } } }),
      ["press", "Choose Harbour Desk Booking"], ["press", "Export"], ["press", SAVED],
    ),
  "apps-exporting": () => does(apps({ hangs: ["export_apps"] }), ["press", "More"], ["press", "Export all apps"]),
  "apps-not-exported": () => does(apps({ fails: { export_apps: network } }), ["press", "More"], ["press", "Export all apps"]),
  "apps-menu": () => does(apps(), ["press", "More"]),
  "apps-by-name": () => does(apps(), ["press", "Name"]),
  "apps-created": () => does(apps(), ["press", "More"], ["press", "Sort by newest"]),
  "plan-apps": () => plan(),
  "plan-apps-not-begun": () => does(plan({ fails: { export_apps: network } }), ["press", "Begin with all apps as they are"]),
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
