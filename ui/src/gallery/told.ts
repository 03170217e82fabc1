import { fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Story } from "./story";

const { ada, michael, harbour, inbenta } = samples;
const VAULT = "/home/ada/.local/share/countersign/vault.sealed";

/** What the native side says, where a whole sentence of it stands within another: to be read in each language. */
export const told: Record<string, () => Story> = {
  "told-keychain": () => ({
    state: fakeState({
      accounts: [ada(), michael()],
      providers: [harbour, inbenta],
      preflight: { keychain: "locked", deep_link: { handler: "other", entry: "some-other-program.desktop" }, browser: "Firefox" },
      fails: { start_sign_in: { code: "keychain_locked", message: "The keychain is locked. Unlock it, and try again; nothing is lost." } },
    }),
    place: { screen: "sign-in", provider: "Inbenta" },
    does: "press=Continue+in+Firefox",
  }),
  "told-sealed": () => ({
    state: fakeState({
      accounts: [ada(), michael()],
      providers: [harbour, inbenta],
      fails: {
        refresh_account: { code: "bad_answer", message: "accounts.harbour.example renewed this session, and its ID token could not be checked: its signature is wrong. Tell whoever runs the service. The session stays as it was." },
        sign_out: { code: "vault", message: `“${VAULT}” could not be written: No space left on device (os error 28). What was stored is unchanged.` },
      },
    }),
    place: { screen: "account", id: "ada" },
    does: "press=Renew+now",
  }),
};
