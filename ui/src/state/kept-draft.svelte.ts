import { useDesk } from "./desk.svelte";
import { letGo, ofAccount } from "./of-account";

/** A draft of something new: kept while the window is open, so that it is there when one comes back to it, and asked about at its end. */
export class KeptDraft<T> {
  form = $state.raw() as T;
  /** It was begun before, and one came back to it. */
  again = $state(false);
  readonly #desk = useDesk();

  constructor(
    private readonly account: string,
    private readonly what: string,
    private readonly make: () => T,
    private readonly begun: (form: T) => boolean,
  ) {
    this.form = this.#take();
    this.again = begun(this.form);
  }

  /** Nobody comes back to it: it was sent, or is not wanted any more. What is shown stays. */
  drop(): void {
    letGo(this.#desk.host, this.account, this.what);
    this.#desk.unfinished.drop(this.account, this.what);
  }

  anew(): void {
    this.drop();
    this.form = this.#take();
    this.again = false;
  }

  #take(): T {
    const { host, unfinished } = this.#desk;
    const form = ofAccount(host, this.account, this.what, this.make);
    unfinished.draft(this.account, this.what, () => this.begun(form));
    return form;
  }
}
