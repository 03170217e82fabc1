import type { AuditRow } from "../../generated/AuditRow";
import type { NewOneTimeLink } from "../../generated/NewOneTimeLink";
import type { PersonDraft } from "../../generated/PersonDraft";
import type { PersonView } from "../../generated/PersonView";
import { administered } from "./administered";
import { now } from "./samples";
import { error, find, type Played, type Stage } from "./stage";

type People =
  | "people" | "person" | "add_person" | "update_person" | "person_deletion" | "delete_person" | "make_person_link" | "person_sessions" | "end_person_sessions" | "remove_second_factor"
  | "organisations" | "organisation" | "add_organisation" | "rename_organisation" | "delete_organisation"
  | "audit" | "verify_audit" | "signing_keys" | "publish_signing_key" | "promote_signing_key" | "remove_signing_key";

/** A part of a list, and where the next begins. */
export function page<T>(items: T[], cursor: string | null, limit: number | null): { items: T[]; next_cursor: string | null; total: number } {
  const start = Number(cursor ?? 0);
  const next = start + (limit ?? 50);
  return { items: items.slice(start, next), next_cursor: next < items.length ? String(next) : null, total: items.length };
}

/** People, organisations, the audit and the signing keys that are administered. */
export function people({ state }: Stage): Played<People> {
  const held = () => (state.administered ??= administered());
  const one = (id: string) => find(held().people.find((person) => person.id === id), "person");
  const put = (person: PersonView) => {
    held().people = held().people.map((other) => (other.id === person.id ? person : other));
    return person;
  };
  const link = (person: PersonView, mail: boolean | undefined): NewOneTimeLink => {
    const mailed = mail ?? held().sendsMail;
    if (mailed && !held().sendsMail) throw error("refused", 'No mail can be sent, or too much of it waits. Ask for the link with {"mail": false}, and hand it over yourself.');
    const url = `https://accounts.harbour.example/${person.invited ? "invitation" : "reset"}/uR5cW1x0Vq8ZpKt3hN7yLb2Sd9Fg4Me6`;
    return { purpose: person.invited ? "invitation" : "reset", url: mailed ? null : url, expires_at: now() + 86_400, mailed };
  };
  const lastAdministrator = (id: string) => one(id).role === "administrator" && held().people.filter((person) => person.role === "administrator" && person.enabled).length === 1;
  const sameSigns = ({ formats }: PersonDraft) => formats.number_separators.decimal !== null && formats.number_separators.thousands === formats.number_separators.decimal;
  const fits = (row: AuditRow, name: "deed" | "actor" | "app" | "subject", wanted: string | null) => wanted === null || row[name] === wanted;
  return {
    people: async ({ query }) => {
      const wanted = query.search?.toLowerCase() ?? "";
      const found = held().people.filter(
        (person) =>
          (person.name.toLowerCase().includes(wanted) || person.email.includes(wanted)) &&
          (query.role === null || person.role === query.role) &&
          (query.organisation === null || person.organisation === query.organisation) &&
          (query.enabled === null || person.enabled === query.enabled),
      );
      return page(found, query.cursor, query.limit);
    },
    person: async ({ id }) => one(id),
    add_person: async ({ draft }) => {
      if (!draft.email.includes("@")) throw error("invalid_input", "Give an e-mail address, such as ada@example.com. It is the name to sign in with.", "email");
      if (draft.name.trim() === "") throw error("invalid_input", "Give a name of 1 to 120 characters, without control characters.", "name");
      if (draft.role === "app-manager" && !draft.organisation) throw error("invalid_input", "An app manager manages the apps of an organisation: say which one.", "organisation");
      if (held().people.some((person) => person.email === draft.email)) throw error("already_exists", "Somebody has this e-mail address already. Look for them among the people, or use another address.", "email");
      const made: PersonView = { ...draft, id: `p-${now()}`, email_verified: false, invited: true, second_factor: false, created_at: now(), updated_at: now(), version: 1 };
      held().people = [made, ...held().people];
      return { person: made, link: link(made, undefined) };
    },
    update_person: async ({ id, draft, version }) => {
      const before = one(id);
      if (before.version !== version) throw error("conflict", `Somebody changed this person meanwhile; it is at version ${before.version} now. Read it again, then change it.`);
      if (lastAdministrator(id) && (draft.role !== "administrator" || !draft.enabled)) throw error("refused", "This is the last administrator who can sign in. Make somebody else one first.");
      if (draft.role === "app-manager" && !draft.organisation) throw error("invalid_input", "An app manager manages the apps of an organisation: say which one.", "organisation");
      if (sameSigns(draft)) throw error("invalid_input", "Thousands and decimals need different signs.", "decimal");
      return put({ ...before, ...draft, updated_at: now(), version: version + 1 });
    },
    person_deletion: async ({ id }) => ({ sessions: held().sessions.length, connected_apps: one(id).invited ? 0 : 4, last_administrator: lastAdministrator(id) }),
    delete_person: async ({ id }) => {
      one(id);
      held().people = held().people.filter((person) => person.id !== id);
    },
    make_person_link: async ({ id, wish }) => link(one(id), wish.mail),
    person_sessions: async ({ id }) => ({ items: one(id).invited ? [] : held().sessions }),
    end_person_sessions: async () => {
      held().sessions = [];
    },
    remove_second_factor: async ({ id }) => {
      put({ ...one(id), second_factor: false, version: one(id).version + 1 });
    },
    organisations: async ({ search, cursor, limit }) => page(held().organisations.filter((of) => of.name.toLowerCase().startsWith(search?.toLowerCase() ?? "")), cursor, limit),
    organisation: async ({ id }) => find(held().organisations.find((of) => of.id === id), "organisation"),
    add_organisation: async ({ draft }) => {
      if (held().organisations.some((of) => of.name === draft.name.trim())) throw error("already_exists", "Another organisation has this name already. Choose another one.", "name");
      const made = { id: `o-${now()}`, name: draft.name.trim(), people: 0, apps: 0, created_at: now(), version: 1 };
      held().organisations = [...held().organisations, made].sort((a, b) => a.name.localeCompare(b.name));
      return made;
    },
    rename_organisation: async ({ id, draft, version }) => {
      const before = find(held().organisations.find((of) => of.id === id), "organisation");
      if (before.version !== version) throw error("conflict", `Somebody changed this organisation meanwhile; it is at version ${before.version} now. Read it again, then change it.`);
      const after = { ...before, name: draft.name.trim(), version: version + 1 };
      held().organisations = held().organisations.map((of) => (of.id === id ? after : of));
      return after;
    },
    delete_organisation: async ({ id }) => {
      held().organisations = held().organisations.filter((of) => of.id !== id);
    },
    audit: async ({ filter, limit }) => {
      const found = held().rows.filter(
        (row) =>
          fits(row, "deed", filter.deed) && fits(row, "actor", filter.actor) && fits(row, "app", filter.app) && fits(row, "subject", filter.subject) &&
          (filter.from === null || row.at >= filter.from) && (filter.until === null || row.at < filter.until),
      );
      const { items, next_cursor } = page(found, filter.cursor, limit);
      return { items, next_cursor };
    },
    verify_audit: async () => held().verdict,
    signing_keys: async () => ({ items: held().signingKeys }),
    publish_signing_key: async ({ alg }) => {
      if (!held().signingKeys.some((key) => key.alg === alg && key.state === "published")) {
        held().signingKeys = [...held().signingKeys, { kid: `${alg}-new`, alg, state: "published", created_at: now(), signing_at: null }];
      }
      return { items: held().signingKeys };
    },
    promote_signing_key: async ({ kid }) => {
      const next = find(held().signingKeys.find((key) => key.kid === kid), "signing key");
      held().signingKeys = held().signingKeys.map((key) =>
        key.kid === kid ? { ...key, state: "signing", signing_at: now() } : key.alg === next.alg && key.state === "signing" ? { ...key, state: "retired" } : key,
      );
      return { items: held().signingKeys };
    },
    remove_signing_key: async ({ kid }) => {
      held().signingKeys = held().signingKeys.filter((key) => key.kid !== kid);
      return { items: held().signingKeys };
    },
  };
}
