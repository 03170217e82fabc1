import type { ProviderView } from "../../generated/ProviderView";
import * as samples from "./samples";
import { find, type Played, type Stage } from "./stage";

/** Services that were added, and what is known of others. */
export function providers({ state }: Stage): Played<"presets" | "providers" | "discover" | "add_provider" | "remove_provider" | "open_registration_page" | "choose_browser" | "take_secret_from_clipboard"> {
  return {
    presets: async () => samples.presets,
    providers: async () => state.providers,
    discover: async ({ address }) => ({
      issuer: `https://${address.replace(/^https?:\/\//, "")}`,
      title: "Harbour accounts",
      authorization_path: "/oauth/authorize",
      pkce: true,
      scopes: ["openid", "profile", "email", "offline_access", "accounts:admin"],
      is_accounts_service: !address.includes("other"),
    }),
    add_provider: async ({ draft }) => {
      const provider: ProviderView = { ...(draft.preset === "inbenta" ? samples.inbenta : samples.harbour), issuer: draft.issuer };
      state.providers = [...state.providers.filter((one) => one.name !== provider.name), provider];
      return provider;
    },
    remove_provider: async ({ name }) => {
      const gone = state.providers.find((one) => one.name === name);
      state.providers = state.providers.filter((one) => one.name !== name);
      return gone?.is_registered ? [`The app “${gone.client_id}” that was registered there for this provider is still there: ${gone.host} cannot be reached. Ask whoever runs the service to delete it.`] : [];
    },
    open_registration_page: async () => undefined,
    choose_browser: async ({ provider, browser }) => {
      const kept = { ...find(state.providers.find((one) => one.name === provider), "service"), browser };
      state.providers = state.providers.map((one) => (one.name === provider ? kept : one));
      return kept;
    },
    take_secret_from_clipboard: async () => ({ handle: "held-1", characters: 43 }),
  };
}
