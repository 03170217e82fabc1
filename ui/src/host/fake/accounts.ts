import type { AccountDetail } from "../../generated/AccountDetail";
import type { AccountView } from "../../generated/AccountView";
import type { SignOutReceipt } from "../../generated/SignOutReceipt";
import * as samples from "./samples";
import { begin } from "./sign-ins";
import { find, type Played, type Stage } from "./stage";

/** Sessions: those of the state, which change as they would. */
export function accounts(stage: Stage): Played<"accounts" | "account" | "read_profile" | "refresh_account" | "sign_out" | "sign_out_everywhere" | "sign_in_again" | "forget_account"> {
  const { state } = stage;
  const detail = (id: string) => find(state.accounts.find((one) => one.account.id === id), "account");
  const put = (changed: AccountDetail) => {
    state.accounts = state.accounts.map((one) => (one.account.id === changed.account.id ? changed : one));
    stage.emit({ event: "account_changed", detail: changed.account });
  };
  return {
    accounts: async () => state.accounts.map((one) => one.account),
    account: async ({ id }) => detail(id),
    read_profile: async ({ id }) => {
      const { profile } = detail(id);
      return { ...find(profile ?? undefined, "profile"), read_at: samples.now() };
    },
    refresh_account: async ({ id }) => {
      const one = detail(id);
      const at = samples.now();
      const account: AccountView = { ...one.account, issued_at: at, expires_at: at + 3600, renewed_at: [...one.account.renewed_at, at] };
      put({ ...one, account });
      return account;
    },
    sign_out: async ({ id }) => {
      const one = detail(id);
      const receipt = { revoked: ["access_token", "refresh_token"] as ("access_token" | "refresh_token")[], forgotten: [], pending: [], at: samples.now(), lapses_at: null, reason: null };
      put({ ...one, account: { ...one.account, state: "signed_out", administers: false }, receipts: [receipt, ...one.receipts] });
      return receipt;
    },
    sign_out_everywhere: async ({ id }) => {
      const one = detail(id);
      const receipt: SignOutReceipt = { revoked: ["access_token", "refresh_token", "browser_session"], forgotten: [], pending: [], at: samples.now(), lapses_at: null, reason: null };
      put({ ...one, account: { ...one.account, state: "signed_out", administers: false }, receipts: [receipt, ...one.receipts] });
      return receipt;
    },
    sign_in_again: async ({ id }) => {
      const { account } = detail(id);
      return begin(stage, { provider: account.provider, scopes: account.scopes, return_path: null });
    },
    forget_account: async ({ id }) => {
      state.accounts = state.accounts.filter((one) => one.account.id !== id);
      stage.emit({ event: "account_removed", detail: { id } });
    },
  };
}
