/** What the audit says, put so that it can be read; and taken out as text. */
import type { AuditFilter } from "../generated/AuditFilter";
import type { AuditRow } from "../generated/AuditRow";
import { auditTexts } from "../messages/en/people-audit";
import { t, words } from "../messages";

export type Deed = keyof typeof auditTexts.audit.deeds;
type Group = keyof typeof auditTexts.audit.groups;

/** Every deed in the order in which they are offered, by what they are about. */
export const DEEDS: { group: Group; deeds: Deed[] }[] = (() => {
  const all = Object.keys(auditTexts.audit.deeds) as Deed[];
  const until = (from: Deed, to?: Deed) => all.slice(all.indexOf(from), to && all.indexOf(to));
  return [
    { group: "signIn", deeds: until("signed_in", "consent_given") },
    { group: "access", deeds: until("consent_given", "person_added") },
    { group: "people", deeds: until("person_added", "app_added") },
    { group: "apps", deeds: until("app_added", "api_key_added") },
    { group: "keys", deeds: until("api_key_added", "organisation_added") },
    { group: "service", deeds: until("organisation_added") },
  ];
})();

/** What somebody does by themselves; where nobody is named, it was somebody unknown, and else the service or its operator. */
const OF_PEOPLE = new Set<string>([...DEEDS[0]!.deeds, ...DEEDS[1]!.deeds, "profile_changed"]);

/** What stands where nobody is named. */
export const nobody = (deed: string): string => t(OF_PEOPLE.has(deed) ? "audit.unknown" : "audit.operator");

/** Where in a deed a name stands: of what it was done to, or of the app that it happened with. */
const GAP = /\{(subject|app)\}/g;

/** A part of a row's sentence. */
export type Part = { text: string } | { name: "subject" | "app" };

/** What follows the name of who did it. The app stands at the end where the deed does not name it, and once where the deed is about it. */
export function partsOf({ deed, app, subject }: Pick<AuditRow, "deed" | "app" | "subject">): Part[] {
  const said = words("audit.deeds", deed);
  const parts = said.split(GAP).map((part, place): Part => (place % 2 === 1 ? { name: part as "subject" | "app" } : { text: part }));
  const named = said.includes("{app}") || app === null || subject === `app:${app}`;
  return named ? parts : [...parts, { text: ` ${t("audit.with")} ` }, { name: "app" }];
}

/** A deed in a list of them: what it says, begun with a capital, with a gap where somebody is named. */
export function deedName(deed: string): string {
  const said = words("audit.deeds", deed).replace(GAP, "…");
  return said.charAt(0).toLocaleUpperCase() + said.slice(1);
}

export type SubjectKind = "person" | "app" | "api_key" | "organisation" | "signing_key";

/** What a row is about. */
export function subjectOf(subject: string): { kind: SubjectKind; id: string } | undefined {
  const found = /^(person|app|api_key|organisation|signing_key):(.+)$/s.exec(subject);
  return found ? { kind: found[1] as SubjectKind, id: found[2] ?? "" } : undefined;
}

/** The first row that the service names in what it found wrong. */
export function brokenAt(trouble: string | null): number | undefined {
  const found = /\brow (\d+)/.exec(trouble ?? "");
  return found ? Number(found[1]) : undefined;
}

export const noFilter: AuditFilter = { deed: null, actor: null, app: null, subject: null, from: null, until: null, cursor: null };

const COLUMNS = ["id", "at", "deed", "actor", "app", "subject", "address", "detail"] as const;

/** A cell that no program of tables takes for a formula: what begins like one is put as text. */
function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The first line of a CSV file of rows. */
export const csvHead = (): string => `${COLUMNS.join(",")}\r\n`;

/** Rows as lines of CSV (RFC 4180), with times as ISO 8601 in UTC. */
export function toCsv(rows: AuditRow[]): string {
  return rows.map((row) => `${COLUMNS.map((column) => cell(column === "at" ? new Date(row.at * 1000).toISOString() : row[column])).join(",")}\r\n`).join("");
}

/** Rows as JSON, a value a line, as the service's own export writes them. */
export function toJsonLines(rows: AuditRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
