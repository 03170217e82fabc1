import { SvelteSet } from "svelte/reactivity";

import type { FieldProblem } from "../generated/FieldProblem";
import type { OAuthApp } from "../generated/OAuthApp";
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";
import { asUserError, type Host } from "../host/host";
import { type AppField, changed, onto } from "../rules/app-changes";
import { type AppDraft, draftOf } from "../rules/drafts";
import { released } from "./pointer";
import { Task } from "./task.svelte";

/** The settings of an app as they are being written. Return addresses are no part of them: those are changed one at a time. */
export class AppSettings {
  draft = $state<AppDraft>() as AppDraft;
  problems = $state<FieldProblem[]>([]);
  /** What somebody else has made of it meanwhile; nothing is saved until the person has said what shall hold. */
  newer = $state.raw<OAuthApp>();
  saved = $state(false);
  readonly saving = new Task();
  #base = $state.raw<OAuthApp>() as OAuthApp;
  readonly #left = new SvelteSet<string>();
  #all = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Host,
    private readonly account: string,
    app: OAuthApp,
  ) {
    this.take(app);
  }

  /** Begins anew with an app; what was written is dropped. */
  take(app: OAuthApp): void {
    this.#base = app;
    this.draft = draftOf(app);
    this.problems = [];
    this.newer = undefined;
    this.#all = false;
    this.#left.clear();
    this.saving.clear();
  }

  /** The app changed by another way of this screen: what was written stays on top of it. */
  follow(app: OAuthApp): void {
    if (this.newer) this.newer = app;
    else this.#put(app, this.#base);
  }

  #put(app: OAuthApp, since: Parameters<typeof onto>[0]): void {
    this.draft = onto(since, this.clean, draftOf(app));
    this.#base = app;
  }

  /** What is sent: without texts that were left empty. */
  get clean(): AppDraft {
    const { name, about, openid, ...rest } = $state.snapshot(this.draft) as AppDraft;
    const filled = Object.fromEntries(Object.entries(about).flatMap(([key, text]) => (text?.trim() ? [[key, text.trim()]] : [])));
    const backchannel = openid.backchannel_logout_uri?.trim();
    return { ...rest, name: name.trim(), about: filled, openid: { ...openid, backchannel_logout_uri: backchannel === "" ? undefined : backchannel } };
  }

  /** What was changed here. */
  get changes(): AppField[] {
    return changed(this.#base, this.clean);
  }

  /** What somebody else changed, and whether it was changed here as well. */
  get theirs(): { field: AppField; also: boolean }[] {
    const mine = this.changes;
    return this.newer ? changed(this.#base, this.newer).map((field) => ({ field, also: mine.includes(field) })) : [];
  }

  setScopes(scopes: string[]): void {
    this.draft.scopes = scopes;
    this.typed();
  }

  /** Something was written: check it soon. */
  typed(): void {
    this.saved = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), 150);
  }

  left(field: string): void {
    void released().then(() => {
      this.#left.add(field);
      return this.check();
    });
  }

  async check(): Promise<FieldProblem[]> {
    const turn = ++this.#turn;
    const { problems } = await this.host.ask("check_app", { draft: this.clean });
    await released();
    if (turn === this.#turn) this.problems = problems;
    return problems;
  }

  /** What stands against a field, once the person has been there; of a list, its first row that cannot stay. */
  problem(field: string): string | undefined {
    const found = this.problems.find((problem) => problem.field === field);
    return found && (this.#all || this.#left.has(field)) ? found.message : undefined;
  }

  /** Saves what was changed. Gives the app as it is then, or nothing. */
  async save(): Promise<OAuthApp | undefined> {
    return this.saving.run(async () => {
      clearTimeout(this.#timer);
      this.#all = true;
      if ((await this.check()).length > 0) return undefined;
      const [account, clientId] = [this.account, this.#base.client_id];
      try {
        const sent = this.clean;
        const app = await this.host.ask("update_app", { account, clientId, draft: sent, version: this.#base.version });
        // What was typed while it was saved is not saved, and stays.
        this.#put(app, sent);
        this.#all = false;
        this.#left.clear();
        this.saved = true;
        return app;
      } catch (thrown) {
        if (asUserError(thrown).code !== "conflict") throw thrown;
        this.newer = await this.host.ask("app", { account, clientId });
        return undefined;
      }
    });
  }

  /** The newer one holds, and what was written here on top of it, still to be saved. */
  keepMine(): void {
    const newer = this.newer;
    if (!newer) return;
    this.newer = undefined;
    this.follow(newer);
  }
}
