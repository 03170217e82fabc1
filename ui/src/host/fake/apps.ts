import type { BulkOutcome } from "../../generated/BulkOutcome";
import type { FieldProblem } from "../../generated/FieldProblem";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { OAuthAppDraft } from "../../generated/OAuthAppDraft";
import { CREATORS } from "./app-samples";
import { facets, found } from "./app-search";
import * as samples from "./samples";
import { error, find, type Played, type Stage } from "./stage";

/** Apps that are administered. */
export function apps({ state }: Stage): Played<"apps" | "app" | "check_app" | "create_app" | "update_app" | "delete_app" | "new_secret" | "app_facets" | "app_impact" | "enable_app" | "change_apps"> {
  return {
    apps: async ({ query }) => {
      const all = found(state.apps, query);
      const start = Number(query.cursor ?? 0);
      const next = start + (query.limit ?? 50);
      return { items: all.slice(start, next), next_cursor: next < all.length ? String(next) : null, total: all.length };
    },
    app_facets: async ({ query }) => facets(state.apps, query),
    app_impact: async ({ clientId }) => {
      const app = find(state.apps.find((one) => one.client_id === clientId), "app");
      return app.last_used_at === undefined ? { people: 0, grants: 0, tokens: 0 } : { people: state.oneApp?.grants ?? 1284, grants: 1310, tokens: 412, last_used_at: app.last_used_at };
    },
    enable_app: async ({ clientId, enabled }) => {
      const place = state.apps.findIndex((app) => app.client_id === clientId);
      const before = find(state.apps[place], "app");
      if (before.built_in) throw error("refused", "The service carries this app by itself, for Countersign. It cannot be changed or deleted.");
      if (before.name === "Night watch") throw error("conflict", `Somebody changed this app meanwhile; it is at version ${before.version} now. Read it again, then change it.`);
      const after = { ...before, enabled, version: before.version + 1 };
      state.apps[place] = after;
      return after;
    },
    change_apps: async ({ bulk: { client_ids, action } }) => ({
      results: client_ids.map((client_id): BulkOutcome => {
        const place = state.apps.findIndex((app) => app.client_id === client_id);
        const before = state.apps[place];
        if (!before) return { client_id, done: false, code: "not_found", message: "There is no app with this client id. It may have been deleted." };
        if (before.built_in) return { client_id, done: false, code: "built_in", message: "The service carries this app by itself, for Countersign. It cannot be changed or deleted." };
        if (before.name === "Night watch") return { client_id, done: false, code: "not_found", message: "There is no app with this client id. It may have been deleted." };
        if (action === "delete") state.apps = state.apps.filter((app) => app.client_id !== client_id);
        else state.apps[place] = { ...before, enabled: action === "enable", version: before.version + 1 };
        return { client_id, done: true };
      }),
    }),
    app: async ({ clientId }) => find(state.apps.find((app) => app.client_id === clientId), "app"),
    check_app: async ({ draft }) => ({ problems: check(draft), warnings: warnings(draft) }),
    create_app: async ({ draft: { with_secret, pkce, ...draft } }) => {
      const secret = draft.kind === "web" || draft.kind === "machine" || with_secret;
      const made = samples.app({ ...draft, pkce: pkce ?? "required", client_id: "9b1c0f6d4e2a8735-51d0c7aa93be4f12", secrets: secret ? [{ id: "s1", created_at: samples.now() }] : [], created_at: samples.now(), version: 1 });
      state.apps = [...state.apps, made];
      return secret ? { ...made, client_secret: "kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_M" } : made;
    },
    update_app: async ({ clientId, draft: { with_secret: _unused, pkce, ...draft }, version }) => {
      const before = find(state.apps.find((app) => app.client_id === clientId), "app");
      if (before.version !== version) throw error("conflict", `Somebody changed this app meanwhile; it is at version ${before.version} now. Read it again, then change it.`);
      const after: OAuthApp = { ...before, ...draft, pkce: pkce ?? before.pkce, version: version + 1 };
      state.apps = state.apps.map((app) => (app.client_id === clientId ? after : app));
      return after;
    },
    delete_app: async ({ clientId }) => {
      state.apps = state.apps.filter((app) => app.client_id !== clientId);
    },
    new_secret: async ({ clientId }) => {
      const app = find(state.apps.find((one) => one.client_id === clientId), "app");
      const secrets = [...app.secrets, { id: `s${samples.now()}`, created_at: samples.now() }];
      const retired = secrets.length > 2 ? (secrets[0]?.id ?? null) : null;
      state.apps = state.apps.map((one) => (one.client_id === clientId ? { ...app, secrets: secrets.slice(-2) } : one));
      return { client_id: clientId, client_secret: "kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_M", retired };
    },
  };
}

/** A few of the rules that the native side has, enough to look at. */
function warnings(draft: OAuthAppDraft): FieldProblem[] {
  if (draft.kind === "machine") return [];
  if (draft.kind === "spa" && (draft.origins ?? []).length === 0) return [{ field: "origins", row: null, message: "It names no origin, so its scripts may not call this service yet. Add the origin that it is served from." }];
  if (draft.redirect_uris.length === 0) return [{ field: "redirect_uris", row: null, message: "It has no return address, so nobody can sign in through it yet. Add one when you know where it runs." }];
  const message = "localhost may be answered by another program, and is compared with its port. http://127.0.0.1 allows any port.";
  return draft.redirect_uris.flatMap((uri, row) => (uri.startsWith("http://localhost:") ? [{ field: "redirect_uris", row, message }] : []));
}

function check(draft: OAuthAppDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (draft.name === "") problems.push({ field: "name", row: null, message: "Give the app a name of 1 to 80 characters; people see it when they are asked for access." });
  draft.redirect_uris.forEach((uri, row) => {
    if (uri.includes("#")) problems.push({ field: "redirect_uris", row, message: "A return address has no fragment: leave out “#” and what follows." });
    else if (/^http:\/\/(?!127\.0\.0\.1|\[::1\]|localhost:)/.test(uri)) problems.push({ field: "redirect_uris", row, message: "Plain http is for this computer only: use https, or http://127.0.0.1." });
  });
  return problems;
}

/** Those who made the apps, by name. */
export function makers(): Played<"person"> {
  return {
    person: async ({ id }) => {
      const { name } = find(CREATORS.find((one) => one.id === id), "person");
      const formats = { locale: "en", timezone: "Europe/Madrid", dates: { format: null, smart: null }, number_separators: { thousands: null, decimal: null } };
      return { id, name, email: "", email_verified: true, role: "member", organisation: null, enabled: true, invited: false, second_factor: false, formats, details: {}, created_at: 0, updated_at: 0, version: 1 };
    },
  };
}
