import type { Applied } from "../generated/Applied";
import type { AppPlan } from "../generated/AppPlan";
import type { UserError } from "../generated/UserError";
import type { Host } from "../host/host";
import { t } from "../messages";
import { asToml } from "../rules/app-file";
import { Task } from "./task.svelte";

/** As much as the service takes. */
const LARGEST = 8 * 1024 * 1024;

/** A file of apps: what it says, what it would change, and what was done. */
export class AppFile {
  text = $state("");
  name = $state<string>();
  prune = $state(false);
  plan = $state.raw<AppPlan>();
  /** Why the plan is another than the one that was to be applied. */
  changed = $state(false);
  applied = $state.raw<Applied>();
  readonly reading = new Task();
  readonly planning = new Task();
  readonly applying = new Task();
  /** What the plan was made of. */
  #of: { file: string; prune: boolean } | undefined = $state.raw();

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  /** The plan is not of what is written now. */
  get stale(): boolean {
    return this.plan !== undefined && (this.#of?.prune !== this.prune || this.#of.file !== this.text);
  }

  /** Takes the text of a file, and shows at once what it would change. */
  async open(file: File): Promise<void> {
    const text = await this.reading.run(async () => {
      if (file.size > LARGEST) throw refused(t("appFile.tooLarge"));
      return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    });
    if (this.reading.problem?.code === "internal") this.reading.problem = refused(t("appFile.notText"));
    if (text === undefined) return;
    this.name = file.name;
    this.text = text;
    await this.make();
  }

  /** Begins with what is there. */
  async begin(): Promise<void> {
    await this.reading.run(async () => {
      this.text = await this.host.ask("export_apps", { account: this.account });
      this.name = undefined;
    });
  }

  async make(): Promise<void> {
    this.applying.clear();
    this.changed = false;
    this.plan = undefined;
    const of = { file: this.text, prune: this.prune };
    await this.planning.run(async () => {
      const plan = await this.host.ask("plan_apps", { account: this.account, file: toml(of.file), prune: of.prune });
      this.#of = of;
      this.plan = plan;
    });
  }

  /** Does what the plan says, or nothing. */
  async apply(): Promise<void> {
    const { plan } = this;
    const of = this.#of;
    if (!plan || !of || this.stale) return;
    const outcome = await this.host.ask("apply_apps", { account: this.account, file: toml(of.file), prune: of.prune, plan });
    this.changed = outcome.outcome === "changed";
    if (outcome.outcome === "changed") this.plan = outcome.detail.plan;
    else this.applied = outcome.detail;
  }

  again(): void {
    this.text = "";
    this.name = undefined;
    this.plan = undefined;
    this.applied = undefined;
    this.changed = false;
  }
}

function refused(message: string): UserError {
  return { code: "invalid_input", message };
}

function toml(text: string): string {
  try {
    return asToml(text);
  } catch (thrown) {
    throw refused(t("appFile.notJson", { reason: thrown instanceof Error ? thrown.message : "" }));
  }
}
