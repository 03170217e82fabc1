import { useDesk } from "./desk.svelte";
import { letGo, ofAccount } from "./of-account";

/** A draft of something new: kept while the window is open, so that it is there when one comes back to it. */
export class KeptDraft<T> {
  form = $state.raw() as T;
  /** It was begun before, and one came back to it. */
  again = $state(false);
  readonly #host = useDesk().host;

  constructor(
    private readonly account: string,
    private readonly what: string,
    private readonly make: () => T,
    begun: (form: T) => boolean,
  ) {
    this.form = ofAccount(this.#host, account, what, make);
    this.again = begun(this.form);
  }

  /** Nobody comes back to it: it was sent, or is not wanted any more. What is shown stays. */
  drop(): void {
    letGo(this.#host, this.account, this.what);
  }

  anew(): void {
    this.drop();
    this.form = ofAccount(this.#host, this.account, this.what, this.make);
    this.again = false;
  }
}
