import { createContext } from "svelte";

import type { Event } from "../generated/Event";
import type { ProviderView } from "../generated/ProviderView";
import type { SignInPreflight } from "../generated/SignInPreflight";
import type { UserError } from "../generated/UserError";
import type { Wanted } from "../generated/Wanted";
import { asUserError, type Host } from "../host/host";
import { Accounts } from "./accounts.svelte";
import { Clock } from "./clock.svelte";
import { Habits } from "./habits.svelte";
import { Hosted } from "./hosted.svelte";
import { forget } from "./of-account";
import { administeredBy, type Place } from "./places";
import { Preferences } from "./preferences.svelte";
import { Programs } from "./programs.svelte";
import { Providers } from "./providers.svelte";
import { Route } from "./route.svelte";
import type { Known } from "./service-form.svelte";
import { type Attempt, SignIns } from "./sign-ins.svelte";
import { Unfinished } from "./unfinished.svelte";

/** Where a sign-in was started. */
export function before({ started, trying }: Attempt): Place {
  if (trying) return { screen: "app", account: trying.account, clientId: trying.clientId };
  return started ? { screen: "sign-in", provider: started.provider } : { screen: "welcome" };
}

/** Where a sign-in leads: to the account, or to what came of trying an app. */
function after({ id, trying }: Attempt, account: string): Place {
  return trying ? { screen: "tried", account: trying.account, clientId: trying.clientId, attempt: id } : { screen: "account", id: account };
}

/** Everything that the screens stand on: one for a window. */
export class Desk {
  readonly clock = new Clock();
  /** What would be lost by leaving where one is. */
  readonly unfinished = new Unfinished();
  readonly route = new Route((go) => this.unfinished.leave(go));
  readonly accounts: Accounts;
  readonly providers: Providers;
  readonly signIns: SignIns;
  readonly hosted: Hosted;
  readonly programs: Programs;
  readonly preferences: Preferences;
  readonly habits = new Habits(this);
  /** What happened and belongs to no screen. */
  notice = $state<UserError>();
  /** Why events do not come. */
  deaf = $state<UserError>();
  ready = $state(false);
  /** What is known of a service that is about to be added. */
  toAdd = $state.raw<Known>();
  /** What was known before the last sign-in started. */
  preflight = $state<SignInPreflight>();

  /** What the window is to begin with: what was asked for outside of it, or a sign-in that a cold start finished. */
  #wanted: Place | undefined;

  constructor(readonly host: Host) {
    this.preferences = new Preferences(host);
    this.accounts = new Accounts(host);
    this.providers = new Providers(host);
    this.programs = new Programs(host);
    this.hosted = new Hosted(host, () => this.goToHosted());
    this.signIns = new SignIns(host, (attempt, outcome) => {
      const place = this.route.place;
      if (!this.ready && outcome.outcome === "signed_in") this.#wanted = { screen: "account", id: outcome.account.id };
      const watched = place.screen === "attempt" && place.id === attempt.id;
      if (watched && outcome.outcome === "signed_in") this.route.replace(after(attempt, outcome.account.id));
      else if (watched && outcome.outcome === "cancelled") this.route.replace(before(attempt));
      // Of a fresh sign-in, whatever waits for it says how it ended.
      else if (!watched && outcome.outcome === "failed" && attempt.account === undefined) this.notice = outcome.error;
    });
  }

  async open(): Promise<void> {
    try {
      await this.host.subscribe((event) => this.#hear(event));
    } catch (thrown) {
      this.deaf = asUserError(thrown);
    }
    const chosen = this.preferences.load().catch((thrown: unknown) => (this.notice = asUserError(thrown)));
    void this.hosted.look();
    const pending = await this.load();
    await chosen;
    if (this.#wanted) this.route.replace(this.#wanted);
    else if (!this.route.wasGiven && this.route.place.screen === "welcome") this.#begin(pending.at(-1)?.id);
    this.ready = true;
  }

  /** Takes back what outlives the window's elements. */
  close(): void {
    this.clock.stop();
    this.route.close();
  }

  /** Reads what is kept. Gives the sign-ins on their way; where they cannot be read, the accounts cannot either, and say why. */
  async load(): Promise<Attempt[]> {
    const [pending] = await Promise.all([this.signIns.load().catch(() => []), this.accounts.load(), this.providers.load()]);
    return pending;
  }

  /** Where a window begins: with what is on its way, else with an account, else with the ways in. */
  #begin(attempt: string | undefined): void {
    const first = this.accounts.all[0];
    if (attempt !== undefined) this.route.replace({ screen: "attempt", id: attempt });
    else if (first) this.route.replace({ screen: "account", id: first.id });
  }

  /** Whether somebody here administers the apps of a service, by the name it goes by here. */
  administers(provider: string): boolean {
    const issuer = this.providers.find(provider)?.issuer;
    return !!issuer && this.accounts.administrators.some((one) => this.providers.find(one.provider)?.issuer === issuer);
  }

  /** Asks whether a sign-in would come back here and could be kept. */
  async check(): Promise<void> {
    this.preflight = await this.host.ask("sign_in_preflight", {});
  }

  /** To the sign-in at the service of this computer. */
  async goToHosted(): Promise<void> {
    await this.providers.load();
    let provider = this.#hostedProvider();
    if (!provider) {
      // It was taken off the list; starting a service that runs only adds it again.
      await this.hosted.load(await this.host.ask("start_hosted", {}));
      await this.providers.load();
      provider = this.#hostedProvider();
    }
    if (provider) this.route.go({ screen: "sign-in", provider: provider.name });
  }

  #hostedProvider(): ProviderView | undefined {
    const service = this.hosted.service;
    return service.state === "running" ? this.providers.all.find((one) => one.issuer === service.issuer) : undefined;
  }

  /** What was read and written in the name of an account goes with its session, and the screen that shows it is made anew. */
  #forget(account: string): void {
    forget(this.host, account);
    this.habits.forget(account);
    this.unfinished.forget(account);
    // A secret that is shown once stays until somebody leaves it.
    if (administeredBy(this.route.place) === account && !this.unfinished.matter) this.route.turn++;
  }

  /** Ends the app; where something is unfinished, when somebody has answered. */
  quit(): void {
    const refused = (thrown: unknown) => (this.notice = asUserError(thrown));
    this.unfinished.quit(
      () => void this.host.ask("quit", {}).catch(refused),
      () => void this.host.ask("stay_open", {}).catch(refused),
    );
  }

  /** The native side asks before it ends the app, for as long as something would be lost by that. */
  async tellUnfinished(unfinished: boolean): Promise<void> {
    await this.host.ask("set_unfinished", { unfinished }).catch((thrown: unknown) => (this.notice = asUserError(thrown)));
  }

  /** Where somebody points in the tray or at a notification. */
  #goTo(wanted: Wanted): void {
    const place: Place = wanted.place === "account" ? { screen: "account", id: wanted.id } : { screen: "welcome" };
    if (this.ready) this.route.go(place);
    else this.#wanted = place;
  }

  #hear(event: Event): void {
    this.accounts.hear(event);
    if (event.event === "account_removed") this.#forget(event.detail.id);
    else if (event.event === "account_changed" && event.detail.state === "signed_out") this.#forget(event.detail.id);
    this.providers.hear(event);
    this.hosted.hear(event);
    this.signIns.hear(event);
    this.programs.hear(event);
    if (event.event === "notice") this.notice = event.detail;
    if (event.event === "go_to") this.#goTo(event.detail);
    if (event.event === "quit_wanted") this.quit();
  }
}

export const [useDesk, setDesk] = createContext<Desk>();
