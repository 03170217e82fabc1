import type { AppFacets } from "../generated/AppFacets";
import type { AppSort } from "../generated/AppSort";
import type { OAuthApp } from "../generated/OAuthApp";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";
import { type AppRow, type Facet, type Filters, queryOf, rowOf, type Wish, without } from "./app-query";

const FIRST = 100;
const PAGE = 200;
/** So long nobody typed before the counts are asked for. */
const PAUSE = 120;

/**
 * The apps of one administering account, in the order of the service. The list is as long as what was found from the first
 * answer on; rows are read in their turn, as far as somebody looks.
 */
export class AppList {
  search = $state("");
  filters = $state.raw<Filters>({});
  sort = $state<AppSort>("last_used");
  /** A place for each app that was found; empty where it was not read yet. */
  rows = $state.raw<(AppRow | undefined)[]>([]);
  /** How many were read, from the first on. */
  read = $state(0);
  /** How many were found; absent before the first answer. */
  total = $state<number>();
  /** How many there are without a search and filters, once that was known. */
  everything = $state<number>();
  /** What the rows were found with, which may lag behind what is typed. */
  found = $state.raw<Wish>({ search: "", filters: {}, sort: "last_used" });
  facets = $state.raw<AppFacets>();
  loading = $state(false);
  problem = $state<UserError>();
  /** Reading on towards a row that is far away: how many rows are to be read. */
  reaching = $state<number>();
  /** Where the list stands; kept while another screen is shown. */
  top = 0;
  /** The row that the keys move from. */
  active = $state(-1);
  /** The app that was opened last: it may have changed meanwhile. */
  opened: string | undefined;
  /** Apps were made or removed elsewhere: all of it is read again. */
  stale = false;
  #cursor: string | null = null;
  #turn = 0;
  #wanted = 0;
  #reading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly host: Host,
    readonly account: string,
  ) {}

  get wish(): Wish {
    return { search: this.search, filters: this.filters, sort: this.sort };
  }

  get more(): boolean {
    return this.total !== undefined && this.#cursor !== null;
  }

  get filtered(): boolean {
    return Object.keys(this.filters).length > 0;
  }

  setFilter(facet: Facet, value: string | undefined): Promise<void> {
    const { [facet]: _, ...others } = this.filters;
    this.filters = value === undefined ? others : { ...others, [facet]: value };
    return this.load();
  }

  clear(): Promise<void> {
    this.search = "";
    this.filters = {};
    return this.load();
  }

  /** Reads from the first row on; the rows that are shown stay until the answer is there. An older answer changes nothing. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const wish = this.wish;
    this.loading = true;
    this.reaching = undefined;
    this.#reading = false;
    this.#wanted = 0;
    this.#countSoon(turn, wish);
    try {
      const page = await this.host.ask("apps", { account: this.account, query: queryOf(wish, null, FIRST) });
      if (turn !== this.#turn) return;
      this.#cursor = page.next_cursor;
      this.#take(page.items, 0, page.total);
      if (wish.search.trim() === "" && Object.keys(wish.filters).length === 0) this.everything = page.total;
      if (!sameWish(wish, this.found)) this.active = -1;
      this.found = wish;
      this.top = 0;
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asUserError(thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  /** Somebody looks at the rows up to this one: they are read, unless somebody looks elsewhere before. */
  async reach(row: number): Promise<void> {
    this.#wanted = Math.min(row + 1, this.total ?? 0);
    // Until the first page is there, the place to read on from is that of another question.
    if (this.#reading || this.loading) return;
    const turn = this.#turn;
    this.#reading = true;
    try {
      while (turn === this.#turn && this.read < this.#wanted && this.#cursor !== null) {
        if (this.#wanted - this.read > PAGE) this.reaching = this.#wanted;
        const page = await this.host.ask("apps", { account: this.account, query: queryOf(this.found, this.#cursor, PAGE) });
        if (turn !== this.#turn) return;
        this.#cursor = page.next_cursor;
        this.#take(page.items, this.read, page.total);
        this.problem = undefined;
      }
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asUserError(thrown);
    } finally {
      if (turn === this.#turn) {
        this.reaching = undefined;
        this.#reading = false;
      }
    }
  }

  #take(apps: OAuthApp[], from: number, total: number): void {
    const read = from + apps.length;
    // What the service no longer has at its end is not waited for.
    const length = this.#cursor === null ? read : Math.max(total, read);
    const rows = from === 0 ? [] : this.rows.slice(0, from);
    rows.push(...apps.map(rowOf));
    rows.length = length;
    this.rows = rows;
    this.read = read;
    this.total = length;
  }

  /** After a visit to another screen: what was opened there is read again, and what is near the beginning as a whole. */
  async comeBack(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    if (this.total === undefined || this.problem || this.stale || this.top < FIRST * 10) {
      const top = this.stale ? 0 : this.top;
      this.stale = false;
      await this.load();
      this.top = top;
      return;
    }
    this.#countSoon(this.#turn, this.wish);
    if (opened === undefined) return;
    try {
      this.put([await this.host.ask("app", { account: this.account, clientId: opened })]);
    } catch (thrown) {
      if (asUserError(thrown).code === "not_found") this.#drop(opened);
    }
  }

  /** Shows apps as they are now, where they stand. */
  put(apps: readonly OAuthApp[]): void {
    const changed = new Map(apps.map((app) => [app.client_id, rowOf(app)]));
    const rows = this.rows.slice();
    for (let place = 0; place < this.read; place++) {
      const after = changed.get(rows[place]?.client_id ?? "");
      if (after) rows[place] = after;
    }
    this.rows = rows;
  }

  /** Shows which may be used now, where they stand. */
  switched(clientIds: ReadonlySet<string>, enabled: boolean): void {
    this.rows = this.rows.map((row) => (row && clientIds.has(row.client_id) ? { ...row, enabled } : row));
  }

  #drop(clientId: string): void {
    const place = this.rows.findIndex((row) => row?.client_id === clientId);
    if (place < 0) return;
    this.rows = this.rows.toSpliced(place, 1);
    this.read -= 1;
    this.total = this.rows.length;
  }

  /** Counts what there is to choose from, once nobody types. */
  countAgain(): void {
    this.#countSoon(this.#turn, this.wish);
  }

  #countSoon(turn: number, wish: Wish): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count(turn, wish), PAUSE);
  }

  /** In the place of a filter that is on stand the others that could be on instead. */
  async #count(turn: number, wish: Wish): Promise<void> {
    const ask = (of: Wish) => this.host.ask("app_facets", { account: this.account, query: queryOf(of, null, 1) });
    const on = Object.keys(wish.filters) as Facet[];
    try {
      const [counted, ...others] = await Promise.all([ask(wish), ...on.map((facet) => ask(without(wish, facet)))]);
      if (turn !== this.#turn) return;
      this.facets = on.reduce((facets, facet, place) => ({ ...facets, [facet]: others[place]?.[facet] ?? [] }), counted);
    } catch {
      // The list says why it could not be read; without counts it can still be searched.
      if (turn === this.#turn) this.facets = undefined;
    }
  }
}

function sameWish(a: Wish, b: Wish): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
