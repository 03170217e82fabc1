/** Apps as a file, as the service writes and plans it: enough of TOML for the samples. */
import type { AppPlan } from "../../generated/AppPlan";
import type { FieldChange } from "../../generated/FieldChange";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { PlannedChange } from "../../generated/PlannedChange";
import * as samples from "./samples";
import { error, type Played, type Stage } from "./stage";

const FIELDS = ["name", "kind", "dialect", "redirect_uris", "scopes", "trusted", "enabled", "pkce"] as const;

const block = (app: OAuthApp) => ["[[app]]", `client_id = ${JSON.stringify(app.client_id)}`, ...FIELDS.map((field) => `${field} = ${JSON.stringify(app[field])}`), ""].join("\n");

/** What a file says of each app. */
function read(file: string): Record<string, unknown>[] {
  const apps: Record<string, unknown>[] = [];
  file.split("\n").forEach((line, place) => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return;
    if (text === "[[app]]") return void apps.push({});
    if (text.startsWith("[app.")) return;
    const [field, value] = text.split(/\s*=\s*/, 2);
    const app = apps.at(-1);
    try {
      if (!field || value === undefined || !app) throw new Error("no field");
      app[field] = JSON.parse(value.replace(/,\s*\]/, "]"));
    } catch {
      throw error("invalid_input", `The file cannot be read: line ${place + 1} is no field of an app.`);
    }
  });
  return apps;
}

function planned(apps: OAuthApp[], file: string, prune: boolean): AppPlan {
  const said = read(file);
  const changes: PlannedChange[] = [];
  let unchanged = 0;
  said.forEach((one, place) => {
    if (typeof one.name !== "string") throw error("invalid_input", `app ${place + 1}: name: It is missing, and every app has one. Write it.`, `app ${place + 1}: name`);
    const found = apps.find((app) => app.client_id === one.client_id || (app.code_name !== undefined && app.code_name === one.code_name));
    const differs = (field: keyof OAuthApp) => one[field] !== undefined && JSON.stringify(one[field]) !== JSON.stringify(found?.[field]);
    const fields: FieldChange[] = FIELDS.filter(differs).map((field) => ({ field, before: found?.[field], after: one[field] }));
    const code_name = one.code_name as string | undefined;
    if (!found) changes.push({ action: "add", name: one.name, code_name, client_id: one.client_id as string | undefined, fields });
    else if (fields.length > 0) changes.push({ action: "change", name: found.name, client_id: found.client_id, code_name, version: found.version, fields });
    else unchanged += 1;
  });
  const named = new Set(said.map((one) => one.client_id));
  const gone = prune ? apps.filter((app) => !app.built_in && !named.has(app.client_id)) : [];
  changes.push(...gone.map((app): PlannedChange => ({ action: "remove", name: app.name, client_id: app.client_id, version: app.version })));
  return { changes, unchanged, warnings: gone.map((app) => `${app.name} is removed, and everybody who uses it is signed out of it.`) };
}

export function appFiles({ state }: Stage): Played<"export_apps" | "plan_apps" | "apply_apps"> {
  return {
    export_apps: async () => `# OAuth apps, without secrets. \`countersign-accounts apps plan FILE\` shows what this file would change.\n\n${state.apps.filter((app) => !app.built_in).map(block).join("\n")}`,
    plan_apps: async ({ file, prune }) => planned(state.apps, file, prune),
    apply_apps: async ({ file, prune, plan }) => {
      if (state.fileChanges) {
        state.fileChanges = false;
        state.apps = state.apps.map((app, place) => (place === 4 ? { ...app, enabled: false, version: app.version + 1 } : app));
      }
      const now = planned(state.apps, file, prune);
      if (JSON.stringify(now) !== JSON.stringify(plan)) {
        return { outcome: "changed", detail: { code: "plan_changed", message: "Something was changed since the plan was made. Nothing was done. Look at the new plan, and apply that.", plan: now } };
      }
      const value = (change: PlannedChange) => Object.fromEntries((change.fields ?? []).map(({ field, after }) => [field, after]));
      const gone = new Set(plan.changes.filter((change) => change.action === "remove").map((change) => change.client_id));
      const changed = new Map(plan.changes.filter((change) => change.action === "change").map((change) => [change.client_id, value(change)]));
      const made = plan.changes
        .filter((change) => change.action === "add")
        .map((change, place) => samples.app({ ...value(change), client_id: change.client_id ?? `9b1c0f6d4e2a873${place}-51d0c7aa93be4f12`, code_name: change.code_name, created_at: samples.now(), last_used_at: undefined, version: 1 }));
      state.apps = [...state.apps.filter((app) => !gone.has(app.client_id)).map((app) => ({ ...app, ...changed.get(app.client_id), version: app.version + (changed.has(app.client_id) ? 1 : 0) })), ...made];
      const added = made.map(({ client_id, name, kind }, place) => ({ client_id, name, client_secret: kind === "web" ? `kQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJf3aGd6iXo-Nw_${place}` : undefined }));
      return { outcome: "done", detail: { plan, added } };
    },
  };
}
