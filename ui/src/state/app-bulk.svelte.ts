import type { AppPage } from "../generated/AppPage";
import type { Bulk } from "../generated/Bulk";
import type { BulkOutcome } from "../generated/BulkOutcome";
import type { UserError } from "../generated/UserError";
import { asUserError } from "../host/host";
import type { AppChoice } from "./app-choice.svelte";
import type { AppList } from "./app-list.svelte";
import { queryOf, rowOf } from "./app-query";

const PAGE = 200;
/** So many go with one request: few enough that one sees how far it is. */
const AT_ONCE = 50;
/** How long it is offered to take something back. */
export const UNDO_SECONDS = 10;

/** An app that is to be changed, as far as it has to be known. */
export interface Target {
  client_id: string;
  name: string;
  enabled: boolean;
}
export interface Failed {
  client_id: string;
  name: string;
  problem: UserError;
}

/** Why one of several was not changed. */
function failure({ client_id, code, message }: BulkOutcome, name: string): Failed {
  return { client_id, name, problem: { code: code === "not_found" ? "not_found" : "refused", message: message ?? "" } };
}

/** What is being done to several apps at once, how far it is, and how it is taken back. */
export class AppBulk {
  /** What is being done; absent: nothing. */
  running = $state<{ enabling: boolean; done: number; of: number }>();
  failed = $state.raw<Failed[]>([]);
  /** What was done last and can be taken back. */
  undoable = $state.raw<{ enabled: boolean; apps: Target[] }>();
  /** How many were set by the last run that changed something; for those who read by ear too. */
  ended = $state.raw<{ enabled: boolean; changed: number; undone: boolean }>();
  #stop = false;

  constructor(
    private readonly list: AppList,
    private readonly choice: AppChoice,
  ) {}

  /** Enables or disables what is chosen, but for what is so already. */
  async set(enabled: boolean): Promise<void> {
    if (this.running) return;
    const all = this.choice.count(this.list.total ?? 0);
    this.#begin(enabled, all);
    const done: Target[] = [];
    try {
      for await (const some of this.#chosen()) {
        const rest = some.filter((one) => one.enabled !== enabled);
        this.#advance(some.length - rest.length);
        await this.#run(enabled, rest, done);
        if (this.#stop) break;
      }
    } catch (thrown) {
      this.failed = [...this.failed, { client_id: "", name: "", problem: asUserError(thrown) }];
    }
    this.#end(enabled, done, false);
    this.undoable = done.length > 0 ? { enabled, apps: done } : undefined;
  }

  async undo(): Promise<void> {
    const last = this.undoable;
    if (!last || this.running) return;
    this.undoable = undefined;
    this.#begin(!last.enabled, last.apps.length);
    const done: Target[] = [];
    await this.#run(!last.enabled, last.apps, done);
    this.#end(!last.enabled, done, true);
  }

  stop(): void {
    this.#stop = true;
  }

  forget(): void {
    this.undoable = undefined;
    this.ended = undefined;
  }

  #begin(enabling: boolean, of: number): void {
    this.#stop = false;
    this.failed = [];
    this.undoable = undefined;
    this.ended = undefined;
    this.running = { enabling, done: 0, of };
  }

  #advance(by: number): void {
    if (this.running) this.running = { ...this.running, done: this.running.done + by };
  }

  #end(enabled: boolean, done: Target[], undone: boolean): void {
    this.running = undefined;
    this.ended = { enabled, changed: done.length, undone };
    if (done.length > 0) this.list.countAgain();
  }

  /** Some at a time: what came of it is told app by app, and between two requests it can be stopped. */
  async #run(enabled: boolean, targets: Target[], done: Target[]): Promise<void> {
    for (let from = 0; from < targets.length && !this.#stop; from += AT_ONCE) {
      const some = targets.slice(from, from + AT_ONCE);
      const outcomes = await this.#ask(enabled, some);
      const named = new Map(some.map((one) => [one.client_id, one]));
      const changed = outcomes.flatMap((one) => (one.done ? (named.get(one.client_id) ?? []) : []));
      done.push(...changed);
      this.list.switched(new Set(changed.map((one) => one.client_id)), enabled);
      this.failed = [...this.failed, ...outcomes.filter((one) => !one.done).map((one) => failure(one, named.get(one.client_id)?.name ?? one.client_id))];
      this.#advance(outcomes.length);
    }
  }

  /** What came of it for each; nothing where the whole was refused, which goes for all that are left. */
  async #ask(enabled: boolean, some: Target[]): Promise<BulkOutcome[]> {
    try {
      const bulk: Bulk = { client_ids: some.map((one) => one.client_id), action: enabled ? "enable" : "disable" };
      return (await this.list.host.ask("change_apps", { account: this.list.account, bulk })).results;
    } catch (thrown) {
      this.failed = [...this.failed, { client_id: "", name: "", problem: asUserError(thrown) }];
      this.#stop = true;
      // The answer may be what was lost, and not the request.
      if (this.failed.at(-1)?.problem.code === "network") void this.list.load();
      return [];
    }
  }

  /** What is chosen, page by page: those that were read stand in the list, of all the others the service is asked. */
  async *#chosen(): AsyncGenerator<Target[]> {
    if (this.choice.all) yield* await allChosen(this.list, this.choice, () => this.#stop);
    else yield namedRows(this.list, this.choice);
  }
}

function namedRows(list: AppList, choice: AppChoice): Target[] {
  return list.rows.flatMap((row) => (row && choice.has(row) ? [row] : []));
}

/** All that were found but those that were left out: all ids first, as a filter may be what is changed. */
async function allChosen(list: AppList, choice: AppChoice, stopped = () => false): Promise<Target[][]> {
  const { host, account, found } = list;
  const left = new Set(choice.named);
  const pages: Target[][] = [];
  let cursor: string | null = null;
  do {
    // By name: an order that does not move meanwhile.
    const page: AppPage = await host.ask("apps", { account, query: queryOf({ ...found, sort: "name" }, cursor, PAGE) });
    pages.push(page.items.map(rowOf).filter((row) => !row.built_in && !left.has(row.client_id)));
    cursor = page.next_cursor;
  } while (cursor !== null && !stopped());
  return pages;
}

/** The client ids of what is chosen; nothing where that is everything there is. */
export async function exportIds(list: AppList, choice: AppChoice): Promise<Set<string> | undefined> {
  const { search, filters } = list.found;
  const carried = (id: string) => list.rows.some((row) => row?.built_in && row.client_id === id);
  if (choice.all && search.trim() === "" && Object.keys(filters).length === 0 && [...choice.named].every(carried)) return undefined;
  const pages = choice.all ? await allChosen(list, choice) : [namedRows(list, choice)];
  return new Set(pages.flat().map((one) => one.client_id));
}
