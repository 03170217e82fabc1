import type { ConnectedApp } from "../generated/ConnectedApp";
import type { OwnSession } from "../generated/OwnSession";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** Who and what has access to an account at its service, and the end of it. */
export class OwnAccess {
  apps = $state.raw<ConnectedApp[]>();
  sessions = $state.raw<OwnSession[]>();
  /** What was ended last, by its name. */
  ended = $state<string>();
  readonly opening = new Task();
  readonly ending = new Task();

  constructor(
    private readonly host: Host,
    readonly id: string,
  ) {}

  async load(): Promise<void> {
    await this.opening.run(async () => {
      const [apps, sessions] = await Promise.all([this.host.ask("connected_apps", { id: this.id }), this.host.ask("own_sessions", { id: this.id })]);
      this.apps = apps;
      this.sessions = sessions;
    });
  }

  async disconnect(app: ConnectedApp): Promise<void> {
    await this.#end(app.name, () => this.host.ask("disconnect_app", { id: this.id, clientId: app.client_id }));
  }

  async signOut(session: OwnSession, name: string): Promise<void> {
    await this.#end(name, () => this.host.ask("end_own_session", { id: this.id, session: session.id }));
  }

  /** Whatever came of it, the lists are then as the service has them. */
  async #end(name: string, end: () => Promise<null | void>): Promise<void> {
    this.ended = undefined;
    await this.ending.run(async () => {
      await end();
      this.ended = name;
    });
    if (!this.ending.problem || this.ending.problem.code === "not_found") await this.load();
  }
}
