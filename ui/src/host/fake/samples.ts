/** People, services and apps that are none. Two people differ in everything that is shown. */
import type { AccountDetail } from "../../generated/AccountDetail";
import type { AccountView } from "../../generated/AccountView";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { PresetView } from "../../generated/PresetView";
import type { Profile } from "../../generated/Profile";
import type { ProviderView } from "../../generated/ProviderView";
import type { ScopeOffer } from "../../generated/ScopeOffer";
import { settings } from "../../rules/drafts";

export const now = () => Math.floor(Date.now() / 1000);

const offer = (scope: string | null, reveals: ScopeOffer["reveals"], suggested = true, impersonates = false): ScopeOffer => ({ scope, reveals, impersonates, suggested });

export const accountsOffers: ScopeOffer[] = [
  offer(null, ["id"]),
  offer("openid", ["id"]),
  offer("profile", ["name", "locale", "timezone", "dates", "smart_dates", "number_separators"]),
  offer("email", ["email"]),
  offer("offline_access", ["renewal"]),
  offer("accounts:admin", ["administration"]),
  offer("account", ["own_account"], false),
];

export const inbentaOffers: ScopeOffer[] = [
  offer(null, ["id"]),
  offer("personal_information", ["name", "email"]),
  offer("personal_configuration", ["locale", "timezone", "dates", "smart_dates", "number_separators"]),
  offer("product_apis", ["product_apis"]),
  offer("km_editor_api", ["km_editor_api"], false, true),
  offer("reporting_api", ["reporting_api"], false, true),
];

export const presets: PresetView[] = [
  {
    id: "accounts",
    title: "Accounts service",
    host: "",
    needs_client_id: false,
    needs_client_secret: false,
    needs_base_url: true,
    register_at: null,
    register_as: null,
    redirect_uri_to_register: "app.countersign.desktop:/callback",
    offers: accountsOffers,
  },
  {
    id: "inbenta",
    title: "Inbenta",
    host: "accounts.inbenta.com",
    needs_client_id: true,
    needs_client_secret: true,
    needs_base_url: false,
    register_at: "https://accounts.inbenta.com",
    register_as: "OAuth app, by an administrator of your user group",
    redirect_uri_to_register: "app.countersign.desktop:/callback/inbenta",
    offers: inbentaOffers,
  },
  {
    id: "github",
    title: "GitHub",
    host: "github.com",
    needs_client_id: true,
    needs_client_secret: true,
    needs_base_url: false,
    register_at: "https://github.com/settings/developers",
    register_as: "OAuth app",
    redirect_uri_to_register: "http://127.0.0.1/callback/github",
    offers: [],
  },
  {
    id: "keycloak",
    title: "Keycloak",
    host: "",
    needs_client_id: true,
    needs_client_secret: false,
    needs_base_url: true,
    register_at: null,
    register_as: "public client with the standard flow",
    redirect_uri_to_register: "app.countersign.desktop:/callback/keycloak",
    offers: accountsOffers,
  },
];

export const harbour: ProviderView = {
  name: "Harbour accounts",
  issuer: "https://accounts.harbour.example",
  preset: "accounts",
  client_id: "countersign",
  redirect_uris: ["app.countersign.desktop:/callback", "http://127.0.0.1/callback"],
  scopes: ["openid", "profile", "email", "offline_access", "accounts:admin"],
  host: "accounts.harbour.example",
  offers: accountsOffers,
  return_paths: ["deep-link", "loopback", "paste", "device"],
  has_client_secret: false,
  warnings: [],
  tolerates: [],
  resources: [],
  is_registered: false,
};

export const inbenta: ProviderView = {
  name: "Inbenta",
  issuer: null,
  preset: "inbenta",
  client_id: "3f44f3b335dfbca8-9fd880312f3eab98",
  redirect_uris: ["app.countersign.desktop:/callback/inbenta"],
  scopes: ["personal_information", "personal_configuration", "product_apis", "km_editor_api", "reporting_api"],
  host: "accounts.inbenta.com",
  offers: inbentaOffers,
  return_paths: ["deep-link", "paste"],
  has_client_secret: true,
  warnings: [],
  tolerates: [],
  resources: [],
  is_registered: false,
};

function account(change: Partial<AccountView>): AccountView {
  return {
    id: "one",
    provider: "Harbour accounts",
    subject: null,
    name: null,
    email: null,
    state: "active",
    can_refresh: true,
    signed_in_at: now() - 4000,
    issued_at: now() - 1560,
    expires_at: now() + 2040,
    renewed_at: [],
    scopes: [],
    kept: "vault",
    administers: false,
    own_account: null,
    deviations: [],
    ...change,
  };
}

function profile(of: AccountView, change: Partial<Profile>): Profile {
  return {
    id: of.id,
    subject: of.subject,
    name: of.name,
    email: of.email,
    locale: null,
    timezone: null,
    dates: { format: null, smart: null },
    number_separators: { thousands: null, decimal: null },
    business: null,
    scopes: { requested: of.scopes, granted: of.scopes },
    read_at: now() - 30,
    ...change,
  };
}

