import type { AccountView } from "../generated/AccountView";
import type { ProductAccess } from "../generated/ProductAccess";
import type { ProviderView } from "../generated/ProviderView";
import type { ScopeOffer } from "../generated/ScopeOffer";
import type { UserError } from "../generated/UserError";
import type { Host } from "../host/host";
import { opensProductApis } from "./providers.svelte";
import { Task } from "./task.svelte";

/** What is missing before product APIs open; `nothing` where the failure is another one, or there is none. */
export type Missing = "nothing" | "not-offered" | "scope" | "key" | "sign-in" | "network";

/** What a refusal says is missing, and what can be known before anybody is asked. */
export function missing(provider: ProviderView | undefined, problem: UserError | undefined): Missing {
  if (provider && !provider.offers.some(opensProductApis)) return "not-offered";
  if (!problem) return "nothing";
  if (problem.code === "forbidden") return "scope";
  if (problem.code === "invalid_input" && problem.field === "api_key") return "key";
  if (problem.code === "sign_in_again") return "sign-in";
  return problem.code === "network" || problem.code === "timed_out" ? "network" : "nothing";
}

/** The scopes of a service that open product APIs. */
export function openedBy(provider: ProviderView | undefined): ScopeOffer[] {
  return provider?.offers.filter((offer) => offer.scope !== null && opensProductApis(offer)) ?? [];
}

/** Whether a session holds one of them. */
export function holdsOne(provider: ProviderView | undefined, account: AccountView): boolean {
  return openedBy(provider).some((offer) => offer.scope !== null && account.scopes.includes(offer.scope));
}

/** Which product APIs a session opens. They are asked for each time, as they may change. */
export class Products {
  access = $state.raw<ProductAccess>();
  readAt = $state(0);
  readonly reading = new Task();

  constructor(
    private readonly host: Host,
    readonly account: string,
  ) {}

  async read(now: number): Promise<void> {
    await this.reading.run(async () => {
      this.access = await this.host.ask("product_access", { id: this.account });
      this.readAt = now;
    });
    // What opened a moment ago and is refused now is not shown as open.
    if (this.reading.problem) this.access = undefined;
  }
}

/** APIs by name. */
export function apisOf(access: ProductAccess): { name: string; address: string }[] {
  return Object.entries(access.apis)
    .map(([name, address]) => ({ name, address }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
