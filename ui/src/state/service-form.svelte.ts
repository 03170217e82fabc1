import type { CaChosen } from "../generated/CaChosen";
import type { SecretHeld } from "../generated/SecretHeld";
import type { Place } from "./places";
import type { Way } from "../screens/add-service/Register.svelte";

/** What is known of a service before anybody writes: an app that is administered here and that this computer does not know yet. */
export interface Known {
  issuer: string;
  name: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  /** Where to go on once it is added. */
  then: Place;
}

/** A service to add as it is being written. Its client secret is held by the native side. */
export class ServiceForm {
  values = $state({ client_id: "", base_url: "", name: "", redirect_uri: "", authorize_url: "", token_url: "", userinfo_url: "", revoke_url: "", scopes: "", resources: "", allow: "" });
  secret = $state.raw<SecretHeld>();
  /** A CA certificate of the service's own, held likewise. */
  ca = $state.raw<CaChosen>();
  way = $state<Way>("scheme");

  constructor(
    way: Way,
    ca?: CaChosen,
    readonly known?: Known,
  ) {
    this.way = known ? "own" : way;
    this.ca = ca;
    if (known) Object.assign(this.values, { client_id: known.clientId, name: known.name, redirect_uri: known.redirectUri, scopes: known.scopes.join(" ") });
  }

  get changed(): boolean {
    return this.secret !== undefined || Object.values(this.values).some((value) => value.trim() !== "");
  }
}
