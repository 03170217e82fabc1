/** What stands over every screen, and a window that cannot show one. */
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { does, type Story } from "./story";

const { ada, michael, harbour, inbenta } = samples;
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: samples.apps(320), ...change });
const account = (id: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "account", id } });
/** Nobody here administers anything. */
const alone = () => account("michael", { accounts: [michael()] });

export const windowStories: Record<string, () => Story> = {
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
  "loading-services": () => ({ state: lively({ hangs: ["presets"] }) }),
  // A file that is held over the window, and one that is let go.
  "file-held": () => does(account("ada"), ["drag", "apps.toml"]),
  "file-held-in-vain": () => does(alone(), ["drag", "apps.toml"]),
  "file-planned": () => does(account("ada"), ["drop", "apps.toml"]),
  "file-of-another-kind": () => does(account("ada"), ["drop", "lighthouse.png"]),
  "file-in-vain": () => does(alone(), ["drop", "apps.toml"]),
  "copy-done": () => does(account("ada"), ["press", "Copy the id"]),
  "copy-failed": () => does(account("ada", { fails: { copy_text: { code: "internal", message: "The clipboard does not answer. Copy it again, then try again." } } }), ["press", "Copy the id"]),
};
