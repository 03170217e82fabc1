import type { AppGrantView } from "../generated/AppGrantView";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** Rows of the first page, and of each one after it. */
const FIRST = 8;
const MORE = 100;

/** Who gave an app access, as far as it was read. */
export class Grants {
  rows = $state.raw<AppGrantView[]>();
  readonly reading = new Task();
  #cursor = $state<string | null>(null);

  constructor(
    private readonly host: Host,
    private readonly account: string,
    private readonly clientId: string,
  ) {}

  get more(): boolean {
    return this.#cursor !== null;
  }

  async load(): Promise<void> {
    await this.#read(null, FIRST);
  }

  async loadMore(): Promise<void> {
    if (this.#cursor !== null) await this.#read(this.#cursor, MORE);
  }

  async #read(cursor: string | null, limit: number): Promise<void> {
    await this.reading.run(async () => {
      const page = await this.host.ask("app_grants", { account: this.account, clientId: this.clientId, cursor, limit });
      const before = cursor === null ? [] : (this.rows ?? []);
      // Somebody may have signed in meanwhile, which moves the pages.
      const known = new Set(before.map((one) => one.id));
      this.rows = [...before, ...page.items.filter((one) => !known.has(one.id))];
      this.#cursor = page.next_cursor;
    });
  }

  /** Ends one grant. */
  async revoke(grant: string): Promise<void> {
    await this.host.ask("revoke_grant", { account: this.account, clientId: this.clientId, grant });
    this.rows = this.rows?.filter((one) => one.id !== grant);
    if (this.rows?.length === 0 && this.more) await this.load();
  }

  /** Ends all of them. Gives how many there were. */
  async revokeAll(): Promise<number> {
    const { revoked } = await this.host.ask("revoke_grants", { account: this.account, clientId: this.clientId });
    // Nobody has any, whether or not that can be read now.
    this.rows = [];
    this.#cursor = null;
    await this.load();
    return revoked;
  }
}
