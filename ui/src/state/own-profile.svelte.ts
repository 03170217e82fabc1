import type { OwnProfile } from "../generated/OwnProfile";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";
import { change, differing, type Field, type Fields, FIELDS, fieldsOf, tidy, together } from "../rules/own-profile";
import { Task } from "./task.svelte";

/** One's own profile as it is being written. */
export class OwnProfileForm {
  /** What is written; absent until it was read. */
  fields = $state<Fields>();
  /** What was changed elsewhere too, to what stands here; saving writes over it. */
  clashes = $state.raw<Partial<Fields>>({});
  /** Whether it was seen to be another than when it was opened, so that what is shown elsewhere is of before. */
  moved = $state(false);
  readonly opening = new Task();
  readonly saving = new Task();
  #base = $state.raw<Fields>();
  #version: number | undefined;
  #taken = $state.raw<Field[]>([]);

  constructor(
    private readonly host: Host,
    readonly id: string,
  ) {}

  async open(): Promise<void> {
    await this.opening.run(async () => {
      const read = await this.host.ask("own_profile", { id: this.id });
      this.fields = fieldsOf(read);
      this.#taken = [];
      this.clashes = {};
      this.moved = false;
      this.#take(read);
    });
  }

  /** What was changed elsewhere since it was opened, and stands here as it was changed. */
  get taken(): Field[] {
    const own = new Set(this.changes);
    return this.#taken.filter((field) => !own.has(field));
  }

  /** What is written otherwise than it was read. */
  get changes(): Field[] {
    return this.#base && this.fields ? differing(this.#base, tidy($state.snapshot(this.fields))) : [];
  }

  /**
   * Sends what was changed, and tells whether it is saved. What somebody changed elsewhere meanwhile stays; where both changed
   * the same, nothing is sent before the person has seen it.
   */
  async save(): Promise<boolean> {
    const saved = await this.saving.run(async () => {
      // A service that counts no versions refuses nothing that comes late: so it is looked at first.
      if (this.#version === undefined && !(await this.#catchUp())) return false;
      try {
        await this.#send();
      } catch (thrown) {
        if (asUserError(thrown).code !== "conflict") throw thrown;
        if (!(await this.#catchUp())) return false;
        await this.#send();
      }
      return true;
    });
    return saved === true;
  }

  /** Takes what stands at the service in place of what is written here. */
  takeTheirs(field: Field): void {
    const theirs = this.clashes[field];
    if (!this.fields || theirs === undefined) return;
    this.fields[field] = theirs;
    const { [field]: _, ...others } = this.clashes;
    this.clashes = others;
  }

  /** What a refusal says of a field. */
  problem(field: Field): string | undefined {
    const refused = this.saving.problem;
    return refused?.field === field ? refused.message : undefined;
  }

  /** What a refusal says that none of the fields shows. */
  rest(shown: readonly Field[] = FIELDS): UserError | undefined {
    const refused = this.saving.problem;
    return shown.some((field) => field === refused?.field) ? undefined : refused;
  }

  async #send(): Promise<void> {
    if (!this.#base || !this.fields) return;
    // What was taken over and written here since then is the person's own.
    this.#taken = this.taken;
    const wanted = change(this.#base, tidy($state.snapshot(this.fields)));
    if (Object.keys(wanted).length > 0) {
      const sent = this.#version === undefined ? wanted : { ...wanted, version: this.#version };
      this.#take(await this.host.ask("change_own_profile", { id: this.id, change: sent }));
    }
    this.clashes = {};
  }

  /** Brings together what is written here with what became of it elsewhere; false where both changed the same. */
  async #catchUp(): Promise<boolean> {
    const read = await this.host.ask("own_profile", { id: this.id });
    if (!this.#base || !this.fields) return false;
    const theirs = fieldsOf(read);
    this.moved ||= differing(this.#base, theirs).length > 0;
    const both = together(this.#base, tidy($state.snapshot(this.fields)), theirs);
    this.fields = both.fields;
    this.#taken = [...new Set([...this.#taken, ...both.taken])];
    this.clashes = Object.fromEntries(both.clashes.map((field) => [field, theirs[field]]));
    this.#take(read);
    return both.clashes.length === 0;
  }

  #take(read: OwnProfile): void {
    this.#base = fieldsOf(read);
    this.#version = read.version;
  }
}
