/** The people, organisations, keys and deeds of a service that is none: a harbour office and a bookshop, of several countries. */
import type { ApiKeyView } from "../../generated/ApiKeyView";
import type { AuditRow } from "../../generated/AuditRow";
import type { AuditVerdict } from "../../generated/AuditVerdict";
import type { Organisation } from "../../generated/Organisation";
import type { PersonView } from "../../generated/PersonView";
import type { SessionView } from "../../generated/SessionView";
import type { SigningKeyView } from "../../generated/SigningKeyView";
import { now } from "./samples";

/** What an administered service holds. */
export interface Administered {
  people: PersonView[];
  organisations: Organisation[];
  apiKeys: ApiKeyView[];
  sessions: SessionView[];
  rows: AuditRow[];
  verdict: AuditVerdict;
  signingKeys: SigningKeyView[];
  sendsMail: boolean;
}

const DAY = 86_400;
export const ADA = "7c1d9a52-6e0b-4f3e-9a6e-3c1f6f0e8b21";

export const organisations = (): Organisation[] =>
  [
    ["harbour", "Harbour Office Rotterdam", 31],
    ["bookshop", "Llibreria del Port", 6],
    ["pilots", "Lotsenbrüderschaft Elbe und Nord-Ostsee-Kanal", 4],
    ["customs", "مكتب الجمارك", 2],
    ["museum", "Museu Marítim de Barcelona", 0],
    ["ferries", "North Sea Ferries", 11],
  ].map(([id, name, apps], place) => ({ id: String(id), name: String(name), people: 0, apps: Number(apps), created_at: now() - (place * 41 + 90) * DAY, version: 1 })).sort((a, b) => a.name.localeCompare(b.name));

export function person(change: Partial<PersonView> = {}): PersonView {
  return {
    id: ADA,
    email: "ada.ruiz@harbour.example",
    email_verified: true,
    name: "Ada Ruiz Fernández",
    role: "administrator",
    organisation: "harbour",
    enabled: true,
    invited: false,
    second_factor: true,
    formats: { locale: "es-ES", timezone: "Europe/Madrid", dates: { format: "DD-MM-YYYY", smart: "on" }, number_separators: { thousands: ".", decimal: "," } },
    details: {},
    created_at: now() - 800 * DAY,
    updated_at: now() - 12 * DAY,
    version: 7,
    ...change,
  };
}

const FIRST = ["Núria", "Jonas", "Mei", "Chidi", "Inés", "Tomás", "Laura", "Oluwaseun", "Sakari", "Élise", "Dmitri", "Priya", "Wilhelmine", "Aoife", "Yusuf", "Marta", "Bram", "Carmen", "Fionn", "Giulia", "Håkon", "Ibrahim", "Kateřina"];
const LAST = ["Coll", "Brandt", "Tanaka", "Okafor", "Prado", "Vega", "Meier", "Adeyemi-Williams", "Virtanen", "Lefèvre", "Sokolov", "Raghunathan", "von und zu Hohenstein-Schillingsfürst", "O’Sullivan", "Demir", "Puig i Cadafalch", "Kovács"];
const WHERE = ["harbour", "harbour", "ferries", null, "pilots", "harbour", "bookshop", "customs"];

