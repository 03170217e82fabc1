import type { AppGrantView } from "../../generated/AppGrantView";
import type { MismatchView } from "../../generated/MismatchView";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { SecretView } from "../../generated/SecretView";
import type { UsageDay } from "../../generated/UsageDay";
import { LOGO } from "./logo";
import * as samples from "./samples";
import { error, find, type Played, type Stage } from "./stage";

/** What a story says of one app; the rest is made up. */
export interface OneAppSample {
  usage?: "lively" | "quiet" | "none";
  mismatches?: MismatchView[];
  /** How many people gave a grant. */
  grants?: number;
  retired?: SecretView[];
  /** Its logo as an image; `null`: none. */
  logo?: string | null;
  /** What somebody else makes of the app while it is looked at. */
  elsewhere?: Partial<OAuthApp>;
}

type Names = "app_usage" | "redirect_mismatches" | "app_grants" | "revoke_grant" | "revoke_grants" | "app_secrets" | "retire_secret" | "restore_secret" | "app_logo" | "set_app_logo" | "transfer_app" | "enable_app" | "app_impact" | "organisations";

/** What is done with one app. */
export function oneApp({ state }: Stage): Played<Names> {
  const sample = state.oneApp ?? {};
  const retired: SecretView[] = [...(sample.retired ?? [])];
  let grants: AppGrantView[] | undefined;
  let mismatches = sample.mismatches ?? someMismatches();
  let elsewhere = sample.elsewhere;
  let logo: string | null = sample.logo === undefined ? LOGO : sample.logo;
  const app = (clientId: string) => find(state.apps.find((one) => one.client_id === clientId), "app");
  const put = (after: OAuthApp) => {
    state.apps = state.apps.map((one) => (one.client_id === after.client_id ? after : one));
    return after;
  };
  const granted = (clientId: string) => (grants ??= someGrants(app(clientId), sample.grants ?? 1284));
  return {
    app_usage: async ({ clientId, days }) => {
      if (elsewhere) put({ ...app(clientId), ...elsewhere, version: app(clientId).version + 1 });
      elsewhere = undefined;
      return { days: someDays(days ?? 30, sample.usage ?? "lively", app(clientId).kind === "machine") };
    },
    redirect_mismatches: async ({ clientId }) => {
      const known = app(clientId).redirect_uris;
      mismatches = mismatches.filter((one) => !known.includes(one.redirect_uri));
      return { items: mismatches };
    },
    app_grants: async ({ clientId, cursor, limit }) => {
      const [all, start] = [granted(clientId), Number(cursor ?? 0)];
      const next = start + (limit ?? 50);
      return { items: all.slice(start, next), next_cursor: next < all.length ? String(next) : null };
    },
    revoke_grant: async ({ clientId, grant }) => {
      grants = granted(clientId).filter((one) => one.id !== grant);
    },
    revoke_grants: async ({ clientId }) => {
      const revoked = granted(clientId).length;
      grants = [];
      return { revoked };
    },
    app_secrets: async ({ clientId }) => ({ secrets: [...retired, ...app(clientId).secrets] }),
    retire_secret: async ({ clientId, secret }) => {
      const of = app(clientId);
      retired.push({ ...find(of.secrets.find((one) => one.id === secret), "secret"), retired_at: samples.now() });
      put({ ...of, secrets: of.secrets.filter((one) => one.id !== secret) });
    },
    restore_secret: async ({ clientId, secret }) => {
      const of = app(clientId);
      if (of.secrets.length > 1) throw error("conflict", "Two other secrets work already. Retire one of them first.");
      const at = retired.findIndex((one) => one.id === secret);
      const { retired_at: _over, ...back } = find(retired[at], "secret");
      retired.splice(at, 1);
      put({ ...of, secrets: [...of.secrets, back].sort((a, b) => a.created_at - b.created_at) });
    },
    app_logo: async () => logo,
    set_app_logo: async ({ picture }) => {
      if (picture && picture[0] === 0x3c) throw error("invalid_input", "The picture is not PNG, JPEG or WebP. Send one of these.");
      logo = picture && `data:image/png;base64,${btoa(String.fromCharCode(...picture))}`;
    },
    transfer_app: async ({ clientId, organisation }) => put({ ...app(clientId), organisation: organisation ?? undefined, version: app(clientId).version + 1 }),
    enable_app: async ({ clientId, enabled }) => put({ ...app(clientId), enabled, version: app(clientId).version + 1 }),
    app_impact: async ({ clientId }) => ({ people: granted(clientId).length, grants: granted(clientId).length, tokens: 2051, last_used_at: samples.now() - 240 }),
    organisations: async ({ search, limit }) => {
      const all = ORGANISATIONS.filter((one) => one.toLowerCase().includes(search?.toLowerCase() ?? ""));
      const items = all.slice(0, limit ?? 50).map((name) => ({ id: `o-${ORGANISATIONS.indexOf(name)}`, name, people: 12, apps: 3, created_at: 1_700_000_000, version: 1 }));
      return { items, next_cursor: all.length > items.length ? "x" : null, total: all.length };
    },
  };
}

