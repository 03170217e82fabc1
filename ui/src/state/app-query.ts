import type { AppFacets } from "../generated/AppFacets";
import type { AppKind } from "../generated/AppKind";
import type { AppQuery } from "../generated/AppQuery";
import type { AppSort } from "../generated/AppSort";
import type { LastUsed } from "../generated/LastUsed";
import type { OAuthApp } from "../generated/OAuthApp";

/** What apps are chosen by, in the order in which it stands beside the list. */
export const FACETS = ["enabled", "kind", "trusted", "scope", "redirect_host", "last_used", "created_by"] as const;
export type Facet = (typeof FACETS)[number];
/** One value of each, as the service takes them. */
export type Filters = Partial<Record<Facet, string>>;

/** What a list is asked for. */
export interface Wish {
  search: string;
  filters: Filters;
  sort: AppSort;
}

/** What a row of the list keeps of an app: there may be a hundred thousand of them. */
export interface AppRow {
  client_id: string;
  name: string;
  kind: AppKind;
  redirect_uris: string[];
  trusted: boolean;
  enabled: boolean;
  built_in: boolean;
  created_at: number;
  last_used_at?: number;
  created_by?: string;
}

export function rowOf(app: OAuthApp): AppRow {
  const { client_id, name, kind, redirect_uris, trusted, enabled, built_in, created_at, last_used_at, created_by } = app;
  return { client_id, name, kind, redirect_uris, trusted, enabled, built_in, created_at, last_used_at, created_by };
}

/** The words of a wish as the service takes them, from a place on. */
export function queryOf({ search, filters, sort }: Wish, cursor: string | null, limit: number): AppQuery {
  const yes = (word: string | undefined) => (word === undefined ? undefined : word === "true");
  return {
    search: search.trim() || null,
    cursor,
    limit,
    enabled: yes(filters.enabled),
    kind: filters.kind as AppKind | undefined,
    trusted: yes(filters.trusted),
    scope: filters.scope,
    redirect_host: filters.redirect_host,
    last_used: filters.last_used as LastUsed | undefined,
    created_by: filters.created_by,
    sort,
  };
}

/** Without one of its filters: what there is to choose from in its place. */
export function without(wish: Wish, facet: Facet): Wish {
  const { [facet]: _, ...filters } = wish.filters;
  return { ...wish, filters };
}

const ORDER: Partial<Record<Facet, readonly string[]>> = {
  enabled: ["true", "false"],
  kind: ["web", "native", "spa", "machine"],
  trusted: ["true", "false"],
  last_used: ["7d", "30d", "90d", "older", "never"],
};

/** The values of a facet in the order of their sense, else as they came: those that have most first. */
export function valuesOf(facets: AppFacets, facet: Facet): { value: string; count: number }[] {
  const order = ORDER[facet];
  const values = facets[facet];
  return order ? [...values].sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)) : values;
}
