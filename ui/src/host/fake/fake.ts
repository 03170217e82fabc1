import type { AccountDetail } from "../../generated/AccountDetail";
import type { AccountView } from "../../generated/AccountView";
import type { ErrorCode } from "../../generated/ErrorCode";
import type { Event } from "../../generated/Event";
import type { FieldProblem } from "../../generated/FieldProblem";
import type { HostedService } from "../../generated/HostedService";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { OAuthAppDraft } from "../../generated/OAuthAppDraft";
import type { ProviderView } from "../../generated/ProviderView";
import type { SignInPreflight } from "../../generated/SignInPreflight";
import type { SignInStarted } from "../../generated/SignInStarted";
import type { SignInStep } from "../../generated/SignInStep";
import type { UserError } from "../../generated/UserError";
import type { Host } from "../host";
import * as samples from "./samples";

/** What a fake host begins with. */
export interface FakeState {
  accounts: AccountDetail[];
  providers: ProviderView[];
  apps: OAuthApp[];
  pending: SignInStarted[];
  hosted: HostedService;
  preflight: SignInPreflight;
  /** What a command answers instead of its work. */
  fails: Partial<Record<keyof Host, UserError>>;
  /** Commands that never answer. */
  hangs: (keyof Host)[];
  /** A sign-in that was started finishes by itself, failing where this says so. */
  signInFails?: { step: SignInStep; error: UserError };
  signInRuns: boolean;
  delay: number;
}

export function fakeState(change: Partial<FakeState> = {}): FakeState {
  return {
    accounts: [],
    providers: [],
    apps: [],
    pending: [],
    hosted: { state: "off" },
    preflight: { deep_link: { handler: "this_app" }, keychain: "ready", browser: "Firefox" },
    fails: {},
    hangs: [],
    signInRuns: false,
    delay: 30,
    ...change,
  };
}

const error = (code: ErrorCode, message: string, field?: string): UserError => ({ code, message, field });

