import type { AppPage } from "../generated/AppPage";
import type { OAuthApp } from "../generated/OAuthApp";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";

const PAGE = 100;

/** The apps of one administering account, as far as they were read. */
export class Apps {
  rows = $state.raw<OAuthApp[]>([]);
  total = $state<number>();
  /** What the rows were found with, which may lag behind what is typed. */
  found = $state("");
  loading = $state(false);
  problem = $state<UserError>();
  search = "";
  #cursor: string | null = null;
  #turn = 0;

  constructor(
    private readonly host: Host,
    readonly account: string,
  ) {}

  get more(): boolean {
    return this.total !== undefined && this.#cursor !== null;
  }

  /** Reads the first page; the rows that are shown stay until it is there. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const search = this.search;
    await this.#read(turn, null, (page) => {
      this.rows = page.items;
      this.total = page.total;
      this.found = search;
      this.#cursor = page.next_cursor;
    });
  }

  /** Reads the next page. */
  async loadMore(): Promise<void> {
    if (this.loading || this.#cursor === null) return;
    await this.#read(this.#turn, this.#cursor, (page) => {
      this.rows = [...this.rows, ...page.items];
      this.total = page.total;
      this.#cursor = page.next_cursor;
    });
  }

  async #read(turn: number, cursor: string | null, take: (page: AppPage) => void): Promise<void> {
    this.loading = true;
    try {
      const page = await this.host.ask("apps", { account: this.account, query: { search: this.search.trim() || null, cursor, limit: PAGE } });
      if (turn !== this.#turn) return;
      take(page);
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asUserError(thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }
}
