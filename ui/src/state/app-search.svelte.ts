import type { OAuthApp } from "../generated/OAuthApp";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";

const MOST = 6;
const PAUSE = 150;

/** The apps of one administering account, searched at its service while somebody types. */
export class AppSearch {
  found = $state.raw<readonly OAuthApp[]>([]);
  /** How many there are that are not shown. */
  more = $state(0);
  busy = $state(false);
  problem = $state<UserError>();
  #turn = 0;
  #waits: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Host,
    readonly account: string,
  ) {}

  /** Asks once the typing pauses; the answer to what was typed before does not count any more. */
  type(search: string, pause = PAUSE): void {
    const turn = ++this.#turn;
    clearTimeout(this.#waits);
    const wanted = search.trim();
    if (wanted === "") {
      this.#take([], 0);
      return;
    }
    this.busy = true;
    this.#waits = setTimeout(() => void this.#ask(turn, wanted), pause);
  }

  async #ask(turn: number, search: string): Promise<void> {
    try {
      const page = await this.host.ask("apps", { account: this.account, query: { search, cursor: null, limit: MOST } });
      if (turn === this.#turn) this.#take(page.items, page.total - page.items.length);
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#take([], 0);
      this.problem = asUserError(thrown);
    }
  }

  #take(found: readonly OAuthApp[], more: number): void {
    this.found = found;
    this.more = more;
    this.busy = false;
    this.problem = undefined;
  }
}
