import type { Event } from "../generated/Event";
import type { HostedService } from "../generated/HostedService";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** The accounts service on this computer. */
export class Hosted {
  service = $state<HostedService>({ state: "off" });
  /** The native side has said how it stands, which may take as long as it starts. */
  known = $state(false);
  /** The set-up page was opened from this window: go on once somebody is there. */
  waiting = $state(false);
  readonly looking = new Task();
  readonly starting = new Task();
  readonly opening = new Task();

  constructor(
    private readonly host: Host,
    private readonly ready: () => void,
  ) {}

  async load(told?: HostedService): Promise<void> {
    this.service = told ?? (await this.host.ask("hosted", {}));
    this.known = true;
  }

  /** Asks how it stands. */
  look(): Promise<void> {
    return this.looking.run(() => this.load());
  }

  async start(): Promise<void> {
    await this.starting.run(async () => {
      this.service = await this.host.ask("start_hosted", {});
    });
    if (this.service.state === "running" && this.service.needs_set_up) await this.openSetUp();
    else if (this.service.state === "running") this.ready();
  }

  async openSetUp(): Promise<void> {
    await this.opening.run(async () => {
      await this.host.ask("open_set_up", {});
      this.waiting = true;
    });
  }

  hear(event: Event): void {
    if (event.event !== "hosted_changed") return;
    this.service = event.detail;
    this.known = true;
    this.looking.clear();
    if (this.waiting && event.detail.state === "running" && !event.detail.needs_set_up) {
      this.waiting = false;
      this.ready();
    }
  }
}
