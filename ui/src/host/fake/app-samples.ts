/** As many apps as are asked for: of a bookshop, a harbour office, and people of several countries. */
import type { AppKind } from "../../generated/AppKind";
import type { OAuthApp } from "../../generated/OAuthApp";
import * as samples from "./samples";

const WORDS = [
  "Booking kiosk", "Harbour Desk Booking", "Guestbook Girona", "Facility booking", "Logbook", "Bookkeeping sync", "Booking bridge, inTandem", "Bookshop till", "Yearbook proofing", "Cookbook",
  "Room booking display", "Playbook", "Handbook search", "Bookmark import", "Notebook runner", "Casebook", "Ferry timetable", "Crane console", "Tide tables", "Night watch",
  "Customs declarations", "Berth planner", "Pilot roster", "Cold store sensors", "Fish auction clock", "Lock keeper", "Ice report", "Weighbridge", "Quay lights", "Lost property",
  "דוח הנמל", "مكتب الحجز", "港湾ダイヤ", "Reserves de sala", "Buchungsübersicht für Hafenmeisterei und Lotsendienst", "Boekhandel aan de kade", "Księgarnia portowa", "Čitárna", "Biblioteca Núria", "Øresund broer",
];
/** Where each of them is, in the same order. */
const HOSTS = [
  "kiosk.harbour.example", "my-application.com", "guestbook.girona.example", "rooms.harbour.example", "log.harbour.example", "accounting.bookshop.example", "bridge.brightside.example", "till.bookshop.example", "proof.example", "cookbook.example",
  "rooms.harbour.example", "playbook.example", "handbook.harbour.example", "marks.bookshop.example", "notebook.example", "casebook.example", "ferries.harbour.example", "cranes.harbour.example", "tides.harbour.example", "watch.harbour.example",
  "customs.example", "berths.harbour.example", "pilots.example", "cold-store.harbour.example", "auction.lonja.example", "locks.harbour.example", "ice.harbour.example", "weighbridge.harbour.example", "lights.harbour.example", "lost.harbour.example",
  "reports.harbour.example", "booking.customs.example", "ferries.harbour.example", "sala.girona.example", "buchungen.lotsen.example", "kade.boekhandel.example", "portowa.ksiegarnia.example", "citarna.example", "biblioteca.girona.example", "oresund.example",
];

/** Who made them: the first of them most. */
export const CREATORS: readonly { id: string; name: string }[] = [
  { id: "7c1d9a52-6e0b-4f3e-9a6e-3c1f6f0e8b21", name: "Ada Ruiz" },
  { id: "1d0f3a77-0c02-4b53-8d11-6a0f0c6c1a02", name: "J. Okafor" },
  { id: "c2a4f2f8-5f0d-4a4b-93d7-1d1b7e6f9c03", name: "Núria Coll" },
  { id: "5b8a1e0c-7d7f-4a38-b9c4-2f6b8e0d7a04", name: "Tomás Vega" },
  { id: "e4c6b2a0-1f3d-4c5e-8a7b-9d0c1e2f3a05", name: "Mei Tanaka" },
  { id: "a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c06", name: "נועה בן־דוד" },
  { id: "0f9e8d7c-6b5a-4493-8271-605f4e3d2c07", name: "Wilhelmine von und zu Hohenstein-Sonnenfels" },
  { id: "9a8b7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c08", name: "Inés Prado" },
  { id: "3c4d5e6f-7a8b-4c9d-8e0f-1a2b3c4d5e09", name: "Laura Meier" },
  { id: "6e5d4c3b-2a19-4087-9f6e-5d4c3b2a1910", name: "D. Brandt" },
];

const DAY = 86_400;
const SCOPES = {
  standard: [["openid", "profile", "email"], ["openid", "profile"], ["openid", "profile", "email", "offline_access"], ["openid", "phone", "address"]],
  inbenta: [["personal_information", "personal_configuration"], ["personal_information"], ["personal_information", "product_apis"], ["personal_information", "km_editor_api"]],
};
const URIS = new Map<string, string[]>();
/** Lists that many apps share are one list. */
function uris(...of: string[]): string[] {
  const key = of.join(" ");
  const found = URIS.get(key) ?? of;
  URIS.set(key, found);
  return found;
}

/** The same number for the same place, that looks like chance. */
const chance = (place: number, turn: number) => (((place + 1) * 2_654_435_761 + turn * 40_503) >>> 3) % 10_000;

function kindOf(place: number): AppKind {
  const at = chance(place, 1);
  return at < 6100 ? "web" : at < 8900 ? "native" : at < 9400 ? "spa" : "machine";
}

function redirects(kind: AppKind, place: number): string[] {
  const host = HOSTS[place % HOSTS.length] ?? "harbour.example";
  if (kind === "machine") return uris();
  if (kind === "spa") return uris(`https://${host}/app/`);
  if (kind === "native") return chance(place, 3) < 5000 ? uris("http://127.0.0.1/callback") : uris(`${host.split(".").reverse().join(".")}:/callback`);
  return chance(place, 4) < 1800 ? uris(`https://${host}/callback`, `https://staging.${host}/callback`) : uris(`https://${host}/callback`);
}

/** When it was last used; the one in the place 0 just now, some never. */
function used(place: number, count: number): number | undefined {
  const share = place / count;
  const at = chance(place, 5);
  if (at < 300) return undefined;
  // Two thirds within a week, the others over two years.
  const ago = share < 0.66 ? share * 10.6 * DAY : 7 * DAY + ((share - 0.66) / 0.34) ** 2 * 700 * DAY;
  return Math.floor(samples.now() - 120 - ago);
}

function appAt(place: number, count: number, shared: Pick<OAuthApp, "about" | "openid" | "tokens" | "client_keys" | "origins">): OAuthApp {
  const kind = kindOf(place);
  const dialect = place % 3 === 0 ? "inbenta" : "standard";
  const base = WORDS[place % WORDS.length] ?? "App";
  const round = Math.floor(place / WORDS.length);
  const maker = CREATORS[Math.floor((chance(place, 6) / 10_000) ** 2 * CREATORS.length)] ?? CREATORS[0];
  return {
    ...shared,
    client_id: `${((place * 2_654_435_761) >>> 0).toString(16).padStart(8, "0")}35dfbca8-9fd880312f3eab98`,
    name: round === 0 ? base : `${base} ${String(round + 1).padStart(2, "0")}`,
    kind,
    dialect,
    redirect_uris: redirects(kind, place),
    scopes: SCOPES[dialect][chance(place, 7) % 4] ?? [],
    trusted: kind === "web" && chance(place, 8) < 350,
    enabled: chance(place, 9) >= 950,
    pkce: "required",
    // The first of each name alone: of 100,000 nobody looks at all.
    secrets: round === 0 && (kind === "web" || kind === "machine") ? [{ id: `s-${chance(place, 10)}-4c1e`, created_at: samples.now() - 200 * DAY, last_used_at: samples.now() - 3600 }] : [],
    built_in: false,
    created_at: samples.now() - 40 * DAY - ((place * 7919) % 100_000) * 900,
    version: 1,
    last_used_at: used(place, count),
    created_by: maker?.id,
  };
}

/** As many as a large organisation has, and the one that the service carries. */
export function manyApps(count: number): OAuthApp[] {
  const { about, openid, tokens, client_keys, origins } = samples.app();
  const shared = { about, openid, tokens, client_keys, origins };
  const carried = samples.apps(0).map((app) => ({ ...app, last_used_at: samples.now() - 40 }));
  return [...carried, ...Array.from({ length: count }, (_, place) => appAt(place, count, shared))];
}
