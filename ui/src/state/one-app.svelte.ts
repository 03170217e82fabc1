import type { OAuthApp } from "../generated/OAuthApp";
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";
import { asUserError, type Host } from "../host/host";
import { draftOf } from "../rules/drafts";
import { AppSettings } from "./app-settings.svelte";
import { Task } from "./task.svelte";

/** One app that is administered, and what is being written of it. */
export class OneApp {
  app = $state.raw<OAuthApp>();
  settings = $state.raw<AppSettings>();
  readonly opening = new Task();

  constructor(
    private readonly host: Host,
    readonly account: string,
    readonly clientId: string,
  ) {}

  /** Reads it, and drops what was written. */
  async load(): Promise<void> {
    await this.opening.run(async () => this.take(await this.read()));
  }

  take(app: OAuthApp): void {
    this.app = app;
    this.settings = new AppSettings(this.host, this.account, app);
  }

  /** It changed here: what was written of its settings stays. */
  follow(app: OAuthApp): void {
    this.app = app;
    this.settings?.follow(app);
  }

  async enable(enabled: boolean): Promise<void> {
    this.follow(await this.host.ask("enable_app", { account: this.account, clientId: this.clientId, enabled }));
  }

  async moveTo(organisation: string | null): Promise<void> {
    this.follow(await this.host.ask("transfer_app", { account: this.account, clientId: this.clientId, organisation }));
  }

  async addAddress(uri: string): Promise<void> {
    this.follow(await addAddress(this.host, this.account, this.clientId, uri, this.app));
  }

  async removeAddress(uri: string): Promise<void> {
    const without = (draft: OAuthAppDraft) => ({ ...draft, redirect_uris: draft.redirect_uris.filter((one) => one !== uri) });
    this.follow(await amended(this.host, this.account, this.clientId, without, this.app));
  }

  /** The app as it is now; the screen goes on with it by `follow`. */
  read(): Promise<OAuthApp> {
    return this.host.ask("app", { account: this.account, clientId: this.clientId });
  }
}

/** Adds a return address to an app; one that is there already stays as it is. */
export function addAddress(host: Host, account: string, clientId: string, uri: string, known?: OAuthApp): Promise<OAuthApp> {
  const withIt = (draft: OAuthAppDraft) => (draft.redirect_uris.includes(uri) ? draft : { ...draft, redirect_uris: [...draft.redirect_uris, uri] });
  return amended(host, account, clientId, withIt, known);
}

/** Makes one change that holds whatever else the app has become: where somebody was faster, it is made of what they left. */
async function amended(host: Host, account: string, clientId: string, change: (draft: OAuthAppDraft) => OAuthAppDraft, known?: OAuthApp): Promise<OAuthApp> {
  const attempt = (app: OAuthApp) => host.ask("update_app", { account, clientId, draft: change(draftOf(app)), version: app.version });
  const read = () => host.ask("app", { account, clientId });
  try {
    return await attempt(known ?? (await read()));
  } catch (thrown) {
    if (asUserError(thrown).code !== "conflict") throw thrown;
    return attempt(await read());
  }
}
