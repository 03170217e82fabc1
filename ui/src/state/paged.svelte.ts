import type { UserError } from "../generated/UserError";
import { asUserError } from "../host/host";

/** Rows that are asked for at once. */
export const PAGE = 100;
/** So long somebody who types pauses, in milliseconds. */
const PAUSE = 150;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  total?: number;
}

/** A long list of a service, read page by page, as far as somebody scrolled. */
export class Paged<T, Q> {
  rows = $state.raw<T[]>([]);
  /** How many match in all, where the service counts them. */
  total = $state<number>();
  /** Whether a first page was read. */
  known = $state(false);
  /** When the service was last read. */
  readAt = $state(0);
  loading = $state(false);
  problem = $state<UserError>();
  /** What the rows were found with, which may lag behind what is asked. */
  found = $state.raw<Q>() as Q;
  #cursor = $state<string | null>(null);
  #turn = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly read: (query: Q, cursor: string | null, limit: number) => Promise<Page<T>>,
    public query: Q,
  ) {
    this.found = query;
  }

  get more(): boolean {
    return this.#cursor !== null;
  }

  /** Reads the first page once the typing pauses. */
  soon(query: Q): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.load(query), PAUSE);
  }

  /** Nobody looks any more. */
  leave(): void {
    clearTimeout(this.#soon);
  }

  /** Reads the first page; the rows that are shown stay until it is there. */
  async load(query: Q = this.query): Promise<void> {
    clearTimeout(this.#soon);
    this.query = query;
    // Where another question fails, there is nothing to read on from.
    this.#cursor = null;
    await this.#take(++this.#turn, null, (page) => {
      this.rows = page.items;
      this.found = query;
      this.known = true;
    });
  }

  /** Reads the next page. */
  async loadMore(): Promise<void> {
    if (this.loading || this.#cursor === null) return;
    await this.#take(this.#turn, this.#cursor, (page) => {
      this.rows = [...this.rows, ...page.items];
    });
  }

  async #take(turn: number, cursor: string | null, take: (page: Page<T>) => void): Promise<void> {
    this.loading = true;
    try {
      const page = await this.read(this.query, cursor, PAGE);
      if (turn !== this.#turn) return;
      take(page);
      this.total = page.total;
      this.#cursor = page.next_cursor;
      this.readAt = Math.floor(Date.now() / 1000);
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asUserError(thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }
}
