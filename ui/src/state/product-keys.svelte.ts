import type { ApiKeyOfProvider } from "../generated/ApiKeyOfProvider";
import type { SecretHeld } from "../generated/SecretHeld";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** The API keys that open product APIs: one a service. Their secrets are taken from the clipboard and never come here. */
export class ProductKeys {
  all = $state.raw<readonly ApiKeyOfProvider[]>();
  secret = $state<SecretHeld>();
  /** How often one was kept: each may open what the last one did not, the same key with another secret too. */
  turn = $state(0);
  readonly reading = new Task();
  readonly taking = new Task();
  readonly keeping = new Task();
  readonly forgetting = new Task();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    await this.reading.run(async () => {
      this.all = await this.host.ask("product_api_keys", {});
    });
  }

  of(provider: string): ApiKeyOfProvider | undefined {
    return this.all?.find((one) => one.provider === provider);
  }

  /** Which part was refused. The engine names the secret of a key, and whoever holds it for the screen a client secret. */
  get wrong(): "key" | "secret" | undefined {
    const field = this.keeping.problem?.field;
    return field === "client_secret" || field === "secret" ? "secret" : field === "key" ? "key" : undefined;
  }

  async take(): Promise<void> {
    const held = await this.taking.run(() => this.host.ask("take_secret_from_clipboard", {}));
    if (!held) return;
    this.secret = held;
    // What was wrong with the last one says nothing of this one.
    if (this.wrong === "secret") this.keeping.clear();
  }

  /** Tells whether it is kept. */
  async keep(provider: string, key: string): Promise<boolean> {
    const { secret } = this;
    if (!secret) return false;
    const kept = await this.keeping.run(() => this.host.ask("keep_product_api_key", { provider, key, secret: secret.handle }));
    if (!kept) {
      // It is held no more, or does not fit: another has to be taken.
      if (this.wrong === "secret") this.secret = undefined;
      return false;
    }
    this.all = [...(this.all ?? []).filter((one) => one.provider !== kept.provider), kept];
    this.secret = undefined;
    this.turn++;
    return true;
  }

  async forget(provider: string): Promise<boolean> {
    await this.forgetting.run(async () => {
      await this.host.ask("forget_product_api_key", { provider });
      this.all = this.all?.filter((one) => one.provider !== provider);
    });
    return this.forgetting.problem === undefined;
  }
}
