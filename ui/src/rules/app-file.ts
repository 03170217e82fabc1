/** Files of apps, as far as the screen has to understand them. What they mean, the service says. */

/** How the name of one ends. */
export const ENDINGS = [".toml", ".json", ".txt"] as const;

/** Whether it may be one, by its name. */
export const isAppFile = (name: string): boolean => ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));

/** The `[[app]]` blocks of an export whose client id is wanted, below the head of the file. */
export function pick(file: string, wanted: (clientId: string) => boolean): { text: string; count: number } {
  const [head = [], ...blocks] = split(file);
  const kept = blocks.filter((block) => {
    const line = block.find((text) => /^client_id\s*=/.test(text));
    const told = /^client_id\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(line ?? "");
    return wanted(told?.[1] ?? told?.[2] ?? "");
  });
  return { text: [...head, ...kept.flat()].join("\n"), count: kept.length };
}

/** How many apps a file names. */
export function countApps(file: string): number {
  return split(file).length - 1;
}

/** The lines before the first app, then those of each. A line within a text of several lines begins nothing. */
function split(file: string): string[][] {
  const parts: string[][] = [[]];
  let quote: string | undefined;
  for (const line of file.split("\n")) {
    if (quote === undefined && line.trim() === "[[app]]") parts.push([]);
    parts.at(-1)?.push(line);
    for (const [found] of line.matchAll(/"""|'''/g)) {
      if (quote === undefined) quote = found;
      else if (quote === found) quote = undefined;
    }
  }
  return parts;
}

/** What an app needs to know of itself, to be put where it runs. */
export interface Credentials {
  issuer?: string;
  client_id: string;
  client_secret?: string;
  redirect_uri?: string;
  scopes: readonly string[];
}

export type CredentialsForm = "env" | "json" | "toml";

/** The file that an app reads at its start. */
export function credentialsFile(form: CredentialsForm, of: Credentials): string {
  const { scopes, ...rest } = of;
  const told = Object.entries({ ...rest, scope: scopes.join(" ") }).filter(([, value]) => value !== undefined && value !== "") as [string, string][];
  switch (form) {
    case "env":
      return `${told.map(([name, value]) => `OAUTH_${name.toUpperCase()}=${/[\s#"'$\\]/.test(value) ? JSON.stringify(value) : value}`).join("\n")}\n`;
    case "json":
      return `${JSON.stringify(Object.fromEntries(told), null, 2)}\n`;
    case "toml":
      return `[oauth]\n${told.map(([name, value]) => `${name} = ${quoted(value)}`).join("\n")}\n`;
  }
}

/** A text as TOML writes it: JSON's escapes are TOML's too. */
const quoted = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** A file as the service reads it: TOML as it is; JSON, of an app, a list of them or `{ "app": [...] }`, written anew as TOML. */
export function asToml(text: string): string {
  if (!/^\s*[[{]/.test(text) || /^\s*\[\[?\s*[A-Za-z_]/.test(text)) return text;
  const value: unknown = JSON.parse(text);
  const apps = Array.isArray(value) ? value : isTable(value) && Array.isArray(value.app) ? value.app : [value];
  return apps.map((app) => `[[app]]\n${isTable(app) ? block(app) : `app = ${inline(app)}\n`}`).join("\n");
}

type Table = Record<string, unknown>;
const isTable = (value: unknown): value is Table => typeof value === "object" && value !== null && !Array.isArray(value);
const name = (key: string) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));
/** TOML knows no null: what is null is not said. */
const said = (table: Table) => Object.entries(table).filter(([, value]) => value !== null && value !== undefined);

function block(app: Table): string {
  const own = said(app).filter(([, value]) => !isTable(value));
  const tables = said(app).filter((entry): entry is [string, Table] => isTable(entry[1]) && Object.keys(entry[1]).length > 0);
  const lines = (entries: [string, unknown][]) => entries.map(([key, value]) => `${name(key)} = ${inline(value)}\n`).join("");
  return lines(own) + tables.map(([key, table]) => `[app.${name(key)}]\n${lines(said(table))}`).join("");
}

function inline(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isTable(value)) return `{ ${said(value).map(([key, inner]) => `${name(key)} = ${inline(inner)}`).join(", ")} }`;
  return String(value);
}
