import type { Trace } from "../generated/Trace";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** The records of an account, or those beside an attempt; one of them is open. */
export class Happened {
  /** All that there are, the newest first. */
  #all = $state.raw<Trace[]>([]);
  #chosen = $state<string>();
  loaded = $state(false);
  readonly loading = new Task();

  constructor(
    private readonly host: Host,
    private readonly of: { account: string; provider: string | undefined } | { attempt: string },
  ) {}

  async load(): Promise<void> {
    const all = await this.loading.run(() => this.host.ask("traces", {}));
    if (all) this.#all = all;
    this.loaded = true;
  }

  /** Reads the open one again. One that is there no more stays as it was. */
  async refresh(): Promise<void> {
    const id = this.record?.id ?? ("attempt" in this.of ? this.of.attempt : undefined);
    if (id === undefined) return;
    const found = await this.host.ask("traces_of", { which: id }).catch(() => []);
    const one = found.find((trace) => trace.id === id);
    if (!one) return;
    this.#all = this.#all.some((trace) => trace.id === id) ? this.#all.map((trace) => (trace.id === id ? one : trace)) : [one, ...this.#all];
  }

  /**
   * Those that belong together: of the account, and the sign-ins to its service by which nobody was signed in, as they may have
   * been meant for it.
   */
  get list(): Trace[] {
    const asked = "attempt" in this.of ? this.#all.find((trace) => trace.id === (this.of as { attempt: string }).attempt) : undefined;
    const account = "account" in this.of ? this.of.account : (asked?.account ?? undefined);
    const own = this.#all.filter((trace) => account !== undefined && trace.account === account);
    const provider = ("account" in this.of ? this.of.provider : undefined) ?? asked?.provider ?? own[0]?.provider;
    return this.#all.filter((trace) => own.includes(trace) || (trace.account === null && trace.kind === "sign_in" && trace.provider === provider));
  }

  get record(): Trace | undefined {
    const { list } = this;
    const chosen = list.find((trace) => trace.id === this.#chosen);
    if (chosen) return chosen;
    if ("attempt" in this.of) {
      const { attempt } = this.of;
      return list.find((trace) => trace.id === attempt);
    }
    const { account } = this.of;
    return list.find((trace) => trace.account === account) ?? list[0];
  }

  get earlier(): Trace | undefined {
    return this.#beside(1);
  }

  get later(): Trace | undefined {
    return this.#beside(-1);
  }

  open(id: string): void {
    this.#chosen = id;
  }

  #beside(by: number): Trace | undefined {
    const { list, record } = this;
    return record && list[list.indexOf(record) + by];
  }
}
