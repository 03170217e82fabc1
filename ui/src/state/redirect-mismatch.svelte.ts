import type { MismatchView } from "../generated/MismatchView";
import type { ProviderView } from "../generated/ProviderView";
import type { SignInStarted } from "../generated/SignInStarted";
import { isRegisteredAs, sentOf } from "../rules/return-address";
import type { Desk } from "./desk.svelte";

/** How often somebody who waits looks, in milliseconds: the service itself tells of a mismatch some seconds late. */
const EVERY = 4000;
/** For how long after the sign-in's last moment, in seconds. */
const AFTERWARDS = 60;

/** A mismatch, with the registered address that is most like the one that was sent. */
export type Mismatch = MismatchView & { nearest: string };

/**
 * Whether the service met a return address of a sign-in that it does not know. It shows that in the browser and tells the app
 * nothing, so it is only known where somebody here administers the app there.
 */
export class RedirectMismatch {
  found = $state.raw<Mismatch>();
  readonly provider: ProviderView | undefined;
  /** The account that may look. */
  readonly administrator: string | undefined;

  constructor(
    private readonly desk: Pick<Desk, "host" | "accounts" | "providers">,
    private readonly started: SignInStarted,
  ) {
    const issuerOf = (name: string) => desk.providers.find(name)?.issuer;
    this.provider = desk.providers.find(started.provider);
    const issuer = this.provider?.issuer;
    this.administrator = issuer ? desk.accounts.administrators.find((one) => issuerOf(one.provider) === issuer)?.id : undefined;
  }

  async look(): Promise<void> {
    if (!this.administrator || !this.provider) return;
    // Whoever may not see it is told nothing more than before.
    const told = await this.desk.host.ask("redirect_mismatches", { account: this.administrator, clientId: this.provider.client_id }).catch(() => undefined);
    this.found = told?.items.filter((one): one is Mismatch => one.nearest !== undefined).find((one) => this.#isOfThis(one)) ?? this.found;
  }

  /** Looks now, whenever the window comes to the front, and every few seconds while it is seen, until it is found. Gives what ends it. */
  watch(): () => void {
    const look = () => {
      const over = Date.now() / 1000 > this.started.expires_at + AFTERWARDS;
      if (!this.found && !over && document.visibilityState === "visible") void this.look();
    };
    look();
    const timer = setInterval(look, EVERY);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
    };
  }

  /** By the address, as the clocks of both may differ; by the time only where the address is not known here. */
  #isOfThis(one: Mismatch): boolean {
    const sent = sentOf(this.started);
    if (isRegisteredAs(one.redirect_uri, one.nearest)) return false;
    return sent === undefined ? one.last_at >= this.started.started_at - 2 : isRegisteredAs(sent, one.redirect_uri);
  }
}