/** Somebody at a service without renewal, who did not grant everything. */
export function michael(): AccountDetail {
  const view = account({
    id: "michael",
    provider: "Inbenta",
    subject: "asd98e7ead7fac8sdb7fe123",
    name: "Michael",
    email: "michael@test.com",
    can_refresh: false,
    signed_in_at: now() - 1560,
    scopes: ["personal_information", "personal_configuration", "product_apis"],
    deviations: ["The answer to the code named no token type; “bearer” was taken for granted."],
  });
  return {
    account: view,
    profile: profile(view, {
      locale: "en",
      timezone: "Europe/Madrid",
      dates: { format: "DD-MM-YYYY", smart: "off" },
      number_separators: { thousands: ".", decimal: "," },
      scopes: { requested: [...view.scopes, "km_editor_api"], granted: view.scopes },
    }),
    receipts: [
      { revoked: [], forgotten: ["access_token"], pending: [], at: now() - 70_000, lapses_at: now() - 67_660, reason: "This service offers no way to end a token: it was deleted here, and lapses there by itself." },
      { revoked: [], forgotten: ["access_token"], pending: [], at: now() - 156_000, lapses_at: now() - 154_500, reason: "This service offers no way to end a token: it was deleted here, and lapses there by itself." },
    ],
  };
}

/** An administrator in another language, another zone and other formats. */
export function ada(): AccountDetail {
  const view = account({
    id: "ada",
    subject: "7c1d9a52-6e0b-4f3e-9a6e-3c1f6f0e8b21",
    name: "Ada Ruiz Fernández",
    email: "ada.ruiz@harbour.example",
    signed_in_at: now() - 11_400,
    renewed_at: [now() - 8760, now() - 5160, now() - 1560],
    scopes: ["openid", "profile", "email", "offline_access", "accounts:admin", "account"],
    administers: true,
    own_account: "whole",
  });
  return {
    account: view,
    profile: profile(view, {
      locale: "es",
      timezone: "Pacific/Auckland",
      dates: { format: "YYYY/MM/DD", smart: "on" },
      number_separators: { thousands: " ", decimal: "," },
    }),
    receipts: [
      { revoked: ["access_token", "refresh_token"], forgotten: [], pending: [], at: now() - 90_000, lapses_at: null, reason: null },
      { revoked: ["access_token"], forgotten: [], pending: ["refresh_token"], at: now() - 900_000, lapses_at: null, reason: "accounts.harbour.example asks to wait (503). Try again in 30 s. The service is told again by itself." },
    ],
  };
}

/** Somebody of whom nearly nothing was granted. */
export function quiet(): AccountDetail {
  const view = account({ id: "quiet", subject: "u-204", name: null, email: null, scopes: ["email"], can_refresh: false, expires_at: null });
  return {
    account: { ...view, email: "wilhelmine.von-und-zu-hohenstein@very-long-organisation-name.example" },
    profile: profile(view, {
      email: "wilhelmine.von-und-zu-hohenstein@very-long-organisation-name.example",
      scopes: { requested: ["openid", "profile", "email", "offline_access"], granted: ["email"] },
    }),
    receipts: [],
  };
}

const NAMES = ["Booking kiosk", "Harbour Desk Booking", "Guestbook Girona", "Facility booking", "Logbook", "Bookkeeping sync", "Booking bridge", "Bookshop till", "Yearbook proofing", "Cookbook", "Room booking display", "Playbook", "Handbook search", "Bookmark import", "Notebook runner", "Casebook", "Ferry timetable", "Crane console", "Tide tables", "Night watch"];

export function app(change: Partial<OAuthApp> = {}): OAuthApp {
  return {
    client_id: "3f44f3b335dfbca8-9fd880312f3eab98",
    name: "Harbour Desk Booking",
    kind: "web",
    dialect: "inbenta",
    redirect_uris: ["https://my-application.com", "https://staging.my-application.com/callback"],
    scopes: ["personal_information", "personal_configuration"],
    trusted: false,
    enabled: true,
    pkce: "optional",
    secrets: [
      { id: "s1", created_at: now() - 10_600_000 },
      { id: "s2", created_at: now() - 260_000 },
    ],
    built_in: false,
    created_at: now() - 10_600_000,
    version: 4,
    ...settings(),
    ...change,
  };
}

/** As many apps as are asked for, the one that every service carries first. */
export function apps(count: number): OAuthApp[] {
  const carried = app({
    client_id: "countersign",
    name: "Countersign",
    kind: "native",
    dialect: "standard",
    redirect_uris: ["app.countersign.desktop:/callback", "http://127.0.0.1/callback"],
    scopes: ["openid", "profile", "email", "offline_access", "accounts:admin"],
    pkce: "required",
    secrets: [],
    built_in: true,
    version: 1,
  });
  const made = Array.from({ length: count }, (_, place) => {
    const base = NAMES[place % NAMES.length] ?? "App";
    const native = place % 4 === 3;
    const id = (place * 2_654_435_761) % 4_294_967_296;
    return app({
      client_id: place === 1 ? "3f44f3b335dfbca8-9fd880312f3eab98" : `${id.toString(16).padStart(8, "0")}35dfbca8-9fd880312f3eab98`,
      name: place < NAMES.length ? base : `${base} ${Math.floor(place / NAMES.length) + 1}`,
      kind: native ? "native" : "web",
      dialect: place % 3 === 0 ? "standard" : "inbenta",
      redirect_uris: native ? ["http://127.0.0.1/callback"] : place === 1 ? app().redirect_uris : [`https://${base.toLowerCase().replaceAll(" ", "-")}.harbour.example/callback`],
      trusted: place % 9 === 3 && !native,
      enabled: place % 13 !== 12,
      created_at: now() - place * 93_000,
    });
  });
  return [carried, ...made].sort((a, b) => a.name.localeCompare(b.name));
}
