import { SvelteMap } from "svelte/reactivity";

import type { Event } from "../generated/Event";
import type { ReturnPath } from "../generated/ReturnPath";
import type { SignInOutcome } from "../generated/SignInOutcome";
import type { SignInRequest } from "../generated/SignInRequest";
import type { SignInStarted } from "../generated/SignInStarted";
import type { SignInStep } from "../generated/SignInStep";
import type { Host } from "../host/host";

export const STEPS: readonly SignInStep[] = ["started", "opened", "returned", "exchanged", "profile"];

/** The app that a sign-in tries, and for whom. */
export interface Trying {
  /** The account that administers the app. */
  account: string;
  clientId: string;
  /** The accounts that were here already: the sign-in leaves none behind that is one of them. */
  before: readonly string[];
}

/** A sign-in as far as this window knows it. */
export class Attempt {
  started = $state<SignInStarted>();
  /** When each step was reached. A step that was reached before this window knew of it has no time. */
  readonly at = new SvelteMap<SignInStep, number>();
  reached = $state<SignInStep>("started");
  outcome = $state<SignInOutcome>();
  /** The account that has to show once more who it is, where that is what this sign-in is for. */
  account = $state<string>();
  endedAt = $state<number>();
  /** Where it is there to try an app. */
  trying = $state.raw<Trying>();

  constructor(readonly id: string) {}

  begin(started: SignInStarted): void {
    this.started = started;
    if (!this.at.has("started")) this.at.set("started", started.started_at);
  }

  reach(step: SignInStep, at?: number): void {
    if (at !== undefined) this.at.set(step, at);
    if (STEPS.indexOf(step) > STEPS.indexOf(this.reached)) this.reached = step;
  }
}

/** The sign-ins on their way, and those that ended in this window. */
export class SignIns {
  readonly #attempts = new SvelteMap<string, Attempt>();

  /** What was called off here last: why it did not come back may still be learnt. */
  calledOff = $state.raw<SignInStarted>();

  constructor(
    private readonly host: Host,
    private readonly ended: (attempt: Attempt, outcome: SignInOutcome) => void,
  ) {}

  find(id: string): Attempt | undefined {
    return this.#attempts.get(id);
  }

  /** Those that wait for their browser, oldest first; the fresh ones are shown where something waits for them. */
  get waiting(): Attempt[] {
    return this.#open.filter((attempt) => attempt.account === undefined);
  }

  /** The fresh sign-in that an account is asked for. */
  freshOf(account: string): Attempt | undefined {
    return this.#open.find((attempt) => attempt.account === account);
  }

  /** Whoever turns away from a deed has called it off: the fresh sign-in that it waits for, unless the browser came back already. Gives whether it is. */
  async callOff(account: string): Promise<boolean> {
    const fresh = this.freshOf(account);
    if (!fresh || !this.canCallOff(account)) return false;
    // Where it cannot be called off any more, it goes on.
    return this.cancel(fresh.id).then(
      () => true,
      () => false,
    );
  }

  /** Whether a fresh sign-in of an account still waits for the person. */
  canCallOff(account: string): boolean {
    const reached = this.freshOf(account)?.reached;
    return reached === "started" || reached === "opened";
  }

  get #open(): Attempt[] {
    return [...this.#attempts.values()].filter((attempt) => attempt.started !== undefined && attempt.outcome === undefined);
  }

  /** Takes up what was on its way before this window opened. */
  async load(): Promise<Attempt[]> {
    const pending = await this.host.ask("pending_sign_ins", {});
    return pending.map((started) => {
      const attempt = this.#of(started.attempt);
      attempt.begin(started);
      attempt.reach("opened");
      return attempt;
    });
  }

  async start(request: SignInRequest, trying?: Trying): Promise<Attempt> {
    const attempt = this.#begun(await this.host.ask("start_sign_in", { request }));
    attempt.trying = trying;
    return attempt;
  }

  /** Signs in to an account once more. */
  async again(account: string): Promise<Attempt> {
    return this.#begun(await this.host.ask("sign_in_again", { id: account }));
  }

  #begun(started: SignInStarted): Attempt {
    this.calledOff = undefined;
    const attempt = this.#of(started.attempt);
    attempt.begin(started);
    return attempt;
  }

  openAgain(id: string, path: ReturnPath | null = null): Promise<void> {
    return this.host.ask("open_again", { attempt: id, returnPath: path });
  }

  /** Opens it in the default browser, wherever it was to open. */
  openInDefault(id: string): Promise<void> {
    return this.host.ask("open_in_default", { attempt: id });
  }

  /** Resolves when somebody is signed in by it; refused where it was not the answer, or ended otherwise. */
  takeAnswer(id: string): Promise<void> {
    return this.host.ask("take_answer_from_clipboard", { attempt: id });
  }

  async cancel(id: string): Promise<void> {
    await this.host.ask("cancel_sign_in", { attempt: id });
    this.calledOff = this.#attempts.get(id)?.started;
    this.#attempts.delete(id);
  }

  hear(event: Event): void {
    if (event.event === "sign_in_progress") {
      this.#of(event.detail.attempt).reach(event.detail.step, event.detail.at);
    } else if (event.event === "fresh_sign_in") {
      const attempt = this.#of(event.detail.started.attempt);
      attempt.account = event.detail.account;
      attempt.begin(event.detail.started);
    } else if (event.event === "sign_in_ended") {
      const attempt = this.#of(event.detail.attempt);
      const { outcome } = event.detail;
      attempt.outcome = outcome;
      attempt.endedAt = Date.now() / 1000;
      if (outcome.outcome === "failed") attempt.reach(outcome.step);
      this.ended(attempt, outcome);
    }
  }

  /** Events may come before the answer that names the attempt. */
  #of(id: string): Attempt {
    let attempt = this.#attempts.get(id);
    if (!attempt) {
      attempt = new Attempt(id);
      this.#attempts.set(id, attempt);
    }
    return attempt;
  }
}
