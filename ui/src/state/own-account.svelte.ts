import type { ConnectedApp } from "../generated/ConnectedApp";
import type { OwnSession } from "../generated/OwnSession";
import { asUserError, type Host } from "../host/host";
import { Again } from "./again.svelte";
import { Task } from "./task.svelte";

/** Who and what has access to an account at its service, and the end of it. */
export class OwnAccess {
  apps = $state.raw<ConnectedApp[]>();
  sessions = $state.raw<OwnSession[]>();
  /** What was ended last, by its name. */
  ended = $state.raw<{ what: "app" | "browser"; name: string }>();
  readonly opening = new Task();
  readonly ending = new Task();
  /** What has access once something was ended. */
  readonly again = new Again(
    () => this.#read(),
    (read) => this.#take(read),
  );

  constructor(
    private readonly host: Host,
    readonly id: string,
  ) {}

  async load(): Promise<void> {
    await this.opening.run(async () => this.#take(await this.#read()));
  }

  /** Ends the access of an app; what had ended already is no failure. */
  async disconnect(app: ConnectedApp): Promise<void> {
    await this.#end({ what: "app", name: app.name }, () => this.host.ask("disconnect_app", { id: this.id, clientId: app.client_id }));
    this.apps = this.apps?.filter((one) => one.client_id !== app.client_id);
    void this.again.run();
  }

  /** Signs a browser out, likewise. */
  async signOut(session: OwnSession, name: string): Promise<void> {
    await this.ending.run(async () => {
      await this.#end({ what: "browser", name }, () => this.host.ask("end_own_session", { id: this.id, session: session.id }));
      this.sessions = this.sessions?.filter((one) => one.id !== session.id);
      void this.again.run();
    });
  }

  #read(): Promise<[ConnectedApp[], OwnSession[]]> {
    return Promise.all([this.host.ask("connected_apps", { id: this.id }), this.host.ask("own_sessions", { id: this.id })]);
  }

  #take([apps, sessions]: [ConnectedApp[], OwnSession[]]): void {
    this.apps = apps;
    this.sessions = sessions;
  }

  async #end(what: NonNullable<typeof this.ended>, end: () => Promise<null | void>): Promise<void> {
    this.ended = undefined;
    try {
      await end();
    } catch (thrown) {
      if (asUserError(thrown).code !== "not_found") throw thrown;
    }
    this.ended = what;
  }
}
