import type { ProviderView } from "../../generated/ProviderView";
import * as samples from "./samples";
import { error, find, type Played, type Stage } from "./stage";

/** Services that were added, and what is known of others. */
export function providers({ state }: Stage): Played<"presets" | "providers" | "trust_ca" | "discover" | "add_provider" | "remove_provider" | "open_registration_page" | "take_secret_from_clipboard"> {
  return {
    presets: async () => samples.presets,
    providers: async () => state.providers,
    trust_ca: async ({ name, ca }) => {
      const provider: ProviderView = { ...find(state.providers.find((one) => one.name === name), "service"), added_ca: ca === null ? undefined : state.files.ca.fingerprints };
      state.providers = state.providers.map((one) => (one.name === name ? provider : one));
      return provider;
    },
    discover: async ({ address, ca }) => {
      if (address.includes("own-ca") && ca === null) throw unvouched(address);
      return {
        issuer: `https://${address.replace(/^https?:\/\//, "")}`,
        title: "Harbour accounts",
        authorization_path: "/oauth/authorize",
        pkce: true,
        scopes: ["openid", "profile", "email", "offline_access", "accounts:admin"],
        is_accounts_service: !address.includes("other"),
      };
    },
    add_provider: async ({ draft, ca }) => {
      if (draft.issuer?.includes("own-ca") && ca === null) throw unvouched(new URL(draft.issuer).host);
      const provider: ProviderView = { ...(draft.preset === "inbenta" ? samples.inbenta : samples.harbour), issuer: draft.issuer, added_ca: ca === null ? undefined : state.files.ca.fingerprints };
      state.providers = [...state.providers.filter((one) => one.name !== provider.name), provider];
      return provider;
    },
    remove_provider: async ({ name }) => {
      const gone = state.providers.find((one) => one.name === name);
      state.providers = state.providers.filter((one) => one.name !== name);
      return gone?.is_registered ? [`The app “${gone.client_id}” that was registered there for this provider is still there: ${gone.host} cannot be reached. Ask whoever runs the service to delete it.`] : [];
    },
    open_registration_page: async () => undefined,
    take_secret_from_clipboard: async () => ({ handle: "held-1", characters: 43 }),
  };
}

/** What is said of a service whose certificate is an organisation's own. */
const unvouched = (host: string) =>
  error("network", `${host} was not asked: nobody whom this computer trusts issued its certificate. If it is your organisation's own, have its CA certificate added to those that your system trusts, or add the provider with that certificate (\`countersign providers add\` takes it as a file).`, "ca_file");
