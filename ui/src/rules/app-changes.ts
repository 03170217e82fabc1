/** What changed between two states of an app, and how two people's changes come together. */
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";

/** What can be changed of an app, each by itself. */
export const FIELDS = [
  "name",
  "redirect_uris",
  "scopes",
  "trusted",
  "enabled",
  "pkce",
  "organisation",
  "code_name",
  "origins",
  "about.description",
  "about.homepage_url",
  "about.policy_url",
  "about.terms_url",
  "tokens.access_token_format",
  "tokens.access_lifetime",
  "tokens.refresh_idle",
  "tokens.refresh_absolute",
  "tokens.resources",
  "openid.id_token_alg",
  "openid.post_logout_redirect_uris",
  "openid.backchannel_logout_uri",
  "client_keys.jwks",
  "client_keys.jwks_uri",
] as const;

/** The name of one of them. */
export type AppField = (typeof FIELDS)[number];

type Tree = Record<string, unknown>;
type Changeable = Omit<OAuthAppDraft, "with_secret">;

/** What stands in a field. */
export function valueOf(app: Changeable, field: AppField): unknown {
  const [first = "", second] = field.split(".");
  const value = (app as unknown as Tree)[first];
  return second === undefined ? value : (value as Tree | undefined)?.[second];
}

/** The same draft with another value in a field. */
export function withValue<D extends Changeable>(draft: D, field: AppField, value: unknown): D {
  const [first = "", second] = field.split(".");
  const tree = draft as unknown as Tree;
  return { ...draft, [first]: second === undefined ? value : { ...(tree[first] as Tree), [second]: value } };
}

/** An empty text or list is nothing at all, and services leave it out; a list in another order is another list. */
const plain = (value: unknown) => JSON.stringify(value === "" || value === undefined || (Array.isArray(value) && value.length === 0) ? null : value);

/** The fields in which two states differ. */
export function changed(one: Changeable, other: Changeable): AppField[] {
  return FIELDS.filter((field) => plain(valueOf(one, field)) !== plain(valueOf(other, field)));
}

/** My changes since `base` on top of what somebody else made of it. */
export function onto<D extends OAuthAppDraft>(base: Changeable, mine: OAuthAppDraft, theirs: D): D {
  return changed(base, mine).reduce((draft, field) => withValue(draft, field, valueOf(mine, field)), theirs);
}