/** As many people as are asked for, by name; the first few are the same always. */
export function people(count: number): PersonView[] {
  const few: PersonView[] = [
    person(),
    person({ id: "p-layla", name: "ليلى بنت عبد الرحمن", email: "layla@customs.example", role: "app-manager", organisation: "customs", second_factor: false, formats: { locale: "ar", timezone: "Asia/Dubai", dates: { format: "DD/MM/YYYY", smart: null }, number_separators: { thousands: ",", decimal: "." } }, version: 2 }),
    person({ id: "p-new", name: "Bruno Castellanos", email: "bruno@llibreria-del-port.example", email_verified: false, role: "member", organisation: "bookshop", invited: true, second_factor: false, formats: { locale: null, timezone: null, dates: { format: null, smart: null }, number_separators: { thousands: null, decimal: null } }, created_at: now() - 2 * DAY, updated_at: now() - 2 * DAY, version: 1 }),
    person({ id: "p-off", name: "Casper de Vries", email: "casper@harbour.example", role: "member", enabled: false, second_factor: false, version: 4 }),
  ];
  const made = Array.from({ length: Math.max(0, count - few.length) }, (_, place) => {
    const first = FIRST[place % FIRST.length] ?? "";
    const last = LAST[(place * 5 + Math.floor(place / FIRST.length)) % LAST.length] ?? "";
    const round = Math.floor(place / (FIRST.length * LAST.length));
    const organisation = WHERE[(Math.imul(place + 1, 2_654_435_761) >>> 13) % WHERE.length] ?? null;
    return person({
      id: `p-${place}`,
      name: `${first} ${last}`,
      email: `${first}.${last.split(/[\s-]/)[0]}${round === 0 ? "" : round}@${organisation ?? "home"}.example`.toLowerCase().normalize("NFD").replace(/[^a-z0-9@.-]/g, ""),
      role: place % 41 === 40 ? "administrator" : organisation && place % 13 === 12 ? "app-manager" : "member",
      organisation,
      enabled: place % 29 !== 28,
      invited: place % 17 === 16,
      second_factor: place % 3 === 0,
      created_at: now() - (place % 900) * DAY,
      version: 1,
    });
  });
  return [...few, ...made].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const sessions = (): SessionView[] => [
  { id: "b1", created_at: now() - 3 * 3600, authenticated_at: now() - 240, seen_at: now() - 60, expires_at: now() + 5 * 3600, amr: "pwd otp", address: "203.0.113.20", user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
  { id: "b2", created_at: now() - 26 * 3600, authenticated_at: now() - 26 * 3600, seen_at: now() - 20 * 3600, expires_at: now() + 6 * DAY, amr: "pwd", address: "2001:db8:85a3::8a2e:370:7334", user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1" },
  { id: "b3", created_at: now() - 2 * DAY, authenticated_at: now() - 2 * DAY, seen_at: now() - 2 * DAY, expires_at: now() + 5 * DAY, amr: "otp", address: null, user_agent: null },
];

export function apiKey(change: Partial<ApiKeyView> = {}): ApiKeyView {
  return {
    key: "BvQ8cXw1n7Tt0sKp4Zr2LmYh9Gd3Ea6U",
    name: "Timetable sync",
    organisation: "ferries",
    enabled: true,
    created_at: now() - 300 * DAY,
    created_by: ADA,
    last_used_at: now() - 95,
    last_used_from: "203.0.113.21",
    secrets: [
      { id: "k-old", created_at: now() - 190 * DAY, last_used_at: now() - 29 * 3600 },
      { id: "k-new", created_at: now() - 3 * DAY, last_used_at: now() - 95 },
    ],
    version: 3,
    ...change,
  };
}

export const apiKeys = (): ApiKeyView[] =>
  [
    apiKey(),
    apiKey({ key: "Qm7fT2xB90aLwE4sHc1Zk6VpYd8Rj3Ng", name: "Catalogue export", organisation: "bookshop", last_used_at: now() - 9 * DAY, secrets: [{ id: "c1", created_at: now() - 40 * DAY, last_used_at: now() - 9 * DAY }] }),
    apiKey({ key: "X1sV5yLk8HbT3cQnZ7mWd0Re4Gp2Uf9J", name: "Night watch reports", organisation: undefined, last_used_at: undefined, last_used_from: undefined, created_by: undefined, secrets: [{ id: "n1", created_at: now() - 3600 }] }),
    apiKey({ key: "aT6rJ0pMw3XcB8kZn5Yd1Hs7Lq9Vf2Eg", name: "Trial of the tide tables with a name that goes on for longer than its row", organisation: "harbour", enabled: false, last_used_at: now() - 210 * DAY, secrets: [{ id: "t1", created_at: now() - 260 * DAY, last_used_at: now() - 211 * DAY, retired_at: now() - 210 * DAY }, { id: "t2", created_at: now() - 212 * DAY, last_used_at: now() - 210 * DAY }] }),
  ].sort((a, b) => a.name.localeCompare(b.name));

/** A key is called by the day on which it was made. */
const kid = (alg: string, days: number) => `${alg}-${new Date((now() - days * DAY) * 1000).toISOString().slice(0, 10)}`;
const BOOKING = "3f44f3b335dfbca8-9fd880312f3eab98";
type Told = Pick<AuditRow, "deed"> & Partial<AuditRow>;
const DEEDS: Told[] = [
  { deed: "signed_in", actor: ADA, app: "countersign", address: "203.0.113.20", detail: "pwd otp" },
  { deed: "app_changed", actor: ADA, app: BOOKING, subject: `app:${BOOKING}`, address: "203.0.113.20", detail: "redirect_uris" },
  { deed: "sign_in_refused", app: BOOKING, address: "198.51.100.7", detail: "password" },
  { deed: "signed_in", actor: "p-3", app: BOOKING, address: "2001:db8:85a3::8a2e:370:7334", detail: "pwd" },
  { deed: "consent_given", actor: "p-3", app: BOOKING, address: "2001:db8:85a3::8a2e:370:7334", detail: "personal_information personal_configuration" },
  { deed: "refresh_token_reused", actor: "p-9", app: BOOKING, address: "198.51.100.91" },
  { deed: "person_invited", actor: ADA, subject: "person:p-new", address: "203.0.113.20" },
  { deed: "person_added", actor: ADA, subject: "person:p-new", address: "203.0.113.20" },
  { deed: "api_key_secret_added", actor: ADA, subject: "api_key:BvQ8cXw1n7Tt0sKp4Zr2LmYh9Gd3Ea6U", address: "203.0.113.20", detail: "k-new" },
  { deed: "second_factor_removed", actor: ADA, subject: "person:p-layla", address: "203.0.113.20" },
  { deed: "signed_out", actor: "p-layla", address: "203.0.113.77" },
  { deed: "organisation_changed", actor: ADA, subject: "organisation:ferries", address: "203.0.113.20" },
  { deed: "signing_key_made", subject: `signing_key:${kid("RS256", 7 / 24)}`, detail: "rotation" },
  { deed: "person_deleted", actor: ADA, subject: "person:gone-1", address: "203.0.113.20" },
  { deed: "code_replayed", actor: "p-9", app: BOOKING, address: "198.51.100.7", detail: "\\u{1b}[2J =HYPERLINK(\"https://evil.example\")" },
  { deed: "logout_not_delivered", actor: "p-3", app: BOOKING, detail: "my-application.com answered 502" },
];

/** Rows of the audit, the latest first. */
export const rows = (count: number): AuditRow[] =>
  Array.from({ length: count }, (_, place) => {
    const told = DEEDS[place % DEEDS.length] ?? { deed: "signed_in" };
    return { actor: null, app: null, subject: null, address: null, detail: null, ...told, id: count - place, at: now() - 50 - place * 613 };
  });

export const signingKeys = (): SigningKeyView[] => [
  { kid: kid("RS256", 182), alg: "RS256", state: "retired", created_at: now() - 182 * DAY, signing_at: now() - 181 * DAY },
  { kid: kid("RS256", 92), alg: "RS256", state: "signing", created_at: now() - 92 * DAY, signing_at: now() - 91 * DAY },
  { kid: kid("EdDSA", 41), alg: "EdDSA", state: "signing", created_at: now() - 41 * DAY, signing_at: now() - 40 * DAY },
  { kid: kid("RS256", 7 / 24), alg: "RS256", state: "published", created_at: now() - 7 * 3600, signing_at: null },
];

/** All of it. */
export function administered(change: Partial<Administered> = {}): Administered {
  const everybody = change.people ?? people(1320);
  const belonging = (id: string) => everybody.filter((one) => one.organisation === id).length;
  return {
    people: everybody,
    organisations: organisations().map((of) => ({ ...of, people: belonging(of.id) })),
    apiKeys: apiKeys(),
    sessions: sessions(),
    rows: rows(9400),
    verdict: { whole: true, rows: 9400, trouble: null },
    signingKeys: signingKeys(),
    sendsMail: false,
    ...change,
  };
}
