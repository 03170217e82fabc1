import type { OAuthApp } from "../generated/OAuthApp";
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";
import type { OpenIdSettings } from "../generated/OpenIdSettings";
import type { ProviderDraft } from "../generated/ProviderDraft";
import type { TokenSettings } from "../generated/TokenSettings";

/** An app as it is written: every list is there, empty ones too, which a service leaves out. */
export type AppDraft = OAuthAppDraft & { origins: string[]; openid: Whole<OpenIdSettings, "post_logout_redirect_uris">; tokens: Whole<TokenSettings, "resources"> };
type Whole<T, K extends keyof T> = T & { [L in K]-?: NonNullable<T[L]> };

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
    bearer_tokens: false,
    allow: [],
    resources: [],
    post_logout_redirect_uris: [],
    ...said,
  };
}

/** What an app may set beyond the form: as nothing was said. */
export function settings(): Pick<AppDraft, "about" | "openid" | "tokens" | "client_keys" | "origins"> {
  return { about: {}, openid: { id_token_alg: "RS256", post_logout_redirect_uris: [] }, tokens: { access_token_format: "opaque", resources: [] }, client_keys: {}, origins: [] };
}

/** An app to make. */
export function newApp(): AppDraft {
  return { name: "", kind: "web", dialect: "standard", redirect_uris: [""], scopes: [], trusted: false, enabled: true, pkce: null, with_secret: false, ...settings() };
}

/** What an update of an app begins with. */
export function draftOf(app: OAuthApp): AppDraft {
  const { name, kind, dialect, redirect_uris, scopes, trusted, enabled, pkce, about, client_keys, organisation, code_name } = app;
  const openid = { ...app.openid, post_logout_redirect_uris: app.openid.post_logout_redirect_uris ?? [] };
  const tokens = { ...app.tokens, resources: app.tokens.resources ?? [] };
  const rest = { about, openid, tokens, client_keys, origins: app.origins ?? [], organisation, code_name };
  return { name, kind, dialect, redirect_uris: [...redirect_uris], scopes: [...scopes], trusted, enabled, pkce, with_secret: false, ...rest };
}
