import type { CaChosen } from "../generated/CaChosen";
import type { Event } from "../generated/Event";
import type { PresetView } from "../generated/PresetView";
import type { ProfileField } from "../generated/ProfileField";
import type { ProviderView } from "../generated/ProviderView";
import type { ScopeOffer } from "../generated/ScopeOffer";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";

const OPENED_BY: readonly ProfileField[] = ["product_apis", "km_editor_api", "reporting_api"];

/** Whether a scope opens a product API. */
export function opensProductApis({ reveals }: ScopeOffer): boolean {
  return reveals.some((field) => OPENED_BY.includes(field));
}

/** Whether one of a service's scopes does. */
export function offersProductApis(provider: ProviderView | undefined): boolean {
  return provider?.offers.some(opensProductApis) ?? false;
}

/** The services that were added, and those that are documented. */
export class Providers {
  all = $state<ProviderView[]>([]);
  presets = $state<PresetView[]>([]);
  loaded = $state(false);
  problem = $state<UserError>();
  /** CA certificates that were given to look at a service, by its issuer, until it is added. */
  readonly given = new Map<string, CaChosen>();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    try {
      [this.all, this.presets] = await Promise.all([this.host.ask("providers", {}), this.host.ask("presets", {})]);
      this.problem = undefined;
    } catch (thrown) {
      this.problem = asUserError(thrown);
    }
    this.loaded = true;
  }

  find(name: string): ProviderView | undefined {
    return this.all.find((provider) => provider.name === name);
  }

  preset(id: string): PresetView | undefined {
    return this.presets.find((preset) => preset.id === id);
  }

  /** Whether the service of an account has product APIs, as far as its scopes tell. */
  hasProductApis({ provider }: { provider: string }): boolean {
    return offersProductApis(this.find(provider));
  }

  /** Puts a service that was just added or changed where it is found at once. */
  keep(provider: ProviderView): void {
    const known = this.all.some((other) => other.name === provider.name);
    this.all = known ? this.all.map((other) => (other.name === provider.name ? provider : other)) : [...this.all, provider];
  }

  hear(event: Event): void {
    if (event.event === "providers_changed") void this.load();
  }
}
