import type { Candidate } from "../components/Finder.svelte";
import type { Host } from "../host/host";
import { t } from "../messages";

/** Rows that a finder shows. */
const FEW = 8;

export async function findOrganisations(host: Host, account: string, search: string): Promise<Candidate[]> {
  const page = await host.ask("organisations", { account, search: search || null, cursor: null, limit: FEW });
  return page.items.map(({ id, name }) => ({ id, label: name }));
}

export async function findPeople(host: Host, account: string, search: string): Promise<Candidate[]> {
  const page = await host.ask("people", { account, query: { search: search || null, role: null, organisation: null, enabled: null, cursor: null, limit: FEW } });
  return page.items.map(({ id, name, email }) => ({ id, label: name || email, note: email }));
}

export async function findApps(host: Host, account: string, search: string): Promise<Candidate[]> {
  const page = await host.ask("apps", { account, query: { search: search || null, cursor: null, limit: FEW } });
  return page.items.map(({ client_id, name }) => ({ id: client_id, label: name, note: client_id.slice(0, 8) }));
}

async function findApiKeys(host: Host, account: string, search: string): Promise<Candidate[]> {
  const page = await host.ask("api_keys", { account, search: search || null, cursor: null, limit: FEW });
  return page.items.map(({ key, name }) => ({ id: key, label: name, note: key.slice(0, 8) }));
}

/** What a row of the audit can be about, by name; or by kind and id as it stands there, such as `signing_key:RS256-1`. */
export async function findSubjects(host: Host, account: string, search: string): Promise<Candidate[]> {
  if (/^(person|app|api_key|organisation|signing_key):./.test(search)) return [{ id: search, label: search }];
  const found = await Promise.all([findPeople(host, account, search), findApps(host, account, search), findOrganisations(host, account, search), findApiKeys(host, account, search)]);
  const kinds = ["person", "app", "organisation", "api_key"] as const;
  return kinds.flatMap((kind, place) => (found[place] ?? []).slice(0, 3).map(({ id, label }) => ({ id: `${kind}:${id}`, label, note: t(`audit.kinds.${kind}`) })));
}
