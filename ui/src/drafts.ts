import type { OAuthApp } from "./generated/OAuthApp";
import type { OAuthAppDraft } from "./generated/OAuthAppDraft";
import type { ProviderDraft } from "./generated/ProviderDraft";

/** A service to add, of which only this much is said. */
export function emptyDraft(said: Partial<ProviderDraft>): ProviderDraft {
  return {
    name: "",
    issuer: null,
    preset: null,
    base_url: null,
    authorize_url: null,
    token_url: null,
    userinfo_url: null,
    revoke_url: null,
    client_id: null,
    redirect_uris: [],
    scopes: [],
    ...said,
  };
}

/** An app to make. */
export function newApp(): OAuthAppDraft {
  return { name: "", kind: "web", dialect: "standard", redirect_uris: [""], scopes: [], trusted: false, enabled: true, pkce: null, with_secret: false };
}

/** What an update of an app begins with. */
export function draftOf(app: OAuthApp): OAuthAppDraft {
  const { name, kind, dialect, redirect_uris, scopes, trusted, enabled, pkce } = app;
  return { name, kind, dialect, redirect_uris: [...redirect_uris], scopes: [...scopes], trusted, enabled, pkce, with_secret: false };
}

/** The scopes that an app of a dialect may be given; the native side has the last word. */
export const SCOPES = {
  standard: ["profile", "email", "offline_access", "accounts:admin"],
  inbenta: ["personal_information", "personal_configuration", "product_apis", "km_editor_api", "reporting_api"],
} as const;
