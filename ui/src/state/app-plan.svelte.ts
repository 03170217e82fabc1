import type { Applied } from "../generated/Applied";
import type { AppPlan } from "../generated/AppPlan";
import type { UserError } from "../generated/UserError";
import type { Host } from "../host/host";
import { t } from "../messages";
import { asToml, isAppFile } from "../rules/app-file";
import { Task } from "./task.svelte";

/** As much as the service takes. */
const LARGEST = 8 * 1024 * 1024;

/** A text that may take the place of another: of a file, or of the apps as they are. */
interface Given {
  name?: string;
  text: string;
}

/** A file of apps: what it says, what it would change, and what was done. */
export class AppFile {
  text = $state("");
  name = $state<string>();
  prune = $state(false);
  plan = $state.raw<AppPlan>();
  /** Why the plan is another than the one that was to be applied. */
  changed = $state(false);
  applied = $state.raw<Applied>();
  /** What would take the place of what was written here, until the person has decided. */
  offered = $state.raw<Given>();
  readonly reading = new Task();
  readonly planning = new Task();
  readonly applying = new Task();
  /** What the plan was made of. */
  #of: { file: string; prune: boolean } | undefined = $state.raw();
  /** The text as it came: it can be had again. */
  #given = "";

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  /** The plan is not of what is written now. */
  get stale(): boolean {
    return this.plan !== undefined && (this.#of?.prune !== this.prune || this.#of.file !== this.text);
  }

  /** Whether something stands here that only the person who wrote it has. */
  get written(): boolean {
    return this.text.trim() !== "" && this.text !== this.#given;
  }

  /** Takes the text of a file, and shows at once what it would change. */
  async open(file: File): Promise<void> {
    const text = await this.reading.run(async () => {
      if (!isAppFile(file.name)) throw refused(t("appFile.otherFile", { name: file.name }));
      if (file.size > LARGEST) throw refused(t("appFile.tooLarge"));
      return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    });
    if (this.reading.problem?.code === "internal") this.reading.problem = refused(t("appFile.notText"));
    if (text === undefined) return;
    await this.#offer({ name: file.name, text });
  }

  /** Begins with what is there. */
  async begin(): Promise<void> {
    const text = await this.reading.run(() => this.host.ask("export_apps", { account: this.account }));
    if (text !== undefined) await this.#offer({ text });
  }

  /** Puts what was offered in the place of what was written. */
  async replace(): Promise<void> {
    const given = this.offered;
    this.offered = undefined;
    if (given) await this.#take(given);
  }

  /** What was written stays. */
  keep(): void {
    this.offered = undefined;
  }

  async #offer(given: Given): Promise<void> {
    if (this.written && given.text !== this.text) this.offered = given;
    else await this.#take(given);
  }

  async #take({ name, text }: Given): Promise<void> {
    this.name = name;
    this.text = text;
    this.#given = text;
    if (name !== undefined) await this.make();
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
    this.#given = "";
    this.offered = undefined;
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
