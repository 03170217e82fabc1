/** An account, in every state of its session and of its profile. */
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { does, network, type Story, vault } from "./story";

const { ada, michael, quiet, harbour, inbenta, now } = samples;
const full = { ...vault, message: "“/home/ada/.local/share/countersign/vault.sealed” could not be written: No space left on device (os error 28). What was stored is unchanged." };
const people = () => [michael(), ada(), { ...quiet(), account: { ...quiet().account, state: "signed_out" as const } }];
const lively = (change: Partial<FakeState> = {}) => fakeState({ accounts: people(), providers: [harbour, inbenta], apps: samples.apps(1320), ...change });
const account = (id: string, change: Partial<FakeState> = {}): Story => ({ state: lively(change), place: { screen: "account", id } });
const one = (change: (of: ReturnType<typeof ada>) => ReturnType<typeof ada>, more: Partial<FakeState> = {}): Story => account("ada", { accounts: [change(ada()), michael()], ...more });
const readAgo = ({ profile }: ReturnType<typeof ada>, ago: number) => profile && { ...profile, read_at: now() - ago };
/** A session of that age at a service that renewed it never. */
const brief = (of: ReturnType<typeof ada>, age: number): ReturnType<typeof ada> => {
  const scopes = of.account.scopes.filter((scope) => scope !== "offline_access");
  const profile = readAgo(of, age - 30);
  return { ...of, account: { ...of.account, scopes, can_refresh: false, renewed_at: [], signed_in_at: now() - age, issued_at: now() - age }, profile: profile && { ...profile, scopes: { requested: scopes, granted: scopes } } };
};
/** The session is over. */
const ended = (change: Partial<FakeState> = {}) =>
  one(
    (of) => ({
      ...of,
      profile: readAgo(of, 5400),
      account: { ...of.account, state: "signed_out", administers: false },
      receipts: [{ revoked: ["access_token", "refresh_token"], forgotten: [], pending: [], at: now() - 600, lapses_at: null, reason: null }, ...of.receipts],
    }),
    change,
  );

export const accountStories: Record<string, () => Story> = {
  account: () => account("michael"),
  "account-other": () => account("ada"),
  "account-withheld": () => account("quiet", { accounts: [quiet(), ada()] }),
  "account-offline": () => one((of) => ({ ...of, profile: of.profile && { ...of.profile, read_at: now() - 7300 } }), { fails: { read_profile: network } }),
  "account-expired": () => one((of) => brief({ ...of, account: { ...of.account, state: "expired", expires_at: now() - 300, administers: false } }, 3900), { signInRuns: true }),
  "account-expires-soon": () => one((of) => brief({ ...of, account: { ...of.account, state: "expires_soon", expires_at: now() + 48 } }, 3552)),
  "account-untold": () =>
    one((of) => ({
      ...of,
      profile: readAgo(of, 700),
      account: { ...of.account, state: "signed_out", administers: false },
      receipts: [{ revoked: ["access_token"], forgotten: [], pending: ["refresh_token"], at: now() - 90, lapses_at: null, reason: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again. The service is told again by itself." }, ...of.receipts],
    })),
  "account-signed-out": () => ended(),
  "account-locked": () =>
    one((of) => ({ ...of, account: { ...of.account, state: "locked" } }), { fails: { account: { code: "keychain_locked", message: "The keychain is locked. Unlock it, and try again; nothing is lost." } } }),
  "account-memory": () => one((of) => ({ ...of, account: { ...of.account, kept: "memory" } })),
  "account-new": () => one((of) => ({ ...of, profile: null, receipts: [] }), { hangs: ["read_profile"] }),
  "account-problems": () => does(one((of) => of, { fails: { refresh_account: network, sign_out: full } }), ["press", "Renew now"], ["press", "Sign out"]),
  "account-receipt": () => does(one((of) => of), ["press", "Sign out"]),
  "account-again": () => does(ended({ hangs: ["sign_in_again"] }), ["press", "Sign in again"]),
  "account-not-again": () => does(ended({ fails: { sign_in_again: network } }), ["press", "Sign in again"]),
  "account-removing": () => does(ended({ hangs: ["forget_account"] }), ["press", "Remove from this computer"]),
  "account-not-removed": () => does(ended({ fails: { forget_account: full } }), ["press", "Remove from this computer"]),
  "account-not-removed-untold": () =>
    does(ended({ fails: { forget_account: { code: "conflict", message: "“Harbour accounts” could not be told yet that this session is over, and is told as soon as it can be reached. If you remove the account now, it never is, and the tokens live on there until they end by themselves." } } }), ["press", "Remove from this computer"]),
};
