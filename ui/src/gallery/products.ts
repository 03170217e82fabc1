import { type FakeState, fakeState } from "../host/fake/fake";
import { productsState } from "../host/fake/products";
import * as samples from "../host/fake/samples";
import type { Story } from "./story";

/** Michael with other scopes than usual. */
const holding = (...scopes: string[]) => {
  const { account, ...rest } = samples.michael();
  return { ...rest, account: { ...account, scopes } };
};
const productApis = (change: Partial<FakeState> = {}, id = "michael"): Story => ({
  state: fakeState({ accounts: [samples.michael(), samples.ada()], providers: [samples.harbour, samples.inbenta], ...change }),
  place: { screen: "product-apis", id },
});
const refused = (code: "network" | "refused" | "sign_in_again", message: string) => productApis({ fails: { product_access: { code, message } } });

export const products: Record<string, () => Story> = {
  "product-apis": () => productApis(),
  "product-apis-as-you": () => productApis({ accounts: [holding("personal_information", "product_apis", "km_editor_api", "reporting_api"), samples.ada()] }),
  "product-apis-ends-later": () => productApis({ products: productsState({ lasts: 5400 }) }),
  "product-apis-many": () => productApis({ products: productsState({ apis: Object.fromEntries(Array.from({ length: 24 }, (_, place) => [`Catalogue of the bookshop in street ${place + 1}`, `https://api-gce${place + 1}.inbenta.io/prod/a-rather-long-tenant-name/catalogue-of-antiquarian-books/v${place + 1}`])) }) }),
  "product-apis-none": () => productApis({ products: productsState({ apis: {} }) }),
  "product-apis-no-scope": () => productApis({ accounts: [holding("personal_information"), samples.ada()] }),
  "product-apis-no-key": () => productApis({ products: productsState({ keys: [] }) }),
  "product-apis-not-offered": () => productApis({}, "ada"),
  "product-apis-loading": () => productApis({ hangs: ["product_access"] }),
  "product-apis-offline": () => refused("network", "api.inbenta.io cannot be reached. Check your connection and the address, and try again."),
  "product-apis-refused": () => refused("refused", "api.inbenta.io refused. It does not say why: the API key or its secret is wrong or switched off, or the session has ended. Check the key, or sign in again."),
  "product-apis-ended": () => refused("sign_in_again", "The session at “Inbenta” has ended and cannot be renewed. Sign in again."),
  "product-apis-gone": () => productApis({}, "nobody"),
};
