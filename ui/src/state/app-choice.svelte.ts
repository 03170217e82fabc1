import { SvelteSet } from "svelte/reactivity";

import type { AppRow } from "./app-query";

/** Which apps of a list are chosen: some by name, or all that were found but some. */
export class AppChoice {
  /** All that were found, read or not. */
  all = $state(false);
  /** The chosen ones; where all are, those that are not. */
  readonly #named = new SvelteSet<string>();
  #anchor = -1;

  has(row: AppRow): boolean {
    return !row.built_in && this.all !== this.#named.has(row.client_id);
  }

  count(total: number): number {
    return this.all ? Math.max(0, total - this.#named.size) : this.#named.size;
  }

  /** The ids that were named; where all are chosen, those that are left out. */
  get named(): ReadonlySet<string> {
    return this.#named;
  }

  toggle(rows: readonly (AppRow | undefined)[], place: number): void {
    const row = rows[place];
    if (!row || row.built_in) return;
    if (this.#named.has(row.client_id)) this.#named.delete(row.client_id);
    else this.#named.add(row.client_id);
    this.#anchor = place;
  }

  /** Chooses everything from the row that was chosen last to this one, as far as it was read. */
  reach(rows: readonly (AppRow | undefined)[], place: number): void {
    const from = this.#anchor < 0 ? place : this.#anchor;
    for (let at = Math.min(from, place); at <= Math.max(from, place); at++) {
      const row = rows[at];
      if (!row || row.built_in) continue;
      if (this.all) this.#named.delete(row.client_id);
      else this.#named.add(row.client_id);
    }
    if (this.#anchor < 0) this.#anchor = place;
  }

  everything(rows: readonly (AppRow | undefined)[]): void {
    this.#named.clear();
    this.all = true;
    // What cannot be changed is not counted; it is the first to be known of it.
    for (const row of rows) if (row?.built_in) this.#named.add(row.client_id);
  }

  only(ids: Iterable<string>): void {
    this.clear();
    for (const id of ids) this.#named.add(id);
  }

  clear(): void {
    this.#named.clear();
    this.all = false;
    this.#anchor = -1;
  }
}
