import { Channel, invoke } from "@tauri-apps/api/core";

import type { Event } from "../generated/Event";
import type { Host } from "./host";

/** The native side. The only file that knows how it is reached. */
export const tauri: Host = {
  async subscribe(listener) {
    const channel = new Channel<Event>();
    channel.onmessage = listener;
    await invoke("subscribe", { channel });
  },

  accounts: () => invoke("accounts"),
  account: (id) => invoke("account", { id }),
  readProfile: (id) => invoke("read_profile", { id }),
  refreshAccount: (id) => invoke("refresh_account", { id }),
  signOut: (id) => invoke("sign_out", { id }),
  forgetAccount: (id) => invoke("forget_account", { id }),

  presets: () => invoke("presets"),
  providers: () => invoke("providers"),
  discover: (address) => invoke("discover", { address }),
  addProvider: (draft, secret) => invoke("add_provider", { draft, secret }),
  removeProvider: (name) => invoke("remove_provider", { name }),
  takeSecretFromClipboard: () => invoke("take_secret_from_clipboard"),

  signInPreflight: () => invoke("sign_in_preflight"),
  registerDeepLink: () => invoke("register_deep_link"),
  startSignIn: (request) => invoke("start_sign_in", { request }),
  openAgain: (attempt) => invoke("open_again", { attempt }),
  cancelSignIn: (attempt) => invoke("cancel_sign_in", { attempt }),
  pendingSignIns: () => invoke("pending_sign_ins"),

  apps: (account, query) => invoke("apps", { account, query }),
  app: (account, clientId) => invoke("app", { account, clientId }),
  checkApp: (draft) => invoke("check_app", { draft }),
  createApp: (account, draft) => invoke("create_app", { account, draft }),
  updateApp: (account, clientId, draft, version) => invoke("update_app", { account, clientId, draft, version }),
  deleteApp: (account, clientId) => invoke("delete_app", { account, clientId }),
  newSecret: (account, clientId) => invoke("new_secret", { account, clientId }),

  hosted: () => invoke("hosted"),
  startHosted: () => invoke("start_hosted"),
  openSetUp: () => invoke("open_set_up"),
  keychainState: () => invoke("keychain_state"),
  copyText: (text) => invoke("copy_text", { text }),
};
