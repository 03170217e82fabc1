/** Searching, sorting and counting apps as the service does. */
import type { AppFacets } from "../../generated/AppFacets";
import type { AppQuery } from "../../generated/AppQuery";
import type { LastUsed } from "../../generated/LastUsed";
import type { OAuthApp } from "../../generated/OAuthApp";
import * as samples from "./samples";

function lastUsed(app: OAuthApp): LastUsed {
  if (app.last_used_at === undefined) return "never";
  const days = (samples.now() - app.last_used_at) / 86_400;
  return days <= 7 ? "7d" : days <= 30 ? "30d" : days <= 90 ? "90d" : "older";
}

const HOSTS = new Map<string, string>();
function host(uri: string): string {
  let found = HOSTS.get(uri);
  if (found === undefined) {
    const url = new URL(uri);
    found = url.hostname || url.protocol.slice(0, -1);
    HOSTS.set(uri, found);
  }
  return found;
}

const hosts = (app: OAuthApp) => [...new Set(app.redirect_uris.map(host))];

function fits(app: OAuthApp, query: AppQuery, wanted: string): boolean {
  return (
    (query.enabled === undefined || app.enabled === query.enabled) &&
    (query.kind === undefined || app.kind === query.kind) &&
    (query.trusted === undefined || app.trusted === query.trusted) &&
    (query.scope === undefined || app.scopes.includes(query.scope)) &&
    (query.redirect_host === undefined || hosts(app).includes(query.redirect_host)) &&
    (query.last_used === undefined || lastUsed(app) === query.last_used) &&
    (query.created_by === undefined || app.created_by === query.created_by) &&
    (wanted === "" || app.name.toLowerCase().includes(wanted) || app.client_id.includes(wanted) || app.redirect_uris.some((uri) => uri.includes(wanted)))
  );
}

const BY = {
  name: (a: OAuthApp, b: OAuthApp) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  created: (a: OAuthApp, b: OAuthApp) => b.created_at - a.created_at,
  last_used: (a: OAuthApp, b: OAuthApp) => (b.last_used_at ?? 0) - (a.last_used_at ?? 0),
};

/** What was found last stays in mind, as pages of it follow. */
let last: { apps: OAuthApp[]; key: string; found: OAuthApp[] } | undefined;

export function found(apps: OAuthApp[], query: AppQuery): OAuthApp[] {
  const key = JSON.stringify({ ...query, cursor: null, limit: null });
  if (last?.apps === apps && last.key === key) return last.found;
  const wanted = query.search?.toLowerCase() ?? "";
  last = { apps, key, found: apps.filter((app) => fits(app, query, wanted)).sort(BY[query.sort ?? "name"]) };
  return last.found;
}

export function facets(apps: OAuthApp[], query: AppQuery): AppFacets {
  const wanted = query.search?.toLowerCase() ?? "";
  const matching = apps.filter((app) => fits(app, query, wanted));
  const count = (of: (app: OAuthApp) => readonly string[]) => {
    const counts = new Map<string, number>();
    for (const app of matching) for (const value of of(app)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count).slice(0, 50);
  };
  return {
    total: matching.length,
    enabled: count((app) => [String(app.enabled)]),
    kind: count((app) => [app.kind]),
    dialect: count((app) => [app.dialect]),
    trusted: count((app) => [String(app.trusted)]),
    scope: count((app) => app.scopes),
    redirect_host: count(hosts),
    last_used: count((app) => [lastUsed(app)]),
    created_by: count((app) => (app.created_by ? [app.created_by] : [])),
    organisation: [],
  };
}
