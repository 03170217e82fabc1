import { SvelteMap } from "svelte/reactivity";

import type { Host } from "../host/host";

/** The names of people by their ids, each asked for once. An id stays an id where its name may not be read. */
export class PeopleNames {
  readonly #names = new SvelteMap<string, string>();
  readonly #asked = new Set<string>();
  readonly #waiting: string[] = [];
  #busy = 0;

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  /** The name, once it is known. */
  of(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** Asks for names that are not known yet, a few at a time. */
  want(ids: Iterable<string>): void {
    for (const id of ids) {
      if (this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#waiting.push(id);
    }
    while (this.#busy < 4 && this.#waiting.length > 0) void this.#next();
  }

  async #next(): Promise<void> {
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#busy += 1;
    try {
      const person = await this.host.ask("person", { account: this.account, id });
      this.#names.set(id, person.name);
    } catch {
      // Nobody of that name any more, or not for this account to read.
    }
    this.#busy -= 1;
    this.want([]);
  }
}
