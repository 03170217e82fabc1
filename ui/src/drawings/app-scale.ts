/** Where one is in a list of which only a part was read: labels at the places at which something else begins. */
import { type Formats, moment } from "../formats";
import type { AppFacets } from "../generated/AppFacets";
import type { AppSort } from "../generated/AppSort";
import type { AppRow } from "../state/app-query";
import { valuesOf } from "../state/app-query";

/** A label at a part of the whole, 0 to 1. */
export interface ScaleMark {
  at: number;
  /** A word of `apps.scale`, a month since 1970, a year or a letter. */
  kind: "word" | "month" | "year" | "letter";
  value: string;
}

/** Labels nearer to each other than this part of the whole are left out. */
export function marksOf(sort: AppSort, rows: readonly (AppRow | undefined)[], read: number, facets: AppFacets | undefined, formats: Formats, gap: number): ScaleMark[] {
  const total = rows.length;
  if (total === 0) return [];
  const all = sort === "last_used" ? uses(facets, total) : begins(rows, read, total, sort === "name" ? letter : month(formats));
  const kept: ScaleMark[] = [];
  for (const mark of all) {
    const before = kept.at(-1);
    if (mark.at <= 1 - gap / 2 && (!before || mark.at - before.at >= gap)) kept.push(mark);
  }
  return kept;
}

/** The service counts how many were last used when, which is where each begins. */
function uses(facets: AppFacets | undefined, total: number): ScaleMark[] {
  if (!facets) return [];
  let before = 0;
  return valuesOf(facets, "last_used").flatMap(({ value, count }) => {
    const at = before / total;
    before += count;
    return count > 0 && at < 1 ? [{ at, kind: "word" as const, value }] : [];
  });
}

type Named = Pick<ScaleMark, "kind" | "value">;

function begins(rows: readonly (AppRow | undefined)[], read: number, total: number, name: (row: AppRow) => Named): ScaleMark[] {
  const found: ScaleMark[] = [];
  let last: string | undefined;
  for (let place = 0; place < read; place++) {
    const row = rows[place];
    if (!row) continue;
    const named = name(row);
    if (named.value !== last) found.push({ at: place / total, ...named });
    last = named.value;
  }
  return found;
}

function letter(row: AppRow): Named {
  return { kind: "letter", value: ([...row.name.normalize("NFD")][0] ?? "").toLocaleUpperCase() };
}

/** Months of this year and the last, before that years. */
function month(formats: Formats): (row: AppRow) => Named {
  const now = moment(formats, Date.now() / 1000);
  return (row) => {
    const made = new Date(row.created_at * 1000);
    const year = made.getUTCFullYear();
    return now.year - year < 2 ? { kind: "month", value: String((year - 1970) * 12 + made.getUTCMonth()) } : { kind: "year", value: String(year) };
  };
}
