import type { ApiKeyOfProvider } from "../../generated/ApiKeyOfProvider";
import { now } from "./samples";
import { error, find, type Played, type Stage } from "./stage";

/** The room's part of a fake host. */
export interface ProductsState {
  keys: ApiKeyOfProvider[];
  apis: Record<string, string>;
  /** Seconds that an authorization lasts. */
  lasts: number;
}

export function productsState(change: Partial<ProductsState> = {}): ProductsState {
  return { keys: [{ provider: "Inbenta", key: "BKBfzQ2ymv+eCs1xYwM7pB2NcZ0hT5uRkA9dXgJ4Lqo=" }], apis: APIS, lasts: 840, ...change };
}

const APIS = {
  Chatbot: "https://api-gce3.inbenta.io/prod/chatbot/v1",
  "Knowledge Manager editor": "https://apieditor-gce3.inbenta.io/prod/km-editor/v1",
  Search: "https://api-gce3.inbenta.io/prod/search/v1",
  Reporting: "https://reporting-gce3.inbenta.io/prod/reporting/v1",
};

const OPENING = ["product_apis", "km_editor_api", "reporting_api"];

/** Product APIs, and the keys that open them. */
export function products({ state }: Stage): Played<"product_access" | "product_api_keys" | "keep_product_api_key" | "forget_product_api_key"> {
  const kept = state.products;
  return {
    product_access: async ({ id }) => {
      const { account } = find(state.accounts.find((one) => one.account.id === id), "account");
      if (!account.scopes.some((scope) => OPENING.includes(scope))) {
        throw error("forbidden", `This session may not use the product APIs: it takes one of the scopes ${OPENING.join(", ")}. Sign in again and ask for it.`);
      }
      if (!kept.keys.some((key) => key.provider === account.provider)) throw error("invalid_input", `The product APIs of “${account.provider}” want an API key besides. Enter one first.`, "api_key");
      const offers = state.providers.find((one) => one.name === account.provider)?.offers ?? [];
      const impersonates = account.scopes.filter((scope) => offers.some((offer) => offer.scope === scope && offer.impersonates));
      return { account: id, apis: kept.apis, expires_at: now() + kept.lasts, impersonates };
    },
    product_api_keys: async () => kept.keys,
    keep_product_api_key: async ({ provider, key }) => {
      if (/\s/.test(key)) throw error("invalid_input", "An API key is one word of plain ASCII, as the service shows it.", "key");
      kept.keys = [...kept.keys.filter((one) => one.provider !== provider), { provider, key }];
      return { provider, key };
    },
    forget_product_api_key: async ({ provider }) => {
      kept.keys = kept.keys.filter((one) => one.provider !== provider);
    },
  };
}
