import type { CaChosen } from "../generated/CaChosen";
import type { SecretHeld } from "../generated/SecretHeld";
import type { Way } from "../screens/add-service/Register.svelte";

/** A service to add as it is being written. Its client secret is held by the native side. */
export class ServiceForm {
  values = $state({ client_id: "", base_url: "", name: "", redirect_uri: "", authorize_url: "", token_url: "", userinfo_url: "", revoke_url: "", scopes: "", resources: "", allow: "" });
  secret = $state.raw<SecretHeld>();
  /** A CA certificate of the service's own, held likewise. */
  ca = $state.raw<CaChosen>();
  way = $state<Way>("scheme");

  constructor(way: Way, ca?: CaChosen) {
    this.way = way;
    this.ca = ca;
  }

  get changed(): boolean {
    return this.secret !== undefined || Object.values(this.values).some((value) => value.trim() !== "");
  }
}
