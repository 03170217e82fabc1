/** A profile as a list of plain fields, and how two people's changes of it come together. */
import type { Address } from "../generated/Address";
import type { Details } from "../generated/Details";
import type { Formats } from "../generated/Formats";
import type { OwnProfile } from "../generated/OwnProfile";

/** How somebody reads dates and numbers. The names are those that a refusal gives. */
export const FORMATS = ["locale", "timezone", "date_format", "smart_dates", "thousands", "decimal"] as const;
const ADDRESS = ["street_address", "locality", "region", "postal_code", "country"] as const;
const SAID = ["username", "phone_number", "avatar_url", "bio", "location", "website"] as const;

/** Everything that people may change of themselves. */
export const FIELDS = ["name", ...SAID, ...ADDRESS, ...FORMATS] as const;
export type Field = (typeof FIELDS)[number];
/** Those of a service that tells an app of the profile alone. */
export const PROFILE_ALONE: readonly Field[] = ["name", "username", "location", "website", "avatar_url", "bio"];

/** What stands in each; `null` is not said. An empty separator is one: none. */
export type Fields = Record<Field, string | null>;

export function fieldsOf(profile: OwnProfile): Fields {
  const { formats, details } = profile;
  return {
    name: profile.name ?? null,
    username: details?.username ?? null,
    phone_number: details?.phone_number ?? null,
    avatar_url: details?.avatar_url ?? null,
    bio: details?.bio ?? null,
    location: details?.location ?? null,
    website: details?.website ?? null,
    street_address: details?.address?.street_address ?? null,
    locality: details?.address?.locality ?? null,
    region: details?.address?.region ?? null,
    postal_code: details?.address?.postal_code ?? null,
    country: details?.address?.country ?? null,
    locale: formats?.locale ?? null,
    timezone: formats?.timezone ?? null,
    date_format: formats?.dates.format ?? null,
    smart_dates: formats?.dates.smart ?? null,
    thousands: formats?.number_separators.thousands ?? null,
    decimal: formats?.number_separators.decimal ?? null,
  };
}

/** The settings among them, as the service speaks of them. */
export function formatsIn(fields: Fields): Formats {
  const smart = fields.smart_dates === "on" || fields.smart_dates === "off" ? fields.smart_dates : null;
  return {
    locale: fields.locale,
    timezone: fields.timezone,
    dates: { format: fields.date_format, smart },
    number_separators: { thousands: fields.thousands, decimal: fields.decimal },
  };
}

function detailsIn(fields: Fields): Details {
  const said = <K extends Field>(names: readonly K[]) => Object.fromEntries(names.flatMap((name) => (fields[name] === null ? [] : [[name, fields[name]]])));
  const address: Address = said(ADDRESS);
  return Object.keys(address).length > 0 ? { ...said(SAID), address } : said(SAID);
}

/** The same without spaces round what is written: an empty line says nothing. */
export function tidy(fields: Fields): Fields {
  const written = { ...fields };
  for (const field of ["name", ...SAID, ...ADDRESS, "locale", "timezone"] as const) written[field] = fields[field]?.trim() || null;
  return written;
}

/** The fields in which two states differ. */
export const differing = (one: Fields, other: Fields): Field[] => FIELDS.filter((field) => one[field] !== other[field]);

/** What is sent to make one state of another: formats and details go as a whole where anything of them changed. */
export function change(from: Fields, to: Fields): OwnProfile {
  const changed = new Set<Field>(differing(from, to));
  const any = (names: readonly Field[]) => names.some((name) => changed.has(name));
  return {
    ...(changed.has("name") && { name: to.name ?? "" }),
    ...(any(FORMATS) && { formats: formatsIn(to) }),
    ...(any([...SAID, ...ADDRESS]) && { details: detailsIn(to) }),
  };
}

/** My changes since `base`, on top of what it has become elsewhere. */
export interface Together {
  fields: Fields;
  /** What was changed elsewhere and not here. */
  taken: Field[];
  /** What was changed on both sides, and not to the same. */
  clashes: Field[];
}

export function together(base: Fields, mine: Fields, theirs: Fields): Together {
  const own = new Set(differing(base, mine));
  const elsewhere = differing(base, theirs);
  const fields = { ...mine };
  for (const field of elsewhere) if (!own.has(field)) fields[field] = theirs[field];
  return {
    fields,
    taken: elsewhere.filter((field) => !own.has(field)),
    clashes: elsewhere.filter((field) => own.has(field) && mine[field] !== theirs[field]),
  };
}
