import type { SignInRequest } from "../../generated/SignInRequest";
import type { SignInStarted } from "../../generated/SignInStarted";
import type { SignInStep } from "../../generated/SignInStep";
import * as samples from "./samples";
import { error, find, type Played, type Stage, wait } from "./stage";

/** Starts a sign-in, which goes on by itself where the state says so. */
export async function begin(stage: Stage, request: SignInRequest): Promise<SignInStarted> {
  const { state, emit } = stage;
  const provider = find(state.providers.find((one) => one.name === request.provider), "service");
  const at = samples.now();
  const started: SignInStarted = {
    attempt: `attempt-${at}`,
    provider: provider.name,
    authorize_url: `https://${provider.host}/oauth/authorize?response_type=code`,
    host: provider.host,
    browser: request.browser ?? provider.browser ?? { opens: "default" },
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
  if (state.signInRuns) play(stage, started);
  else emit({ event: "sign_in_progress", detail: { attempt: started.attempt, step: "opened", at } });
  return started;
}

function play({ state, emit }: Stage, started: SignInStarted): void {
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

/** Sign-ins on their way. */
export function signIns(stage: Stage): Played<"sign_in_preflight" | "register_deep_link" | "start_sign_in" | "open_again" | "open_in_default" | "take_answer_from_clipboard" | "cancel_sign_in" | "pending_sign_ins"> {
  const { state } = stage;
  return {
    sign_in_preflight: async () => state.preflight,
    register_deep_link: async () => {
      state.preflight = { ...state.preflight, deep_link: { handler: "this_app" } };
      return state.preflight.deep_link;
    },
    start_sign_in: async ({ request }) => begin(stage, request),
    open_again: async () => undefined,
    open_in_default: async () => undefined,
    take_answer_from_clipboard: async () => {
      throw error("callback_refused", "This is the address of the sign-in page itself. Open it, sign in there, and paste the address that your browser ends on.");
    },
    cancel_sign_in: async ({ attempt }) => {
      state.pending = state.pending.filter((one) => one.attempt !== attempt);
    },
    pending_sign_ins: async () => state.pending,
  };
}
