import { SvelteMap } from "svelte/reactivity";

import { asUserError, type Host } from "../host/host";
import { ofAccount } from "./of-account";

/** What has an id that nobody reads, and a name. */
export type Named = "person" | "app" | "organisation" | "api_key";

/** How many are asked for at once. */
const TOGETHER = 4;

/** The names behind the ids of one service: asked for once each, a few at a time, when a row that shows one comes into view. */
export class Names {
  /** Absent: on its way or not asked; `null`: there is no such thing any more. */
  readonly #known = new SvelteMap<string, string | null>();
  readonly #asked = new Set<string>();
  #waiting: { kind: Named; id: string }[] = [];
  #busy = 0;

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  of(kind: Named, id: string): string | null | undefined {
    return this.#known.get(`${kind}:${id}`);
  }

  /** Something that was read by another way. */
  tell(kind: Named, id: string, name: string): void {
    this.#asked.add(`${kind}:${id}`);
    this.#known.set(`${kind}:${id}`, name);
  }

  want(kind: Named, id: string): void {
    const key = `${kind}:${id}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#waiting.push({ kind, id });
    this.#go();
  }

  #go(): void {
    while (this.#busy < TOGETHER) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#busy++;
      void this.#ask(next.kind, next.id).finally(() => {
        this.#busy--;
        this.#go();
      });
    }
  }

  async #ask(kind: Named, id: string): Promise<void> {
    try {
      this.#known.set(`${kind}:${id}`, await this.#read(kind, id));
    } catch (thrown) {
      // Whatever else went wrong, the id is shown, and asked for again when it is seen again.
      if (asUserError(thrown).code === "not_found") this.#known.set(`${kind}:${id}`, null);
      else this.#asked.delete(`${kind}:${id}`);
    }
  }

  async #read(kind: Named, id: string): Promise<string> {
    const { account, host } = this;
    switch (kind) {
      case "person": {
        const person = await host.ask("person", { account, id });
        return person.name || person.email;
      }
      case "app":
        return (await host.ask("app", { account, clientId: id })).name;
      case "organisation":
        return (await host.ask("organisation", { account, id })).name;
      case "api_key":
        return (await host.ask("api_key", { account, key: id })).name;
    }
  }
}

/** The names at the service of an account, kept while the account is signed in. */
export function namesOf(host: Host, account: string): Names {
  return ofAccount(host, account, "names", () => new Names(host, account));
}