const ORGANISATIONS = ["Bookshop Girona", "Harbour office", "Port authority of Tarragona, passenger terminal and ferries", "שלום ספרים", "Stadtbibliothek Friedrichshain-Kreuzberg", "Tide tables"];

/** The same each time it is asked for: a number from 0 to 1. */
const noise = (place: number) => (((place + 7) * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;

function someDays(count: number, usage: "lively" | "quiet" | "none", machine: boolean): UsageDay[] {
  const today = Math.floor(samples.now() / 86_400);
  return Array.from({ length: count }, (_, place) => {
    const day = today - count + 1 + place;
    const date = new Date(day * 86_400_000);
    const free = [0, 6].includes(date.getUTCDay());
    const lively = Math.round((free ? 130 : 440) + noise(day) * (free ? 50 : 110));
    const some = usage === "none" ? 0 : usage === "quiet" ? (noise(day) > 0.8 ? 1 + Math.round(noise(day + 1)) : 0) : place === count - 1 ? 212 : lively;
    const refusals: Record<string, number> = {};
    if (usage === "lively") {
      // Where no person takes part, none says no, and there is no code that comes too late.
      if (!machine) refusals.access_denied = free ? 2 : 5 + Math.round(noise(day + 3) * 3);
      if (noise(day + 4) > 0.7) refusals[machine ? "invalid_scope" : "invalid_grant"] = 3;
      if (place === count - 9) refusals.invalid_client = 52;
    } else if (usage === "quiet" && noise(day + 4) > 0.93) refusals.invalid_client = 1;
    return { date: date.toISOString().slice(0, 10), sign_ins: machine ? 0 : some, refreshes: some * 2, tokens: machine ? some * 9 : 0, refusals };
  });
}

function someMismatches(): MismatchView[] {
  const at = samples.now();
  return [
    { redirect_uri: "https://my-application.com/", times: 58, first_at: at - 700_000, last_at: at - 5400, nearest: "https://my-application.com" },
    { redirect_uri: "https://staging.my-aplication.com/Callback", times: 3, first_at: at - 260_000, last_at: at - 92_000, nearest: "https://staging.my-application.com/callback" },
    { redirect_uri: "http://collector.example/steal?to=https://my-application.com", times: 1, first_at: at - 400_000, last_at: at - 400_000, nearest: "https://my-application.com" },
  ];
}

const PEOPLE: [string, string][] = [
  ["Michael", "michael@test.com"],
  ["Núria Coll", "nuria.coll@bookshop.example"],
  ["Tomás Vega", "tomas.vega@harbour.example"],
  ["נועה בן־דוד", "noa@harbour.example"],
  ["Wilhelmine von und zu Hohenstein-Sigmaringen-Altshausen", "wilhelmine.von-und-zu-hohenstein@very-long-organisation-name.example"],
  ["أحمد بن محمد العلي", "ahmed@port.example"],
  ["Þórdís Kolbrún", "thordis@tides.example"],
  ["李小龙", "li@bookshop.example"],
];

function someGrants(app: OAuthApp, count: number): AppGrantView[] {
  const machine = app.kind === "machine";
  return Array.from({ length: machine ? Math.min(1, count) : count }, (_, place) => {
    const [name, email] = PEOPLE[place % PEOPLE.length] ?? ["Somebody", "somebody@harbour.example"];
    const again = Math.floor(place / PEOPLE.length);
    return {
      id: `g${place}`,
      client_id: app.client_id,
      app_name: app.name,
      person: machine ? undefined : { id: `p${place}`, name: again ? `${name} ${again + 1}` : name, email },
      scopes: place % 8 === 1 ? app.scopes.slice(0, -1) : place % 8 === 6 ? [] : app.scopes,
      since: samples.now() - 86_400 * (3 + place * 4),
      last_used_at: place % 8 === 7 ? undefined : samples.now() - 3600 * (1 + place * 9),
      tokens: place % 3,
    };
  });
}
