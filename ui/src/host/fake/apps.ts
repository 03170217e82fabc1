import type { FieldProblem } from "../../generated/FieldProblem";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { OAuthAppDraft } from "../../generated/OAuthAppDraft";
import * as samples from "./samples";
import { error, find, type Played, type Stage } from "./stage";

/** Apps that are administered. */
export function apps({ state }: Stage): Played<"apps" | "app" | "check_app" | "create_app" | "update_app" | "delete_app" | "new_secret"> {
  return {
    apps: async ({ query: { search, cursor, limit } }) => {
      const wanted = search?.toLowerCase() ?? "";
      const found = state.apps.filter((app) => [app.name, app.client_id, ...app.redirect_uris].some((text) => text.toLowerCase().includes(wanted)));
      const start = Number(cursor ?? 0);
      const next = start + (limit ?? 50);
      return { items: found.slice(start, next), next_cursor: next < found.length ? String(next) : null, total: found.length };
    },
    app: async ({ clientId }) => find(state.apps.find((app) => app.client_id === clientId), "app"),
    check_app: async ({ draft }) => ({ problems: check(draft), warnings: warnings(draft) }),
    create_app: async ({ draft: { with_secret, pkce, ...draft } }) => {
      const secret = draft.kind === "web" || with_secret;
      const made = samples.app({ ...draft, pkce: pkce ?? "required", client_id: "9b1c0f6d4e2a8735-51d0c7aa93be4f12", secrets: secret ? [{ id: "s1", created_at: samples.now() }] : [], created_at: samples.now(), version: 1 });
      state.apps = [...state.apps, made];
      return secret ? { ...made, client_secret: "kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_M" } : made;
    },
    update_app: async ({ clientId, draft: { with_secret: _unused, pkce, ...draft }, version }) => {
      const before = find(state.apps.find((app) => app.client_id === clientId), "app");
      if (before.version !== version) throw error("conflict", "Somebody else changed this app. Load it again.");
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
  if (draft.redirect_uris.length === 0) return [{ field: "redirect_uris", row: null, message: "It has no return address, so nobody can sign in through it yet. Add one when you know where it runs." }];
  const message = "localhost may be answered by another program, and is compared with its port. http://127.0.0.1 allows any port.";
  return draft.redirect_uris.flatMap((uri, row) => (uri.startsWith("http://localhost:") ? [{ field: "redirect_uris", row, message }] : []));
}

function check(draft: OAuthAppDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (draft.name === "") problems.push({ field: "name", row: null, message: "Give the app a name of 1 to 80 characters; people see it when they are asked for access." });
  draft.redirect_uris.forEach((uri, row) => {
    if (uri.includes("#")) problems.push({ field: "redirect_uris", row, message: "An address cannot have a part after #. Remove it." });
    else if (/^http:\/\/(?!127\.0\.0\.1|\[::1\]|localhost:)/.test(uri)) problems.push({ field: "redirect_uris", row, message: "Plain http is only for an address of this computer. Use https." });
  });
  return problems;
}