/** A host without a native side, for the gallery: it keeps what it is told and plays what would happen. */
export function fakeHost(state: FakeState): Host & { emit(event: Event): void } {
  let listen: (event: Event) => void = () => undefined;
  const emit = (event: Event) => listen(event);
  const find = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw error("not_found", `There is no such ${what} any more.`);
    return found;
  };
  const detail = (id: string) => find(state.accounts.find((one) => one.account.id === id), "account");
  const put = (changed: AccountDetail) => {
    state.accounts = state.accounts.map((one) => (one.account.id === changed.account.id ? changed : one));
    emit({ event: "account_changed", detail: changed.account });
  };
  const wait = (time: number) => new Promise((done) => setTimeout(done, time));

  function play(started: SignInStarted): void {
    const steps: SignInStep[] = ["opened", "returned", "exchanged", "profile"];
    const run = async () => {
      for (const step of steps) {
        await wait(step === "opened" ? 100 : 1500);
        emit({ event: "sign_in_progress", detail: { attempt: started.attempt, step, at: samples.now() } });
        if (state.signInFails?.step === step) {
          emit({ event: "sign_in_ended", detail: { attempt: started.attempt, outcome: { outcome: "failed", ...state.signInFails } } });
          return;
        }
      }
      const signedIn = samples.ada();
      state.accounts = [...state.accounts.filter((one) => one.account.id !== "ada"), signedIn];
      emit({ event: "account_changed", detail: signedIn.account });
      emit({ event: "sign_in_ended", detail: { attempt: started.attempt, outcome: { outcome: "signed_in", account: signedIn.account } } });
    };
    void run();
  }

  const work: Omit<Host, "subscribe"> = {
    accounts: async () => state.accounts.map((one) => one.account),
    account: async (id) => detail(id),
    readProfile: async (id) => {
      const { profile } = detail(id);
      return { ...find(profile ?? undefined, "profile"), read_at: samples.now() };
    },
    refreshAccount: async (id) => {
      const one = detail(id);
      const at = samples.now();
      const account: AccountView = { ...one.account, issued_at: at, expires_at: at + 3600, renewed_at: [...one.account.renewed_at, at] };
      put({ ...one, account });
      return account;
    },
    signOut: async (id) => {
      const one = detail(id);
      const receipt = { revoked: ["access_token", "refresh_token"] as ("access_token" | "refresh_token")[], forgotten: [], pending: [], at: samples.now(), lapses_at: null, reason: null };
      put({ ...one, account: { ...one.account, state: "signed_out", administers: false }, receipts: [receipt, ...one.receipts] });
      return receipt;
    },
    signInAgain: async (id) => {
      const { account } = detail(id);
      return work.startSignIn({ provider: account.provider, scopes: account.scopes, return_path: null, open_browser: true });
    },
    forgetAccount: async (id) => {
      state.accounts = state.accounts.filter((one) => one.account.id !== id);
      emit({ event: "account_removed", detail: { id } });
    },

    presets: async () => samples.presets,
    providers: async () => state.providers,
    discover: async (address) => ({
      issuer: `https://${address.replace(/^https?:\/\//, "")}`,
      title: "Harbour accounts",
      authorization_path: "/oauth/authorize",
      pkce: true,
      scopes: ["openid", "profile", "email", "offline_access", "accounts:admin"],
      is_accounts_service: !address.includes("other"),
    }),
    addProvider: async (draft) => {
      const provider: ProviderView = { ...(draft.preset === "inbenta" ? samples.inbenta : samples.harbour), issuer: draft.issuer };
      state.providers = [...state.providers.filter((one) => one.name !== provider.name), provider];
      return provider;
    },
    removeProvider: async (name) => {
      const gone = state.providers.find((one) => one.name === name);
      state.providers = state.providers.filter((one) => one.name !== name);
      return gone?.is_registered ? [`The app “${gone.client_id}” that was registered there for this provider is still there: ${gone.host} cannot be reached. Ask whoever runs the service to delete it.`] : [];
    },
    openRegistrationPage: async () => undefined,
    takeSecretFromClipboard: async () => ({ handle: "held-1", characters: 43 }),

    signInPreflight: async () => state.preflight,
    registerDeepLink: async () => {
      state.preflight = { ...state.preflight, deep_link: { handler: "this_app" } };
      return state.preflight.deep_link;
    },
    startSignIn: async (request) => {
      const provider = find(state.providers.find((one) => one.name === request.provider), "service");
      const at = samples.now();
      const started: SignInStarted = {
        attempt: `attempt-${at}`,
        provider: provider.name,
        authorize_url: `https://${provider.host}/oauth/authorize?response_type=code`,
        host: provider.host,
        return_path: request.return_path ?? "deep-link",
        open_ways: request.return_path ? [request.return_path] : provider.return_paths,
        others: [],
        device: null,
        started_at: at,
        expires_at: at + 600,
        scopes: request.scopes ?? [],
        warnings: [],
      };
      state.pending = [...state.pending, started];
      emit({ event: "sign_in_progress", detail: { attempt: started.attempt, step: "started", at } });
      if (state.signInRuns) play(started);
      else emit({ event: "sign_in_progress", detail: { attempt: started.attempt, step: "opened", at } });
      return started;
    },
    openAgain: async () => undefined,
    takeAnswerFromClipboard: async () => {
      throw error("callback_refused", "This is the address of the sign-in page itself. Open it, sign in there, and paste the address that your browser ends on.");
    },
    cancelSignIn: async (attempt) => {
      state.pending = state.pending.filter((one) => one.attempt !== attempt);
    },
    pendingSignIns: async () => state.pending,

    apps: async (_, { search, cursor, limit }) => {
      const wanted = search?.toLowerCase() ?? "";
      const found = state.apps.filter((app) => [app.name, app.client_id, ...app.redirect_uris].some((text) => text.toLowerCase().includes(wanted)));
      const start = Number(cursor ?? 0);
      const next = start + (limit ?? 50);
      return { items: found.slice(start, next), next_cursor: next < found.length ? String(next) : null, total: found.length };
    },
    app: async (_, clientId) => find(state.apps.find((app) => app.client_id === clientId), "app"),
    checkApp: async (draft) => ({ problems: check(draft), warnings: warnings(draft) }),
    createApp: async (_, { with_secret, pkce, ...draft }) => {
      const secret = draft.kind === "web" || with_secret;
      const made = samples.app({ ...draft, pkce: pkce ?? "required", client_id: "9b1c0f6d4e2a8735-51d0c7aa93be4f12", secrets: secret ? [{ id: "s1", created_at: samples.now() }] : [], created_at: samples.now(), version: 1 });
      state.apps = [...state.apps, made];
      return secret ? { ...made, client_secret: "kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_M" } : made;
    },
    updateApp: async (_, clientId, { with_secret: _unused, pkce, ...draft }, version) => {
      const before = find(state.apps.find((app) => app.client_id === clientId), "app");
      if (before.version !== version) throw error("conflict", "Somebody else changed this app. Load it again.");
      const after: OAuthApp = { ...before, ...draft, pkce: pkce ?? before.pkce, version: version + 1 };
      state.apps = state.apps.map((app) => (app.client_id === clientId ? after : app));
      return after;
    },
    deleteApp: async (_, clientId) => {
      state.apps = state.apps.filter((app) => app.client_id !== clientId);
    },
    newSecret: async (_, clientId) => {
      const app = find(state.apps.find((one) => one.client_id === clientId), "app");
      const secrets = [...app.secrets, { id: `s${samples.now()}`, created_at: samples.now() }];
      const retired = secrets.length > 2 ? (secrets[0]?.id ?? null) : null;
      state.apps = state.apps.map((one) => (one.client_id === clientId ? { ...app, secrets: secrets.slice(-2) } : one));
      return { client_id: clientId, client_secret: "kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_M", retired };
    },

    answerProgram: async (id) => emit({ event: "program_answered", detail: { id } }),

    hosted: async () => state.hosted,
    startHosted: async () => {
      state.hosted = { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: true };
      return state.hosted;
    },
    openSetUp: async () => undefined,
    keychainState: async () => state.preflight.keychain,
    copyText: async () => undefined,
  };

  const guarded = Object.fromEntries(
    Object.entries(work).map(([name, command]) => [
      name,
      async (...args: unknown[]) => {
        await wait(state.delay);
        const key = name as keyof Host;
        if (state.hangs.includes(key)) return new Promise(() => undefined);
        const refusal = state.fails[key];
        if (refusal) throw refusal;
        return (command as (...args: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as Omit<Host, "subscribe">;

  return {
    ...guarded,
    emit,
    subscribe: async (listener) => {
      listen = listener;
    },
  };
}

/** A few of the rules that the native side has, enough to look at. */
function warnings(draft: OAuthAppDraft): FieldProblem[] {
  if (draft.redirect_uris.length === 0) return [{ field: "redirect_uris", row: null, message: "It has no return address, so nobody can sign in through it yet. Add one when you know where it runs." }];
  const message = "localhost may be answered by another program, and is compared with its port. http://127.0.0.1 allows any port.";
  return draft.redirect_uris.flatMap((uri, row) => (uri.startsWith("http://localhost:") ? [{ field: "redirect_uris", row, message }] : []));
}

function check(draft: OAuthAppDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (draft.name === "") problems.push({ field: "name", row: null, message: "Give the app a name of 1 to 80 characters; people see it when they are asked for access." });
  draft.redirect_uris.forEach((uri, row) => {
    if (uri.includes("#")) problems.push({ field: "redirect_uris", row, message: "An address cannot have a part after #. Remove it." });
    else if (/^http:\/\/(?!127\.0\.0\.1|\[::1\]|localhost:)/.test(uri)) problems.push({ field: "redirect_uris", row, message: "Plain http is only for an address of this computer. Use https." });
  });
  return problems;
}
