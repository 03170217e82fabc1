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
    bearer_tokens: false,
    ...said,
  };
}

/** What an app may set beyond the form: as nothing was said. */
export function settings(): Pick<OAuthAppDraft, "about" | "openid" | "tokens" | "client_keys" | "origins"> {
  return { about: {}, openid: { id_token_alg: "RS256", post_logout_redirect_uris: [] }, tokens: { access_token_format: "opaque", resources: [] }, client_keys: {}, origins: [] };
}

/** An app to make. */
export function newApp(): OAuthAppDraft {
  return { name: "", kind: "web", dialect: "standard", redirect_uris: [""], scopes: [], trusted: false, enabled: true, pkce: null, with_secret: false, ...settings() };
}

/** What an update of an app begins with. */
export function draftOf(app: OAuthApp): OAuthAppDraft {
  const { name, kind, dialect, redirect_uris, scopes, trusted, enabled, pkce, about, openid, tokens, client_keys, origins, organisation, code_name } = app;
  const rest = { about, openid, tokens, client_keys, origins, organisation, code_name };
  return { name, kind, dialect, redirect_uris: [...redirect_uris], scopes: [...scopes], trusted, enabled, pkce, with_secret: false, ...rest };
}
