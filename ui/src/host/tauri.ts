import { Channel, invoke } from "@tauri-apps/api/core";

import type { Commands } from "../generated/commands";
import type { Event } from "../generated/Event";
import type { Host } from "./host";

type Name = keyof Commands;

/** A command with the arguments and the answer that the native side gives it. */
function call<N extends Name>(name: N, given: Commands[N]["arguments"]): Promise<Commands[N]["answer"]> {
  return invoke(name, given);
}

/** The native side. The only file that knows how it is reached. */
export const tauri: Host = {
  async subscribe(listener) {
    const channel = new Channel<Event>();
    channel.onmessage = listener;
    await invoke("subscribe" satisfies Name, { channel });
  },

  accounts: () => call("accounts", {}),
  account: (id) => call("account", { id }),
  readProfile: (id) => call("read_profile", { id }),
  refreshAccount: (id) => call("refresh_account", { id }),
  signOut: (id) => call("sign_out", { id }),
  forgetAccount: (id, untold) => call("forget_account", { id, untold }),
  signInAgain: (id) => call("sign_in_again", { id }),

  presets: () => call("presets", {}),
  providers: () => call("providers", {}),
  discover: (address) => call("discover", { address }),
  addProvider: (draft, secret) => call("add_provider", { draft, secret }),
  removeProvider: (name) => call("remove_provider", { name }),
  openRegistrationPage: (preset) => call("open_registration_page", { preset }),
  takeSecretFromClipboard: () => call("take_secret_from_clipboard", {}),

  signInPreflight: () => call("sign_in_preflight", {}),
  registerDeepLink: () => call("register_deep_link", {}),
  startSignIn: (request) => call("start_sign_in", { request }),
  openAgain: (attempt, path) => call("open_again", { attempt, returnPath: path }),
  takeAnswerFromClipboard: (attempt) => call("take_answer_from_clipboard", { attempt }),
  cancelSignIn: (attempt) => call("cancel_sign_in", { attempt }),
  pendingSignIns: () => call("pending_sign_ins", {}),

  apps: (account, query) => call("apps", { account, query }),
  app: (account, clientId) => call("app", { account, clientId }),
  checkApp: (draft) => call("check_app", { draft }),
  createApp: (account, draft) => call("create_app", { account, draft }),
  updateApp: (account, clientId, draft, version) => call("update_app", { account, clientId, draft, version }),
  deleteApp: (account, clientId) => call("delete_app", { account, clientId }),
  newSecret: (account, clientId) => call("new_secret", { account, clientId }),

  answerProgram: (id, verdict) => call("answer_program", { id, verdict }),

  hosted: () => call("hosted", {}),
  startHosted: () => call("start_hosted", {}),
  openSetUp: () => call("open_set_up", {}),
  keychainState: () => call("keychain_state", {}),
  copyText: (text) => call("copy_text", { text }),
};
